/** Tries of something that fails again and again, each pause twice the last one up to a longest: computed, not counted. */
import type { Micros } from '../../sim/index.ts';

/** The first try at or after `now` of what failed first at `since`. */
export function nextTry(now: Micros, since: Micros, first: Micros, longest: Micros): Micros {
  let wait = first;
  let at = since + wait;
  while (at < now && wait < longest) {
    wait = Math.min(2 * wait, longest);
    at += wait;
  }
  return at < now ? at + Math.ceil((now - at) / longest) * longest : at;
}
