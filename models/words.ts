/** The nearest known name to a mistyped one. */
import { closest, distance } from 'fastest-levenshtein';

/** `{ nearest }` when a known name is near enough to be meant, else nothing. */
export function nearest(word: string, known: readonly string[]): { nearest?: string } {
  if (known.length === 0) return {};
  const found = closest(word, known);
  return distance(word, found) <= Math.max(2, Math.floor(word.length / 3)) ? { nearest: found } : {};
}
