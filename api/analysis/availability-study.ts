/** The study behind `paddock availability`: base, stopping rule, sensitivity, and where a target's verdict turns. */
import { estimate, isPrecise, type PathEstimate, stations } from '../../models/analysis/availability-estimate.ts';
import { longestRepairOf, replication, variantReplications } from '../../models/analysis/availability-plan.ts';
import type { Sample } from '../../models/analysis/availability-sample.ts';
import { episodeRate, estimateEpisodes, type RareEstimate } from '../../models/analysis/episode.ts';
import type { Interval } from '../../models/analysis/interval.ts';
import { pairedDifference, secondsDown } from '../../models/analysis/paired.ts';
import { type Assumption, assumptionsOf } from '../../models/analysis/sensitivity.ts';
import type { Design } from '../../models/index.ts';
import { type Micros, years } from '../../sim/index.ts';
import type { Notebook } from './notebook.ts';
import { Replications } from './replications.ts';
import { StudyProgress } from './study-progress.ts';
import { WorkerPool } from './worker-pool.ts';

export interface StudyPlan {
  design: Design;
  /** Of one replication. */
  length: Micros;
  /** Exactly so many; the stopping rule decides when left out. */
  replications: number | undefined;
  /** Half an interval's width over the downtime, as 0.1. */
  precision: number;
  confidence: number;
  firstSeed: number;
  workers: number | undefined;
  hasSensitivity: boolean;
  /** Episodes of rare failures; none when 0. */
  episodes: number;
  targets: readonly Target[];
  /** Keeps what is found, so that an ended study goes on from there. */
  notebook?: Notebook | undefined;
}

export interface Target {
  /** Every path when left out. */
  path: string | undefined;
  /** As 0.999. */
  availability: number;
}

/** What an assumption does to one path, in seconds of downtime a year against the base. */
export interface Effect {
  assumption: Assumption;
  path: string;
  base: number;
  changes: { value: string; difference: Interval }[];
  /** The largest of the differences. */
  swing: number;
}

/** The value of an assumption at which a target's verdict turns. */
export interface Flip {
  path: string;
  target: number;
  assumption: string;
  value: string;
  /** The value as a multiple of the present one; undefined when no multiple tried turns it. */
  factor: number | undefined;
}

export interface Study {
  plan: StudyPlan;
  samples: Sample[];
  paths: PathEstimate[];
  isPrecise: boolean;
  isCancelled: boolean;
  effects: Effect[];
  flips: Flip[];
  /** What failures cost alone and together, by forcing. */
  rare: RareEstimate[];
  /** Wall-clock seconds of the base study alone. */
  took: number;
  workers: number;
}

/** No more, when the stopping rule is never content. */
export const mostReplications = 1_000;

export async function carryOut(plan: StudyPlan): Promise<Study> {
  const pool = new WorkerPool(plan.workers);
  const replications = new Replications(pool, plan.length, plan.notebook);
  const cancel = () => pool.abort();
  process.once('SIGINT', cancel);
  try {
    const start = performance.now();
    const samples = await base(plan, replications);
    const took = (performance.now() - start) / 1_000;
    const paths = estimate(samples, plan.confidence, longestRepairOf(plan.design));
    const effects = plan.hasSensitivity && !replications.isStopped ? await sensitivity(plan, samples, replications) : [];
    const flips = effects.length > 0 ? await turningPoints(plan, paths, samples, effects, replications) : [];
    const rare = plan.episodes > 0 && !replications.isStopped ? await forced(plan, replications) : [];
    return {
      plan,
      rare,
      samples,
      paths,
      isPrecise: isPrecise(paths, plan.precision),
      isCancelled: replications.isStopped,
      effects,
      flips,
      took,
      workers: pool.workers,
    };
  } finally {
    process.off('SIGINT', cancel);
    await pool.close();
  }
}

async function base({ design, replications: wanted, precision, confidence, firstSeed }: StudyPlan, replications: Replications): Promise<Sample[]> {
  const samples: Sample[] = [];
  const most = wanted ?? mostReplications;
  const progress = new StudyProgress('replications', most);
  for (const station of wanted === undefined ? stations(most) : [most]) {
    const [more = []] = await replications.run([{ design, first: firstSeed + samples.length, count: station - samples.length }], (n) => progress.add(n));
    samples.push(...more);
    const paths = estimate(samples, confidence, longestRepairOf(design));
    if (replications.isStopped || (wanted === undefined && isPrecise(paths, precision))) break;
    progress.expect(Math.min(most, Math.ceil(samples.length * Math.max(...paths.map((path) => ((path.precision ?? 1) / precision) ** 2)))));
  }
  progress.end();
  return samples;
}

