/** `paddock fix`: the cheapest edits that remove what search found, proven by the same search. */
import { availableParallelism } from 'node:os';
import { sentence } from '../../models/analysis/fatal-set.ts';
import { type Fix, fix, type Proposal } from '../../models/analysis/fix.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { search } from '../../models/analysis/search.ts';
import type { Design } from '../../models/index.ts';
import { findDesign } from '../analysis/find-design.ts';
import { WorkerJury } from '../analysis/jury.ts';
import { loadDesign } from '../load.ts';
import type { Output } from '../output.ts';

export interface FixOptions {
  faults: number;
  seeds?: number;
  seed?: number;
  set?: readonly string[];
  edits?: number;
}

/** @returns 0 when nothing is fatal or a cure is found, else 1. */
export async function fixCommand(name: string, { faults, seeds: count = 1, seed = 1, set = [], edits = 2 }: FixOptions, output: Output): Promise<number> {
  const design = loadDesign(findDesign(name), { set });
  const seeds = Array.from({ length: count }, (_, i) => seed + i);
  const fatalIn = async (changed: Design) => {
    const jury = new WorkerJury({ design: changed, property: everyPath, seeds }, availableParallelism());
    try {
      return (await search(new Judge(changed, everyPath), { faults, seeds, isFolded: true }, jury.jury)).fatal;
    } finally {
      await jury.close();
    }
  };
  const found = await fix(design, fatalIn, edits, (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of at most ${of} sets of edits`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  output.print(
    () => screen(name, faults, edits, found),
    () => json(found),
  );
  return found.before.length === 0 || found.cure ? 0 : 1;
}

function screen(name: string, faults: number, most: number, { before, cure, best, searches }: Fix): string {
  const lines = [`fix · design ${name} · up to ${faults} faults · up to ${most} edits · ${searches} searches`, ''];
  lines.push(...before.map((one) => `✖ ${sentence(one)}`), '');
  const told = ({ edits, cost }: Proposal) => `${edits.map((one) => `${one.name} (cost ${one.cost})`).join(' and ')}, together ${cost}`;
  if (before.length === 0) lines.push('✔ nothing is fatal, nothing to mend');
  else if (cure) lines.push(`✔ mended by ${told(cure)}; the same search then finds nothing`);
  else if (best)
    lines.push(
      `◐ not mended; the best is ${told(best)}, which leaves ${best.left.length} of ${before.length}:`,
      ...best.left.map((one) => `  ✖ ${sentence(one)}`),
    );
  else lines.push('✖ no edit helps');
  return `${lines.join('\n')}\n`;
}

const json = ({ before, cure, best, searches }: Fix): object => {
  const told = ({ edits, cost, left }: Proposal) => ({
    edits: edits.map(({ name, cost: own }) => ({ name, cost: own })),
    cost,
    left: left.map((one) => sentence(one)),
  });
  return { before: before.map((one) => sentence(one)), cure: cure ? told(cure) : null, best: best ? told(best) : null, searches };
};
