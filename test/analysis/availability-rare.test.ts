/** Failure forcing against closed forms that plain sampling would take millions of years to see, and against plain sampling. */
import { describe, expect, it } from 'vitest';
import { replication } from '../../models/analysis/availability-plan.ts';
import { sampleOf } from '../../models/analysis/availability-sample.ts';
import { episodeOf, episodeRate, estimateEpisodes, type RareEstimate } from '../../models/analysis/episode.ts';
import { meanInterval } from '../../models/analysis/interval.ts';
import { hours, type RunSpec, years } from '../../sim/index.ts';
import { article } from '../models/designs.ts';
import { type Parts, partsClosedForm, partsSpec } from './toy-platforms.ts';

const secondsAYear = 365 * 86_400;

function forcing(spec: (seed: number) => RunSpec, n: number, settle?: number): RareEstimate[] {
  const samples = Array.from({ length: n }, (_, seed) => [false, true].map((isForced) => episodeOf(spec(seed), seed, isForced, settle))).flat();
  return estimateEpisodes(samples, episodeRate(spec(0).misfortunes ?? [], settle), 0.99);
}

describe('failure forcing', () => {
  const truth = (parts: Parts) => (1 - partsClosedForm(parts)) * secondsAYear;

  // Both of two parts with 1 h in 10 years each: (1.14e-5)^2 = 1.3e-10, 4 ms a year; plain sampling sees it once in 90,000 years.
  it('finds what a parallel pair loses, 4 ms a year, to about 15 %', () => {
    const parts: Parts = { n: 2, needed: 1, mtbf: years(10), mttr: hours(1) };
    const [found] = forcing((seed) => partsSpec(parts, years(1), seed), 4_000, 0);
    expect(found?.single.mean).toBe(0);
    expect(found?.together.low).toBeLessThanOrEqual(truth(parts));
    expect(found?.together.high).toBeGreaterThanOrEqual(truth(parts));
    expect(((found?.together.high ?? 0) - (found?.together.low ?? 0)) / truth(parts)).toBeLessThan(0.35);
  });

  it('finds what 2 of 3 lose, with and without settling', () => {
    const parts: Parts = { n: 3, needed: 2, mtbf: years(1), mttr: hours(4) };
    for (const settle of [0, hours(1)]) {
      const [found] = forcing((seed) => partsSpec(parts, years(1), seed), 3_000, settle);
      expect(found?.together.low).toBeLessThanOrEqual(truth(parts));
      expect(found?.together.high).toBeGreaterThanOrEqual(truth(parts));
    }
  });

  it('adds up to the whole where single failures count too', () => {
    const parts: Parts = { n: 4, needed: 4, mtbf: hours(2_000), mttr: hours(10) };
    const [found] = forcing((seed) => partsSpec(parts, years(1), seed), 3_000, 0);
    const sum = (which: 'low' | 'high') => (found?.single[which] ?? 0) + (found?.together[which] ?? 0);
    expect(sum('low')).toBeLessThanOrEqual(truth(parts));
    expect(sum('high')).toBeGreaterThanOrEqual(truth(parts));
  });

  // What episodes leave behind (VMs on other hosts) is left out; it must not matter beyond the intervals.
  it("agrees with plain sampling on the article's design", () => {
    const design = article();
    const found = forcing((seed) => replication(design, years(1), seed), 400);
    const plain = Array.from({ length: 60 }, (_, i) => sampleOf(replication(design, years(10), i)));
    for (const [i, { single, together }] of found.slice(0, 2).entries()) {
      const { low, high } = meanInterval(
        plain.map(({ paths }) => (paths[i]?.down ?? 0) * secondsAYear),
        0.99,
      );
      expect(single.low + together.low).toBeLessThanOrEqual(high);
      expect(single.high + together.high).toBeGreaterThanOrEqual(low);
    }
  });
});
