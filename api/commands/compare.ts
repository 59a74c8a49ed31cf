/** `paddock compare`: two designs on the same luck: where their stories part, what runs out when, what is fatal, how available they are. */
import { capacityOf, type LimitUse } from '../../models/analysis/capacity.ts';
import { firstDivergence } from '../../models/analysis/divergence.ts';
import { type FatalSet, faultsOf, minimal, sentence } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { pairedDifference, secondsDown } from '../../models/analysis/paired.ts';
import { askedOf, type SearchOptions } from '../../models/analysis/search.ts';
import { isOnPks, type PksDesign } from '../../models/design.ts';
import { checkScenario, compileScenario, type Design, pathNamesOf, type Scenario } from '../../models/index.ts';
import { days, type Micros, type RunSpec, simulate, toSeconds, years } from '../../sim/index.ts';
import { seedsFrom, told } from '../analysis/asked.ts';
import { dateOf } from '../analysis/capacity-report.ts';
import { type Comparison, compareJson, compareScreen } from '../analysis/compare-report.ts';
import { effortOf, refuseTooLong, usualPatience } from '../analysis/effort.ts';
import { findDesign } from '../analysis/find-design.ts';
import { atLength, type LongWork } from '../analysis/long-work.ts';
import { Notebook } from '../analysis/notebook.ts';
import { aboutArgument } from '../complaint.ts';
import { loadPlatform, readScenario } from '../load.ts';
import type { Output } from '../output.ts';
import { findScenario } from '../package.ts';

export interface CompareOptions {
  scenario?: string;
  faults?: number;
  /** Seeds for each class of faults. */
  seeds?: number;
  replications?: number;
  seed?: number;
  /** Changes to the second design alone. */
  set?: readonly string[];
  workers?: number;
  /** A file that keeps what is found, and from which an ended comparison goes on. */
  resume?: string;
  /** How long one is willing to wait for either search. */
  within?: Micros;
  /** Only says whether the question is right. */
  dryRun?: boolean;
}

/** @returns 0 when the second is no worse in verdicts, dates, fatal sets and downtime, else 1. */
export async function compareCommand(nameA: string, nameB: string, options: CompareOptions, output: Output): Promise<number> {
  const { scenario: scenarioName = 'host-failure', faults = 1, seeds = 1, replications = 64, seed, set = [], workers } = options;
  const a = loadPlatform(findDesign(nameA));
  const b = loadPlatform(findDesign(nameB), { set });
  const scenario = readScenario(findScenario(scenarioName));
  for (const design of [a, b]) refuseUnfit(scenarioName, scenario, design);
  const asked: SearchOptions = { faults, seeds: seedsFrom(seed ?? 1, seeds), isFolded: true };
  for (const design of [a, b]) refuseEndless(design, asked, options);
  if (options.dryRun) return told(output, `compare · A ${nameA} · B ${nameB} · up to ${faults} faults, ${replications} paired years`, { faults, replications });
  const about = { compare: [a, b], scenario, replications, ...asked };
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, about);
  return atLength(`compare ${nameA} ${nameB}`, { workers, notebook }, output, async (work) => {
    const [specA, specB] = [a, b].map((design) => compileScenario(scenario, design, seed ?? scenario.seed)) as unknown as [RunSpec, RunSpec];
    const comparison: Comparison = {
      divergence: firstDivergence(specA, specB),
      verdicts: differing(specA, specB),
      runsOut: dates(a, b),
      fatal: apart(await fatalIn(a, asked, work, 'classes of A'), await fatalIn(b, asked, work, 'classes of B')),
      ...(await levels(a, b, replications, seed ?? 1, work)),
    };
    output.print(
      () => compareScreen({ nameA, nameB, scenario: scenarioName, faults, replications, set }, comparison),
      () => compareJson(comparison),
    );
    return isWorse(comparison) ? 1 : 0;
  });
}

/** Whether the second design is worse in anything. */
const isWorse = ({ fatal, verdicts, runsOut, downtime }: Comparison): boolean =>
  fatal.onlyB.length > 0 ||
  verdicts.some(({ b }) => b === 'failed') ||
  runsOut.some(({ a, b }) => b !== null && (a === null || b.day < a.day)) ||
  downtime.some(({ difference }) => difference.low > 0);