async function forced(plan: StudyPlan, replications: Replications): Promise<RareEstimate[]> {
  const { design, episodes, firstSeed: first, confidence, length } = plan;
  const progress = new StudyProgress('episodes', 2 * episodes);
  const samples = await replications.episodes({ design, first, count: episodes }, (n) => progress.add(n));
  progress.end();
  return estimateEpisodes(samples, episodeRate(replication(design, length, first).misfortunes ?? []), confidence);
}

/** No more than the base has, whose seeds they share. */
const variantCount = ({ design, length }: StudyPlan, samples: readonly Sample[]): number => Math.min(samples.length, variantReplications(design, length));

async function sensitivity(plan: StudyPlan, samples: readonly Sample[], replications: Replications): Promise<Effect[]> {
  const { design, firstSeed: first, confidence } = plan;
  const count = variantCount(plan, samples);
  const some = samples.slice(0, count);
  const assumptions = assumptionsOf(design);
  const variants = assumptions.flatMap((assumption) => (assumption.isFlag ? [1] : [0.5, 2]).map((factor) => ({ assumption, ...assumption.scaled(factor) })));
  const progress = new StudyProgress('replications of variants', variants.length * count);
  const results = await replications.run(
    variants.map((variant) => ({ design: variant.design, settings: variant.settings, first, count })),
    (n) => progress.add(n),
  );
  progress.end();
  if (replications.isStopped) return [];
  const names = some[0]?.paths.map(({ name }) => name) ?? [];
  return assumptions
    .flatMap((assumption) =>
      names.map((path): Effect => {
        const own = variants.flatMap((variant, i) =>
          variant.assumption === assumption ? [{ value: variant.value, difference: pairedDifference(some, results[i] ?? [], path, confidence) }] : [],
        );
        return { assumption, path, base: secondsDown(some, path), changes: own, swing: Math.max(...own.map(({ difference }) => Math.abs(difference.mean))) };
      }),
    )
    .sort((a, b) => b.swing - a.swing);
}

/** The factors between which a turning point is looked for: beyond them an assumption is another world. */
const widest = 4;
const halvings = 6;

async function turningPoints(
  plan: StudyPlan,
  paths: readonly PathEstimate[],
  samples: readonly Sample[],
  effects: readonly Effect[],
  replications: Replications,
): Promise<Flip[]> {
  const flips: Flip[] = [];
  for (const { path: name, availability: target } of plan.targets) {
    for (const { name: path } of paths.filter((one) => name === undefined || one.name === name)) {
      const top = effects.find((effect) => effect.path === path && !effect.assumption.isFlag && effect.swing > 0);
      if (!top || replications.isStopped) continue;
      flips.push({ path, target, assumption: top.assumption.name, ...(await turningPoint(plan, samples, path, target, top.assumption, replications)) });
    }
  }
  return flips;
}

/** By halving, on a scale of factors 1/16 to 16: availability is monotone in a rate, and the luck is the same. */
async function turningPoint(
  plan: StudyPlan,
  samples: readonly Sample[],
  path: string,
  target: number,
  assumption: Assumption,
  replications: Replications,
): Promise<{ value: string; factor: number | undefined }> {
  const count = variantCount(plan, samples);
  const progress = new StudyProgress(`replications for the turning point of ${path}`, (halvings + 2) * count);
  const holds = async (exponent: number): Promise<boolean> => {
    const { design, settings } = assumption.scaled(2 ** exponent);
    const [found = []] = await replications.run([{ design, settings, first: plan.firstSeed, count }], (n) => progress.add(n));
    return 1 - secondsDown(found, path) / (years(1) / 1_000_000) >= target;
  };
  let [low, high] = [-widest, widest];
  const [atLow, atHigh] = [await holds(low), await holds(high)];
  if (atLow === atHigh) {
    progress.end();
    return { value: assumption.value, factor: undefined };
  }
  for (let step = 0; step < halvings && !replications.isStopped; step++) {
    const middle = (low + high) / 2;
    if ((await holds(middle)) === atLow) low = middle;
    else high = middle;
  }
  progress.end();
  const factor = 2 ** ((low + high) / 2);
  return { value: assumption.scaled(factor).value, factor };
}
