/** What a picture shows of an actor besides its state: where it is, whom it leads or follows, what it knows. By kind. */
import type { Actor } from '../sim/index.ts';
import type { Show } from './system.ts';
import { systems } from './systems.ts';

export type Facet = string | number | boolean | null | readonly string[];
export type Facets = Readonly<Record<string, Facet>>;

const shows: Readonly<Record<string, Show>> = Object.assign({}, ...systems.map((system) => system.shows ?? {}));

/** An actor's facets now; what is not there is null. */
export function facetsOf(actor: Actor): Facets {
  const found = shows[actor.kind]?.(actor.data, actor) ?? {};
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, (value ?? null) as Facet]));
}

/** What has changed, nothing when nothing has. */
export function patchOf(before: Facets, after: Facets): Facets | undefined {
  const changed = Object.entries(after).filter(([key, value]) => !isSame(before[key], value));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function isSame(a: Facet | undefined, b: Facet): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a === b || (a.length === b.length && a.every((one, i) => one === b[i]));
  return a === b;
}
