/** Which keys of a flat line go together: lines of a timeline, of `expect`, and rules of a policy. */
import type { Problem } from './problem.ts';

type Path = Problem['path'];
export type Keyed = Readonly<Record<string, unknown>>;

/** Exactly one of some keys; the one that is there, or a problem. */
export function oneOf<K extends string>(keys: readonly K[], line: Keyed, path: Path): K | Problem {
  const present = keys.filter((key) => line[key] !== undefined);
  if (present.length === 1) return present[0] as K;
  const message = present.length === 0 ? `one of ${keys.join(', ')} is missing` : `${present.join(' and ')} do not go together`;
  return { code: 'wrong-keys', message, path, expected: `one of ${keys.join(', ')}` };
}

/** A problem for each key that does not go with what the line is. */
export function strays(line: Keyed, allowed: readonly string[], what: string, path: Path): Problem[] {
  return Object.keys(line)
    .filter((key) => line[key] !== undefined && !allowed.includes(key))
    .map((key) => ({
      code: 'wrong-keys',
      message: `"${key}" does not go with ${what}`,
      path: [...path, key],
      isKey: true,
      found: key,
      expected: allowed.join(', '),
    }));
}
