/** Two values varied, as a heat map in the terminal: the more clusters a combination carries, the fuller its cell. */
import type { Screen } from '../screen.ts';
import { dateOf } from './capacity-report.ts';
import type { Axis, Variation } from './capacity-vary.ts';

const shades = ['░', '▒', '▓', '█'];

/** Clusters that each combination carries, with the least and the most of them. */
export function carriedBy(variations: readonly Variation[]): { carried: number[]; share(i: number): number } {
  const carried = variations.map(({ capacity }) => capacity.carries.import ?? 0);
  const [least, most] = [Math.min(...carried), Math.max(...carried)];
  return { carried, share: (i) => (most > least ? ((carried[i] as number) - least) / (most - least) : 0.5) };
}

/** Where and when a combination ends: `pods 2019-11-05`. */
export function endOf({ capacity: { binding }, design }: Variation): string {
  const { pool } = binding;
  const end = pool?.exhausted ? dateOf(design, pool.exhausted.median).slice(0, 10) : 'never';
  return `${pool?.name.replace(/-(ip-)?(pool|block)$/, '') ?? ''} ${end}`.trim();
}

/** Rows are the first axis, columns the second; narrow terminals get the numbers alone. */
export function heatMap([rows, columns]: readonly [Axis, Axis], variations: readonly Variation[], { width, paint }: Screen): string {
  const { carried, share } = carriedBy(variations);
  const lead = Math.max(rows.path.length, ...rows.values.map((value) => value.length));
  const count = columns.values.length;
  const room = Math.floor((width - lead - 2) / count) - 2;
  const withEnds = room >= 10 + Math.max(...variations.map((one) => endOf(one).length));
  const texts = variations.map((one, i) => `${String(carried[i]).padStart(5)}${withEnds ? ` ${endOf(one)}` : ''}`);
  const cell = Math.max(...texts.map((text) => text.length), ...columns.values.map((value) => value.length - 4));
  const head = `${rows.path.padEnd(lead)}  ${columns.values.map((value) => value.padEnd(cell + 4)).join('  ')}`;
  const lines = rows.values.map((value, row) => {
    const cells = texts.slice(row * count, (row + 1) * count).map((text, i) => {
      const shade = shades[Math.min(3, Math.floor(share(row * count + i) * 4))] as string;
      return `${shade.repeat(3)} ${text.padEnd(cell)}`;
    });
    return `${value.padEnd(lead)}  ${cells.join('  ')}`;
  });
  return [`${paint.strong('clusters carried')}, the more the darker`, `${' '.repeat(lead)}  ${columns.path}`, head, ...lines]
    .map((line) => line.trimEnd())
    .join('\n');
}
