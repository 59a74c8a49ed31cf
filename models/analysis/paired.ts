/** Two variants on the same seeds: the difference of their downtime, with an interval that the shared luck keeps narrow. */
import { years } from '../../sim/index.ts';
import type { Sample } from './availability-sample.ts';
import { type Interval, meanInterval } from './interval.ts';

/** Seconds of downtime a year that `b` has beyond `a`, of one path. */
export function pairedDifference(a: readonly Sample[], b: readonly Sample[], path: string, confidence: number): Interval {
  const downOf = ({ paths }: Sample) => paths.find(({ name }) => name === path)?.down ?? 0;
  const second = years(1) / 1_000_000;
  const bySeed = new Map(b.map((sample) => [sample.seed, sample]));
  const differences = a.flatMap((sample) => {
    const other = bySeed.get(sample.seed);
    return other ? [(downOf(other) - downOf(sample)) * second] : [];
  });
  return meanInterval(differences, confidence);
}

/** Mean seconds of downtime a year of a path. */
export const secondsDown = (samples: readonly Sample[], path: string): number =>
  (samples.reduce((sum, { paths }) => sum + (paths.find(({ name }) => name === path)?.down ?? 0), 0) / samples.length) * (years(1) / 1_000_000);
