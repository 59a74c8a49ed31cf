/** Marks on a lane: their names for style, and which of them are shown where they would overlap. */
import { formatMoment } from '../format.ts';
import type { Block, Mark } from './lanes.ts';

export const signNames: Readonly<Record<string, string>> = { '✖': 'bad', '✔': 'good', '◐': 'part', '●': 'act', '◌': 'wait', '★': 'lead', '¶': 'told' };
const rank = '✖★●◌◐✔¶';

/** Of marks that would overlap, the most telling, with the words of all. */
export function apart(marks: readonly Mark[], x: (at: number) => number): Mark[] {
  const groups: Mark[][] = [];
  for (const mark of marks) {
    const group = groups.at(-1);
    if (group && x(mark.at) - x((group[0] as Mark).at) < 11) group.push(mark);
    else groups.push([mark]);
  }
  const weight = ({ sign }: Mark) => (sign === '' ? rank.length : rank.indexOf(sign));
  return groups.map((group) => {
    const [most] = [...group].sort((a, b) => weight(a) - weight(b)) as [Mark];
    return { ...most, text: group.map(({ at, text }) => `${formatMoment(at)} ${text}`).join('\n') };
  });
}

/** Of blocks too narrow to be told apart, one as high as the highest. */
export function coalesce(blocks: readonly Block[], x: (at: number) => number): Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    const isNarrow = last && x(block.to) - x(last.from) < 2.5;
    if (last && isNarrow && last.tone === block.tone && last.label === block.label && x(block.from) - x(last.to) < 0.5)
      merged[merged.length - 1] = { ...(last.level >= block.level ? last : block), from: last.from, to: block.to };
    else merged.push(block);
  }
  return merged;
}
