/** Availability by Monte Carlo against what can be worked out on paper. */
import { describe, expect, it } from 'vitest';
import { estimate, isPrecise, type PathEstimate, stations } from '../../models/analysis/availability-estimate.ts';
import { ratesOf, replication } from '../../models/analysis/availability-plan.ts';
import { sampleOf } from '../../models/analysis/availability-sample.ts';
import { meanInterval, rateAfterNothing, studentQuantile } from '../../models/analysis/interval.ts';
import { assumptionsOf } from '../../models/analysis/sensitivity.ts';
import type { Design } from '../../models/index.ts';
import { hours, type Micros, type RunSpec, years } from '../../sim/index.ts';
import { article } from '../models/designs.ts';
import { chainClosedForm, chainSpec, type Parts, partsClosedForm, partsSpec } from './toy-platforms.ts';

const study = (spec: (seed: number) => RunSpec, n: number, first = 1, confidence = 0.99): PathEstimate =>
  estimate(
    Array.from({ length: n }, (_, i) => sampleOf(spec(first + i))),
    confidence,
    hours(10),
  )[0] as PathEstimate;

const expectWithin = ({ availability: { low, high } }: PathEstimate, truth: number): void => {
  expect(low).toBeLessThanOrEqual(truth);
  expect(high).toBeGreaterThanOrEqual(truth);
};

describe('closed forms lie within the interval of 99 %', () => {
  const times = { mtbf: hours(500), mttr: hours(20) };
  const cases: [string, Parts][] = [
    ['one part', { n: 1, needed: 1, ...times }],
    ['four parts in series', { n: 4, needed: 4, ...times }],
    ['two parts in parallel', { n: 2, needed: 1, ...times }],
    ['2 of 3, as etcd', { n: 3, needed: 2, ...times }],
    ['3 of 5', { n: 5, needed: 3, ...times }],
  ];
  for (const [name, parts] of cases) {
    it(name, () => {
      const found = study((seed) => partsSpec(parts, years(2), seed), 150);
      expectWithin(found, partsClosedForm(parts));
      expect(found.availability.high - found.availability.low).toBeLessThan(0.02);
    });
  }

  // Two units of mean 100 h and one repairman of mean 10 h: p2 = 0.02 / 1.22.
  it('a small Markov chain: two units, one repairman', () => {
    expectWithin(
      study((seed) => chainSpec(years(2), seed), 150),
      chainClosedForm(),
    );
  });
});

