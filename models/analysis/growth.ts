/**
 * When the n-th downstream cluster arrives: by chance, from the same stream and seed as a run's arrivals, or evenly at
 * the same mean. Times are µs since the start.
 */
import { bisectRight } from 'd3-array';
import { type Micros, parseDuration, Stream } from '../../sim/index.ts';
import type { Design } from '../design.ts';

export type Arrivals = 'drawn' | 'steady';

/** The mean time between two arrivals; undefined when none come. Months of 30 and years of 365 days, as runs count them. */
export function meanBetween({ downstream: { arrive } }: Design): Micros | undefined {
  const [, count, unit] = /^(\d+) per (day|week|month|year)$/.exec(arrive ?? '') ?? [];
  if (unit === undefined || Number(count) === 0) return undefined;
  return parseDuration({ day: '1d', week: '7d', month: '30d', year: '365d' }[unit] as string) / Number(count);
}

/** How many arrive at most. */
export const arrivalsLeft = ({ downstream: { upTo, atStart } }: Design): number => Math.max(0, upTo - atStart);

/** A quantile's three stations: the median and an interval of 90 %. */
export interface Spread {
  early: Micros;
  median: Micros;
  late: Micros;
}

export class Growth {
  private readonly mean: Micros | undefined;
  private readonly most: number;
  /** Arrival times by seed; row i belongs to seed `firstSeed + i`. */
  private readonly drawn: Float64Array[] = [];

  constructor(
    design: Design,
    readonly arrivals: Arrivals,
    seeds: number,
    firstSeed = 1,
  ) {
    this.mean = meanBetween(design);
    this.most = arrivalsLeft(design);
    if (arrivals === 'drawn' && this.mean !== undefined) {
      for (let i = 0; i < seeds; i++) this.drawn.push(arrivalTimes(firstSeed + i, this.mean, this.most));
    }
  }

  /** When the n-th arrives, from 1; undefined when so many never do. */
  at(n: number): Spread | undefined {
    if (this.mean === undefined || n > this.most) return undefined;
    if (n <= 0) return { early: 0, median: 0, late: 0 };
    if (this.arrivals === 'steady') {
      const at = Math.round(this.mean * n);
      return { early: at, median: at, late: at };
    }
    const times = this.drawn.map((row) => row[n - 1] as number).sort((a, b) => a - b);
    return { early: quantile(times, 0.05), median: quantile(times, 0.5), late: quantile(times, 0.95) };
  }

  /** The share of seeds in which the n-th has arrived by a time. */
  chanceBy(n: number, until: Micros): number {
    const at = this.at(n);
    if (at === undefined) return 0;
    if (this.arrivals === 'steady' || n <= 0) return at.median <= until ? 1 : 0;
    return this.drawn.filter((row) => (row[n - 1] as number) <= until).length / this.drawn.length;
  }

  /** How many have arrived by a time: the median, and the number that 95 % of seeds do not exceed. */
  countBy(until: Micros): { median: number; late: number } {
    if (this.mean === undefined) return { median: 0, late: 0 };
    if (this.arrivals === 'steady') {
      const n = Math.min(this.most, Math.floor(until / this.mean));
      return { median: n, late: n };
    }
    const counts = this.drawn.map((row) => bisectRight(row, until)).sort((a, b) => a - b);
    return { median: quantile(counts, 0.5), late: quantile(counts, 0.95) };
  }
}

/** As a run lays its arrivals out (models/compile.ts). */
export function arrivalTimes(seed: number, mean: Micros, most: number): Float64Array {
  const stream = new Stream(seed, 'downstream', 'arrival');
  const times = new Float64Array(most);
  for (let i = 0, at = 0; i < most; i++) times[i] = at += Math.round(-Math.log(1 - stream.next()) * mean);
  return times;
}

/** Nearest rank, of sorted values. */
export const quantile = (sorted: ArrayLike<number>, p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] as number;
