/** What-ifs over several values at once: every combination of `--vary path=a,b,c`, each a design of its own. */
import { type Capacity, type CapacityQuestion, capacityOf } from '../../models/analysis/capacity.ts';
import type { Design } from '../../models/index.ts';
import { aboutArgument } from '../complaint.ts';
import { loadPlatform } from '../load.ts';

export interface Axis {
  path: string;
  values: string[];
}

export interface Variation {
  /** The changes, one for each axis. */
  set: string[];
  design: Design;
  capacity: Capacity;
}

/** Whether two values are varied, which a heat map can show. */
export const isTwo = (axes: readonly Axis[]): axes is readonly [Axis, Axis] => axes.length === 2;

const most = 400;

/** `downstream.arrive=5 per week,10 per week`. Commas within brackets belong to a value. @throws WrongInput */
export function parseAxis(text: string): Axis {
  const equals = text.indexOf('=');
  const values = splitOutsideBrackets(text.slice(equals + 1)).map((value) => value.trim());
  if (equals > 0 && values.length > 0 && values.every((value) => value !== '')) return { path: text.slice(0, equals).trim(), values };
  throw aboutArgument('--vary', text, {
    code: 'bad-option',
    message: `"${text}" names no values`,
    found: text,
    expected: 'path=value,value, as downstream.arrive=5 per week,10 per week',
  });
}

/** Loads every combination first, so that a wrong one is said before any work. @throws WrongInput */
export function vary(file: string, set: readonly string[], axes: readonly Axis[], question: CapacityQuestion): Variation[] {
  if (axes.length === 0) return [];
  const combinations = axes.reduce<string[][]>((sets, { path, values }) => sets.flatMap((one) => values.map((value) => [...one, `${path}=${value}`])), [[]]);
  if (combinations.length > most) {
    const text = `${combinations.length} combinations`;
    throw aboutArgument('--vary', text, { code: 'too-much', message: `${text} are too many`, found: text, expected: `at most ${most}` });
  }
  const designs = combinations.map((one) => loadPlatform(file, { set: [...set, ...one] }));
  return designs.map((design, i) => ({ set: combinations[i] as string[], design, capacity: capacityOf(design, question) }));
}

function splitOutsideBrackets(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('[{'.includes(letter)) depth++;
    if (']}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
