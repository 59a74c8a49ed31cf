/** What a question names, held against its design before any work: properties, paths, verbs and groups of parts. */
import { propertiesOf } from '../../models/analysis/judge.ts';
import { verbsIn } from '../../models/analysis/search.ts';
import { type Design, nearest, twinOf } from '../../models/index.ts';
import { aboutArgument } from '../complaint.ts';
import type { Output } from '../output.ts';

export interface Names {
  property?: string | undefined;
  of?: string | undefined;
  among?: string | undefined;
}

/** @throws WrongInput for a name that the design or the twin does not have. */
export function refuseUnknown(design: Design, { property, of, among }: Names): void {
  refuseName('--property', 'property', property, propertiesOf(design));
  const { vocabulary } = twinOf(design);
  const faults = vocabulary.faults.map(({ name }) => name);
  for (const verb of of === undefined ? [] : verbsIn(of)) refuseName('--of', 'fault', verb, faults);
  refuseName('--among', 'group', among, Object.keys(vocabulary.groups));
}

/** @throws WrongInput */
export function refuseName(option: string, what: string, found: string | undefined, known: readonly string[]): void {
  if (found === undefined || known.includes(found)) return;
  const message = `there is no ${what} "${found}"`;
  throw aboutArgument(option, found, { code: 'unknown-name', message, found, expected: known.join(', '), ...nearest(found, known) });
}

/** Says that a question is right, and does nothing more. @returns 0 */
export function told(output: Output, text: string, json: object): number {
  output.print(
    () => `${text}\n`,
    () => json,
  );
  return 0;
}

/** So many seeds, one after the other. */
export const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
