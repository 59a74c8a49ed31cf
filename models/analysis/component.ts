/** What can fail, one thing at a time: a verb of the closed list at a part of the platform as it stands at the start. */
import type { Run } from '../../sim/index.ts';
import { vocabulary } from '../vocabulary.ts';

export interface Component {
  fault: string;
  target: string;
}

/** Faults that a search leaves out, and why. */
export interface Uncovered {
  what: string;
  why: string;
}

/** Faults at the sites, outside the platform. */
const atSites = ['disconnect', 'node-loss'];

const leftOut: readonly Uncovered[] = [
  { what: atSites.join(', '), why: "a site's own link and nodes are outside the platform and break its own tunnel only" },
  { what: 'delete of a namespace', why: 'an act of people, not a failure; its pods stay in this twin' },
  { what: "partitions of networks other than the hosts' own management, expiring certificates", why: 'the twin has no such faults yet' },
];

/** Every fault at every target it fits, in a fixed order. */
export function componentsOf({ world }: Run): { components: Component[]; uncovered: readonly Uncovered[] } {
  const components = vocabulary.faults.flatMap(({ name, kinds }) =>
    world.actors.flatMap((actor) =>
      actor && kinds.includes(actor.kind) && !atSites.includes(name) && actor.kind !== 'namespace' ? [{ fault: name, target: actor.id }] : [],
    ),
  );
  return { components, uncovered: leftOut };
}

/** Faults and when each strikes, in µs after the steady state. */
export type Plan = readonly (Component & { after: number })[];

/** Every set of `size` components. */
export function* combinations<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - size; i++) {
    for (const rest of combinations(items, size - 1, i + 1)) yield [items[i] as T, ...rest];
  }
}
