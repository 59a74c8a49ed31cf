/** `paddock fix`: the cheapest edits that remove what search found and move dates beyond a horizon, proven by the same search. */
import { capacityOf, type LimitUse } from '../../models/analysis/capacity.ts';
import { type FatalSet, sentence } from '../../models/analysis/fatal-set.ts';
import { type Fix, fix, type Proposal } from '../../models/analysis/fix.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { askedOf, type SearchOptions } from '../../models/analysis/search.ts';
import { type Series, seriesOf } from '../../models/analysis/series.ts';
import { isOnPks } from '../../models/design.ts';
import type { Design } from '../../models/index.ts';
import { formatDuration, type Micros } from '../../sim/index.ts';
import { refuseUnknown, seedsFrom, told } from '../analysis/asked.ts';
import { dateOf } from '../analysis/capacity-report.ts';
import { effortOf, refuseTooLong, usualPatience } from '../analysis/effort.ts';
import { findDesign } from '../analysis/find-design.ts';
import { atLength, type LongWork } from '../analysis/long-work.ts';
import { Notebook } from '../analysis/notebook.ts';
import { loadPlatform } from '../load.ts';
import type { Output } from '../output.ts';

export interface FixOptions {
  faults: number;
  property?: string;
  /** Only faults of this verb, and of this group of parts. */
  of?: string;
  among?: string;
  seeds?: number;
  seed?: number;
  set?: readonly string[];
  edits?: number;
  /** No pool may run out before. */
  until?: Micros;
  workers?: number;
  /** A file that keeps what is found, and from which an ended search for a cure goes on. */
  resume?: string;
  within?: Micros;
  /** Only says whether the question is right. */
  dryRun?: boolean;
}

interface Found extends Fix {
  name: string;
  design: Design;
  until: Micros | undefined;
  /** Imports that a run of the mended design carries, where it was asked. */
  proof: Series | undefined;
}

/** A run of more imports than these takes longer than a reader waits. */
const importsMost = 1_000;

/** @returns 0 when there is nothing to mend or a cure is found, else 1. */
export async function fixCommand(name: string, options: FixOptions, output: Output): Promise<number> {
  const { faults, property = everyPath, of, among, seeds: count = 1, seed = 1, set = [], edits = 2, until, workers, within = usualPatience } = options;
  const design = loadPlatform(findDesign(name), { set });
  refuseUnknown(design, { property, of, among });
  const asked: SearchOptions = { faults, seeds: seedsFrom(seed, count), isFolded: true, of, among };
  const judge = new Judge(design, property);
  const { components } = askedOf(judge, asked, seed);
  refuseTooLong(effortOf(judge, components, asked, workers), asked, components.length, within);
  if (options.dryRun)
    return told(output, `fix · design ${name} · up to ${faults} faults, up to ${edits} edits`, { components: components.length, faults, edits });
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, { fix: design, property, edits, until, ...asked });
  return atLength(`fix ${name}`, { workers, notebook }, output, async (work) => {
    const found = await fix(design, { ...judges(work, property, asked), until, most: edits }, (done, of) => work.stage('sets of edits', of).reach(done, of));
    const all: Found = { ...found, name, design, until, proof: proofOf(found, design, until) };
    output.print(
      () => screen(all, options, edits),
      () => json(all),
    );
    return isMended(all) ? 0 : 1;
  });
}

const isMended = ({ before, ends, cure, proof }: Found): boolean =>
  before.length + ends.length === 0 || (cure !== undefined && (proof?.refusedBy.length ?? 0) === 0);

/** The same search of any design, and a quick look whether some sets are still fatal there. */
const judges = (work: LongWork, property: string, asked: SearchOptions) => ({
  fatalIn: async (design: Design) => (await work.search(new Judge(design, property), asked)).fatal,
  async stillFatal(design: Design, sets: readonly FatalSet[]) {
    const found = await work.jury(new Judge(design, property), asked.seeds)(sets.map(({ plan }) => plan));
    return found.filter((judgements) => judgements.some(({ isFatal }) => isFatal)).length;
  },
});

/** The imports until the horizon, carried out in a run of the mended design. */
function proofOf({ ends, cure }: Fix, design: Design, until: Micros | undefined): Series | undefined {
  if (until === undefined || !cure || ends.length === 0) return undefined;
  const mended = cure.edits.reduce((made, { apply }) => apply(made), design);
  if (!isOnPks(mended)) return undefined;
  const imports = capacityOf(mended, { until, arrivals: 'steady', seeds: 1 }).growth.countBy(until).late;
  return imports > 0 && imports <= importsMost ? seriesOf(mended, 'import', { most: imports }) : undefined;
}

function screen(found: Found, { faults, of, among }: FixOptions, most: number): string {
  const { name, design, before, ends, searches, until } = found;
  const only = [of, among && `of ${among}`].filter((word) => word !== undefined).join(' ');
  const horizon = until === undefined ? '' : ` · until ${dateOf(design, until).slice(0, 10)}`;
  return [
    `fix · design ${name} · up to ${faults} faults${only ? ` (${only})` : ''}${horizon} · up to ${most} edits · ${searches} searches`,
    '',
    ...ends.map((pool) => `✖ ${endText(pool)}`),
    ...before.map((one) => `✖ ${sentence(one)}`),
    '',
    ...answer(found),
    '',
  ].join('\n');
}

const endText = ({ name, exhausted }: LimitUse): string => `${name} runs out after ${formatDuration(exhausted?.median ?? 0)}`;
const madeText = ({ edits, cost }: Proposal): string => `${edits.map((one) => `${one.name} (cost ${one.cost})`).join(' and ')}, together ${cost}`;

function answer({ before, ends, cure, best, proof }: Found): string[] {
  if (before.length + ends.length === 0) return ['✔ nothing is fatal, nothing to mend'];
  if (cure) {
    const searched = before.length > 0 ? '; the same search then finds nothing' : '';
    const dated = ends.length > 0 ? '; no pool runs out before' : '';
    const refused = proof?.refusedBy ?? [];
    if (proof && refused.length > 0) return [`✖ ${madeText(cure)} should do, but a run is refused by ${refused.join(', ')} after ${proof.fitted} imports`];
    return [`✔ mended by ${madeText(cure)}${searched}${dated}${proof ? `, and a run of the ${proof.fitted} imports until then is refused nothing` : ''}`];
  }
  if (!best) return ['✖ no edit helps'];
  return [
    `◐ not mended; the best is ${madeText(best)}, which leaves:`,
    ...best.left.map((one) => `  ✖ ${sentence(one)}`),
    ...best.fixed.map((pool) => `  ✖ ${endText(pool)}, whatever its size`),
  ];
}

function json({ design, before, ends, cure, best, searches, until, proof }: Found): object {
  const dated = ({ name, exhausted }: LimitUse) => ({ pool: name, on: dateOf(design, exhausted?.median ?? 0) });
  const told = ({ edits, cost, left, fixed }: Proposal) => ({
    edits: edits.map(({ name, cost: own }) => ({ name, cost: own })),
    cost,
    left: left.map((one) => sentence(one)),
    ends: fixed.map(dated),
  });
  return {
    before: before.map((one) => sentence(one)),
    until: until === undefined ? null : dateOf(design, until),
    ends: ends.map(dated),
    cure: cure ? told(cure) : null,
    best: best ? told(best) : null,
    searches,
    proof: proof ? { imports: proof.fitted, refusedBy: proof.refusedBy } : null,
  };
}
