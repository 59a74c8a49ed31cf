/** A statement about the present state, as scenario files write it: plain data, evaluated through a view. */
import { isIn } from './machine/life.ts';
import type { Actor, View } from './view.ts';

export interface Bound {
  atLeast?: number;
  atMost?: number;
  exactly?: number;
}

/** What to look for in the records of actors. */
export interface Happening {
  kind?: string;
  actor?: string;
  event?: string;
  from?: string;
  to?: string;
}

export type Condition =
  | { actor: string; state: string }
  | ({ count: { kind: string; state?: string; label?: Record<string, string> } } & Bound)
  | ({ pool: string; of: 'free' | 'taken' } & Bound)
  | ({ path: string } & Bound)
  | ({ happened: Happening } & Bound)
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

/** Counts of happenings so far, by {@link happeningKey}. */
export type Happened = (happening: Happening) => number;

/** Whether a condition holds now. */
export function holds(condition: Condition, view: View, happened: Happened): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, view, happened));
  if ('any' in condition) return condition.any.some((one) => holds(one, view, happened));
  if ('not' in condition) return !holds(condition.not, view, happened);
  if ('actor' in condition) return view.find(condition.actor)?.is(condition.state) ?? false;
  if ('count' in condition) return within(count(condition.count, view), condition, 1);
  if ('pool' in condition) return within(view.pool(condition.pool)[condition.of], condition, 1);
  if ('path' in condition) return within(view.share(condition.path), condition, 1);
  return within(happened(condition.happened), condition, 1);
}

/** Every happening that a condition counts. */
export function happenings(condition: Condition): Happening[] {
  if ('all' in condition) return condition.all.flatMap(happenings);
  if ('any' in condition) return condition.any.flatMap(happenings);
  if ('not' in condition) return happenings(condition.not);
  return 'happened' in condition ? [condition.happened] : [];
}

export const happeningKey = ({ kind = '', actor = '', event = '', from = '', to = '' }: Happening): string => [kind, actor, event, from, to].join('|');

/** Whether a record of an actor is one that a happening looks for. */
export function isMatch(wanted: Happening, kind: string, actor: string, event: string, from: string, to: string): boolean {
  return (
    (wanted.kind === undefined || wanted.kind === kind) &&
    (wanted.actor === undefined || wanted.actor === actor) &&
    (wanted.event === undefined || wanted.event === event) &&
    (wanted.from === undefined || from === wanted.from || isIn(from, wanted.from)) &&
    (wanted.to === undefined || ((to === wanted.to || isIn(to, wanted.to)) && from !== to))
  );
}

function count({ kind, state, label }: { kind: string; state?: string; label?: Record<string, string> }, view: View): number {
  if (!label) return state === undefined ? view.all({ name: kind } as never).length : view.count({ name: kind } as never, state);
  const [[name, value] = ['', ''], ...rest] = Object.entries(label);
  return view
    .with(name, value)
    .filter((actor: Actor) => actor.kind === kind && rest.every(([key, wanted]) => actor.labels.get(key) === wanted))
    .filter((actor) => state === undefined || actor.is(state)).length;
}

function within(value: number, { atLeast, atMost, exactly }: Bound, fallback: number): boolean {
  if (exactly !== undefined) return Math.abs(value - exactly) < 1e-9;
  if (atMost !== undefined && value > atMost + 1e-9) return false;
  return value >= (atLeast ?? (atMost === undefined ? fallback : Number.NEGATIVE_INFINITY)) - 1e-9;
}
