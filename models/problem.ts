import { nearest } from './words.ts';

/** Something wrong with an input, and where in its data; whoever read the file adds file, line and column. */
export interface Problem {
  code: string;
  message: string;
  /** Keys and indexes down to the value. */
  path: readonly (string | number)[];
  /** The problem is with the key itself, not with its value. */
  isKey?: boolean;
  expected?: string;
  found?: string;
  /** The nearest known name, for a typo. */
  nearest?: string;
}

/** A name that stands for nothing. */
export function unknown(what: string, found: string, known: readonly string[], path: Problem['path']): Problem {
  return { code: 'unknown-name', message: `there is no ${what} "${found}"`, path, found, expected: known.join(', '), ...nearest(found, known) };
}

/** A name that something else has already. */
export function duplicate(name: string, path: Problem['path']): Problem {
  return { code: 'duplicate-name', message: `"${name}" is there already`, path, found: name, expected: 'a name of its own' };
}
