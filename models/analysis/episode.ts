/**
 * Rare events by failure forcing (Lewis and Böhm, "Monte Carlo simulation of Markov unreliability models", Nuclear
 * Engineering and Design 77, 1984): a platform with nothing broken waits for its first failure; what follows until all is
 * mended and settled is an episode. A second failure within one is forced, and the result weighted by its probability, so
 * that every run shows what plain sampling shows once in a thousand episodes.
 *
 * Rests on one approximation: each episode begins from the platform as it stands at the start, though an earlier one may
 * have left VMs on other hosts. A test holds it against plain sampling.
 */
import { hours, type Micros, type Misfortune, min, type RunSpec, type ScriptEntry, Stream, simulate, years } from '../../sim/index.ts';
import { type Interval, meanInterval } from './interval.ts';

/** From the last repair until everything is taken to be as before: restarts, boots, leases and redials take minutes. */
export const settling = hours(1);

/** Agreed on by all that runs before the first failure: phases are drawn, so any time does. */
const begin = min(1);

export interface Episode {
  /** The number of failures is forced to be at least two, or is one. */
  isForced: boolean;
  /** The probability of what was forced. */
  weight: number;
  script: Extract<ScriptEntry, { kind: 'fault' }>[];
  until: Micros;
}

const meanOf = ({ between, lasting }: Misfortune): { between: Micros; lasting: Micros } => {
  if (between.kind !== 'exponential' || lasting.kind !== 'exponential') throw new Error('forcing needs exponential times');
  return { between: between.mean, lasting: lasting.mean };
};

/** All failures together, a µs. */
const rateOf = (misfortunes: readonly Misfortune[]): number => misfortunes.reduce((sum, one) => sum + 1 / meanOf(one).between, 0);

/**
 * Episodes a µs. Failures with their settling are the customers of an M/G/infinity queue, of which an episode is a busy
 * period; so many begin a µs as arrivals find it empty: rate x exp(-rate x mean) (Takács 1962).
 */
export function episodeRate(misfortunes: readonly Misfortune[], settle: Micros = settling): number {
  const rate = rateOf(misfortunes);
  const load = misfortunes.reduce((sum, one) => sum + (meanOf(one).lasting + settle) / meanOf(one).between, 0);
  return rate * Math.exp(-load);
}

export function drawEpisode(misfortunes: readonly Misfortune[], seed: number, isForced: boolean, settle: Micros = settling): Episode {
  const stream = new Stream(seed, 'episode', isForced ? 'forced' : 'single');
  const rate = rateOf(misfortunes);
  const failure = (at: Micros): Extract<ScriptEntry, { kind: 'fault' }> => {
    const { verb, target, isForGood, ...one } = pick(misfortunes, stream.next() * rate);
    const duration = Math.max(1, Math.round(-Math.log(1 - stream.next()) * meanOf({ verb, target, ...one }).lasting));
    return { at, kind: 'fault', verb, target, duration, ...(isForGood ? { isForGood } : {}) };
  };
  const endOf = ({ at, duration = 0 }: { at: Micros; duration?: Micros }) => at + duration + settle;
  const first = failure(begin);
  const script = [first];
  let until = endOf(first);
  const isMore = 1 - Math.exp(-rate * (until - begin));
  if (!isForced) return { isForced, weight: 1 - isMore, script, until };
  // The second within the first one's time; more come as they like.
  let at = begin - Math.log(1 - stream.next() * isMore) / rate;
  while (at < until) {
    const next = failure(Math.round(at));
    script.push(next);
    until = Math.max(until, endOf(next));
    at += -Math.log(1 - stream.next()) / rate;
  }
  return { isForced, weight: isMore, script, until };
}

function pick(misfortunes: readonly Misfortune[], point: number): Misfortune {
  let left = point;
  for (const one of misfortunes) if ((left -= 1 / meanOf(one).between) < 0) return one;
  return misfortunes.at(-1) as Misfortune;
}

export interface EpisodeSample {
  isForced: boolean;
  weight: number;
  /** `power-loss of esx-01`, first to last. */
  failures: string[];
  paths: { name: string; down: Micros }[];
}

/** @param spec of a replication, whose drawn failures the episode's take the place of. */
export function episodeOf(spec: RunSpec, seed: number, isForced: boolean, settle: Micros = settling): EpisodeSample {
  const { script, until, weight } = drawEpisode(spec.misfortunes ?? [], seed, isForced, settle);
  const { levels } = simulate({ ...spec, seed, script, until, misfortunes: [], keepTrace: false });
  const paths = levels.map(({ name, availability }) => ({ name, down: (1 - availability) * until }));
  return { isForced, weight, failures: script.map(({ verb, target }) => `${verb} of ${target}`), paths };
}

export interface RareEstimate {
  name: string;
  /** Seconds of downtime a year from episodes of one failure, and from those of more. */
  single: Interval;
  together: Interval;
  /** The combinations of the first two that cost most. */
  pairs: { failures: string[]; secondsPerYear: number }[];
}

const shown = 10;

export function estimateEpisodes(samples: readonly EpisodeSample[], rate: number, confidence: number): RareEstimate[] {
  const perYear = (rate * years(1)) / 1_000_000;
  const forced = samples.filter(({ isForced }) => isForced);
  const single = samples.filter(({ isForced }) => !isForced);
  return (samples[0]?.paths ?? []).map(({ name }, i) => {
    const costs = (some: readonly EpisodeSample[]) => some.map(({ weight, paths }) => weight * (paths[i]?.down ?? 0) * perYear);
    const sums = new Map<string, number>();
    for (const { failures, weight, paths } of forced) {
      const key = failures.slice(0, 2).sort().join(' and ');
      sums.set(key, (sums.get(key) ?? 0) + (weight * (paths[i]?.down ?? 0) * perYear) / forced.length);
    }
    const pairs = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, shown);
    return {
      name,
      single: meanInterval(costs(single), confidence),
      together: meanInterval(costs(forced), confidence),
      pairs: pairs.filter(([, cost]) => cost > 0).map(([key, secondsPerYear]) => ({ failures: key.split(' and '), secondsPerYear })),
    };
  });
}
