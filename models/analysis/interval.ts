/** A mean with its interval: Student's t over independent replications (Law, Simulation Modeling and Analysis, section 4.5). */
import library from 'jstat';

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** The quantile that an interval of a confidence needs on either side. */
export const studentQuantile = (confidence: number, n: number): number => library.jStat.studentt.inv(0.5 + confidence / 2, n - 1);

/** @param confidence as 0.95. One value has no width to go by and gets the whole line. */
export function meanInterval(values: readonly number[], confidence: number): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(confidence, n) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

/** The largest rate that having seen nothing in `span` leaves open: Poisson, one-sided ("rule of three" at 95 %). */
export const rateAfterNothing = (span: number, confidence: number): number => -Math.log(1 - confidence) / span;
