/** From replications to figures: availability with its interval, downtime by cause, and whether that is precise enough. */
import { type Micros, years } from '../../sim/index.ts';
import type { CauseSample, Sample } from './availability-sample.ts';
import { type Interval, meanInterval, rateAfterNothing } from './interval.ts';

export interface CauseEstimate {
  fault: string;
  component: string;
  /** Seconds of downtime a year, and the part of all of the path's downtime. */
  secondsPerYear: number;
  share: number;
  outagesPerYear: number;
  /** The part of its outages that began while another failure lay on the platform. */
  together: number;
}

export interface PathEstimate {
  name: string;
  /** Time with share 1, as a fraction. */
  availability: Interval;
  /** Requests answered, as a fraction. */
  meanShare: Interval;
  outagesPerYear: number;
  longest: Micros;
  causes: CauseEstimate[];
  /** Half the interval's width over the downtime; undefined when there was none. */
  precision: number | undefined;
  replications: number;
}

/**
 * @param longestRepair bounds a path that was never down: so long an outage, as often as its absence leaves open.
 */
export function estimate(samples: readonly Sample[], confidence: number, longestRepair: Micros): PathEstimate[] {
  const [first] = samples;
  if (!first) return [];
  const span = samples.reduce((sum, { until }) => sum + until, 0);
  return first.paths.map(({ name }, i) => {
    const paths = samples.map((sample) => sample.paths[i] as Sample['paths'][number]);
    const outages = paths.reduce((sum, path) => sum + path.outages, 0);
    const down = meanInterval(
      paths.map((path) => path.down),
      confidence,
    );
    const lost = meanInterval(
      paths.map((path) => path.lost),
      confidence,
    );
    const unseen = rateAfterNothing(span, confidence) * longestRepair;
    const turn = ({ mean, low, high }: Interval): Interval => ({
      mean: 1 - mean,
      low: Math.max(0, 1 - (outages === 0 ? unseen : high)),
      high: Math.min(1, 1 - low),
    });
    const perYear = years(1) / span;
    return {
      name,
      availability: turn(down),
      meanShare: turn(lost),
      outagesPerYear: outages * perYear,
      longest: Math.max(...paths.map(({ longest }) => longest)),
      causes: causesOf(
        paths.flatMap(({ causes }) => causes),
        perYear,
      ),
      precision: outages === 0 ? undefined : (down.high - down.mean) / down.mean,
      replications: samples.length,
    };
  });
}

function causesOf(samples: readonly CauseSample[], perYear: number): CauseEstimate[] {
  const sums = new Map<string, CauseSample>();
  for (const cause of samples) {
    const key = `${cause.fault} ${cause.component}`;
    const sum = sums.get(key) ?? { ...cause, down: 0, outages: 0, together: 0 };
    sums.set(key, { ...sum, down: sum.down + cause.down, outages: sum.outages + cause.outages, together: sum.together + cause.together });
  }
  const all = [...sums.values()].reduce((sum, { down }) => sum + down, 0);
  return [...sums.values()]
    .sort((a, b) => b.down - a.down || (a.component < b.component ? -1 : 1))
    .map(({ fault, component, down, outages, together }) => ({
      fault,
      component,
      secondsPerYear: (down * perYear) / 1_000_000,
      share: all > 0 ? down / all : 0,
      outagesPerYear: outages * perYear,
      together: outages > 0 ? together / outages : 0,
    }));
}

/** No fewer, since the interval itself is unsure with few (Law, section 9.4.1). */
export const fewestReplications = 32;

/**
 * The stopping rule: half the width of every path's interval is at most `precision` of its downtime. Asked only after
 * whole batches, each twice as long as all before, so that stopping early favours no lucky moment much.
 */
export const isPrecise = (paths: readonly PathEstimate[], precision: number): boolean =>
  paths.every((path) => path.replications >= fewestReplications && path.precision !== undefined && path.precision <= precision);

/** After how many replications the rule is asked. */
export function* stations(most: number): Generator<number> {
  for (let n = fewestReplications; n < most; n *= 2) yield n;
  yield most;
}