/** A scenario may name what one of the designs does not have. */
function refuseUnfit(name: string, scenario: Scenario, design: Design): void {
  const [problem] = checkScenario(scenario, design);
  if (!problem) return;
  const { path, ...about } = problem;
  throw aboutArgument('--scenario', name, { ...about, message: `does not fit ${design.name}: ${about.message} (${path.join('.')})` });
}

function refuseEndless(design: Design, asked: SearchOptions, { workers, within = usualPatience }: CompareOptions): void {
  const judge = new Judge(design, everyPath);
  const { components } = askedOf(judge, asked, asked.seeds[0] ?? 1);
  refuseTooLong(effortOf(judge, components, asked, workers), asked, components.length, within);
}

const fatalIn = async (design: Design, asked: SearchOptions, work: LongWork, what: string): Promise<FatalSet[]> =>
  minimal((await work.search(new Judge(design, everyPath), asked, what)).fatal);

/** Sets that only one design has; which path they break, and when they strike, is not asked. */
function apart(a: readonly FatalSet[], b: readonly FatalSet[]): Comparison['fatal'] {
  const namesOf = (sets: readonly FatalSet[]) => new Set(sets.flatMap(({ members }) => members.map(faultsOf)));
  const [inA, inB] = [namesOf(a), namesOf(b)];
  const beyond = (sets: readonly FatalSet[], other: ReadonlySet<string>) =>
    sets.filter(({ members }) => members.some((plan) => !other.has(faultsOf(plan)))).map((one) => sentence(one));
  return { onlyA: beyond(a, inB), onlyB: beyond(b, inA) };
}

function differing(a: RunSpec, b: RunSpec): Comparison['verdicts'] {
  const [left, right] = [simulate(a).outcomes, simulate(b).outcomes];
  return left.flatMap(({ name, verdict }, i) => {
    const other = right[i]?.verdict ?? 'unknown';
    return verdict === other ? [] : [{ name, a: verdict, b: other }];
  });
}

/** Dates under even growth, so that luck has no part in the difference. */
function dates(a: Design, b: Design): Comparison['runsOut'] {
  // What NSX-T and PKS run out of, a design on another platform has nothing to compare with.
  if (!isOnPks(a) || !isOnPks(b)) return [];
  const poolsOf = (design: PksDesign) => capacityOf(design, { until: years(10), arrivals: 'steady', seeds: 1, firstSeed: 1 }).pools;
  const [left, right] = [poolsOf(a), poolsOf(b)];
  return left.flatMap((pool) => {
    const [x, y] = [
      endOf(a, pool),
      endOf(
        b,
        right.find(({ name }) => name === pool.name),
      ),
    ];
    return x?.day === y?.day && x?.on === y?.on ? [] : [{ pool: pool.name, a: x, b: y }];
  });
}

/** Counted from each design's own start, in whole days, and as a date. */
function endOf(design: Design, pool: LimitUse | undefined): Comparison['runsOut'][number]['a'] {
  const end = pool?.exhausted?.median;
  return end === undefined ? null : { day: Math.floor(end / days(1)), on: dateOf(design, end) };
}

/** Of the paths that both have. */
async function levels(a: Design, b: Design, count: number, first: number, work: LongWork): Promise<Pick<Comparison, 'downtime' | 'availability'>> {
  const progress = work.stage('paired years', 2 * count);
  const batches = [a, b].map((design) => ({ design, first, count }));
  const [left = [], right = []] = await work.replicate(batches, (n) => progress.add(n));
  const others = pathNamesOf(b);
  const downtime = pathNamesOf(a)
    .filter((path) => others.includes(path))
    .map((path) => ({ path, a: secondsDown(left, path), b: secondsDown(right, path), difference: pairedDifference(left, right, path, 0.95) }));
  // Downtime that the second has more is availability that it has less.
  const share = (seconds: number) => seconds / toSeconds(years(1));
  const availability = downtime.map(({ path, a: downA, b: downB, difference: { mean, low, high } }) => ({
    path,
    a: 1 - share(downA),
    b: 1 - share(downB),
    difference: { mean: -share(mean), low: -share(high), high: -share(low) },
  }));
  return { downtime, availability };
}
