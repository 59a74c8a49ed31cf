/** The few statistics that the tests name. */

/** The share of values at most x. */
export const atMost = (values: readonly number[], x: number): number => values.filter((value) => value <= x).length / values.length;

/** The p-quantile, nearest rank. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] as number;
}

/** Two-sample Kolmogorov-Smirnov: the largest distance between the two distribution functions. */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const left = [...a].sort((x, y) => x - y);
  const right = [...b].sort((x, y) => x - y);
  let i = 0;
  let j = 0;
  let most = 0;
  while (i < left.length && j < right.length) {
    const x = Math.min(left[i] as number, right[j] as number);
    while (i < left.length && (left[i] as number) <= x) i++;
    while (j < right.length && (right[j] as number) <= x) j++;
    most = Math.max(most, Math.abs(i / left.length - j / right.length));
  }
  return most;
}

/** What the statistic may not exceed at 1 %: c(0.01) = 1.628 (Smirnov 1948). */
export const criticalAt1Percent = (n: number, m: number): number => 1.628 * Math.sqrt((n + m) / (n * m));

/** Bounds of a share seen in n trials, at 99 % (normal approximation of the binomial). */
export function shareBounds(share: number, n: number): [number, number] {
  const spread = 2.576 * Math.sqrt((Math.max(share, 1 / n) * (1 - Math.min(share, 1 - 1 / n))) / n);
  return [share - spread, share + spread];
}

/** How likely at most k of n trials are, each with this share: the exact binomial distribution. */
export function binomialAtMost(k: number, n: number, share: number): number {
  let term = (1 - share) ** n;
  let sum = term;
  for (let i = 1; i <= k; i++) sum += term *= ((n - i + 1) / i) * (share / (1 - share));
  return Math.min(1, sum);
}