describe('the interval', () => {
  // Student's t, two-sided 95 %, 9 degrees of freedom: 2.262 (any table).
  it("is Student's", () => {
    expect(studentQuantile(0.95, 10)).toBeCloseTo(2.262, 3);
    expect(meanInterval([1, 2, 3], 0.95).low).toBeCloseTo(2 - 4.303 / Math.sqrt(3), 3);
    expect(rateAfterNothing(100, 0.95)).toBeCloseTo(0.03, 3);
  });

  // 200 studies at 95 %: Binomial(200, 0.95) has 3.1 as standard deviation; below 178 is four of them.
  it('covers the truth about as often as it says', () => {
    const parts: Parts = { n: 3, needed: 2, mtbf: hours(300), mttr: hours(20) };
    const truth = partsClosedForm(parts);
    let covered = 0;
    for (let k = 0; k < 200; k++) {
      const { availability } = study((seed) => partsSpec(parts, years(0.5), seed), 32, 1 + 1_000 * k, 0.95);
      if (availability.low <= truth && truth <= availability.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(178);
  });

  it('of two sets of seeds overlaps', () => {
    const spec = (seed: number) => partsSpec({ n: 3, needed: 2, mtbf: hours(300), mttr: hours(20) }, years(2), seed);
    const [a, b] = [study(spec, 60, 1), study(spec, 60, 5_000)];
    expect(Math.max(a.availability.low, b.availability.low)).toBeLessThan(Math.min(a.availability.high, b.availability.high));
  });

  it('stays honest when nothing was seen: three over the years, times the longest repair', () => {
    const found = study((seed) => ({ ...partsSpec({ n: 1, needed: 1, mtbf: years(1), mttr: hours(1) }, years(1), seed), misfortunes: [] }), 10, 1, 0.95);
    expect(found.availability.mean).toBe(1);
    expect(1 - found.availability.low).toBeCloseTo((3 / years(10)) * hours(10), 6);
    expect(isPrecise([found], 0.1)).toBe(false);
  });
});

describe('causes', () => {
  it('name the part whose failure each outage goes back to, and add up', () => {
    const { causes, availability } = study((seed) => partsSpec({ n: 2, needed: 2, mtbf: hours(500), mttr: hours(20) }, years(2), seed), 40);
    expect(causes.map(({ fault, component }) => `${fault} ${component}`).sort()).toEqual(['break part-0', 'break part-1']);
    const seconds = causes.reduce((sum, { secondsPerYear }) => sum + secondsPerYear, 0);
    expect(seconds / (365 * 86_400)).toBeCloseTo(1 - availability.mean, 9);
  });

  it('say that a parallel pair fails only together', () => {
    const { causes } = study((seed) => partsSpec({ n: 2, needed: 1, mtbf: hours(100), mttr: hours(20) }, years(1), seed), 10);
    expect(causes.every(({ together }) => together === 1)).toBe(true);
  });
});

describe("the article's design", () => {
  const sample = (seed: number, length: Micros = years(5)) => sampleOf(replication(article(), length, seed));

  it('gives the same replication twice, and its paths', () => {
    expect(sample(3)).toEqual(sample(3));
    expect(sample(3).paths.map(({ name }) => name)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
  });

  // 4 hosts / 3 y, 6 VMs / 2 y, 2 edges / 2 y, 3 members / 1 y, 3 disks / 30 y, 3 datastores / 10 y: 8.73 failures a year; those that found their target down are dropped.
  it('meets the failures that its rates say', () => {
    expect(
      ratesOf(article())
        .map(({ perYear }) => perYear)
        .reduce((sum, n) => sum + n, 0),
    ).toBeCloseTo(8.73, 2);
    const found = Array.from({ length: 20 }, (_, i) => sample(i, years(10)).failures).reduce((sum, n) => sum + n, 0);
    expect(found / 200).toBeGreaterThan(7.8);
    expect(found / 200).toBeLessThan(9.6);
  });

  it('meets the same failures when an assumption is scaled that does not concern them', () => {
    const assumptions = assumptionsOf(article());
    const boot = assumptions.find(({ name }) => name === 'rancher.start');
    const { design, settings } = boot?.scaled(2) ?? { design: article(), settings: [] };
    expect(sampleOf(replication(design, years(5), 3, settings)).failures).toBe(sample(3).failures);
    expect(assumptions.map(({ name }) => name)).toContain('reliability.host.mttr');
  });
});

// etcd-io/etcd@v3.4.3 Documentation/op-guide/recovery.md: what a majority of the disks held is lost with them.
describe('disks that are lost for good', () => {
  const lossy = (mtbf: string, mttr: string): Design =>
    article((data) => {
      data.reliability = { disk: { mtbf, mttr } };
    });

  it('are replaced one by one, and the data is kept while no two are without theirs at one time', () => {
    const one = sampleOf(replication(lossy('2y', '1h'), years(20), 1));
    expect(one.failures).toBeGreaterThan(15);
    expect(one.losses).toBe(0);
    expect(one.paths.find(({ name }) => name === 'kube-api')?.down).toBeLessThan(1e-3);
  });

  // Two of three overlap 6 x 1/2 x 1/2 x 14/365 = 0.058 times a year; nobody takes snapshots here, so a replication ends with its first loss.
  it('take the data along when a majority is without them at one time', () => {
    const samples = [1, 2, 3, 4].map((seed) => sampleOf(replication(lossy('2y', '14d'), years(60), seed)));
    expect(samples.map(({ losses }) => losses)).toEqual([1, 1, 1, 1]);
    for (const { until } of samples) expect(until).toBeLessThan(years(60));
  });
});

it('the stopping rule is asked at 32, 64, 128 and so on', () => {
  expect([...stations(300)]).toEqual([32, 64, 128, 256, 300]);
  expect([...stations(10)]).toEqual([10]);
});
