/** Capacity by arithmetic against the figures of the article, against closed forms, and against runs. */

import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDesign } from '../../api/load.ts';
import { capacityOf } from '../../models/analysis/capacity.ts';
import { solvable, solve } from '../../models/analysis/capacity-solve.ts';
import { arrivalTimes, Growth } from '../../models/analysis/growth.ts';
import { seriesOf } from '../../models/analysis/series.ts';
import type { PksDesign } from '../../models/design.ts';
import { compileScenario } from '../../models/index.ts';
import { days, years } from '../../sim/index.ts';
import { article, scenario, smallDesigns } from '../models/designs.ts';

const until = years(3);
const question = { until, seeds: 200 };
const named = <T extends { name: string }>(list: readonly T[], name: string): T => list.find((one) => one.name === name) as T;

describe("capacity of the article's design", () => {
  const capacity = capacityOf(article(), question);

  // docs-pks vsphere-nsxt-cluster-objects; rancher/rancher@v2.2.8 project_cluster_handler.go: (191 - 13) / 3 and (256 - 9) / 3.
  it('is 59 imports for the floating pool and 82 for the pods block', () => {
    expect(capacity.pools.map(({ name, capacity, taken, fits }) => [name, capacity, taken, fits.import])).toEqual([
      ['pods-ip-block', 256, 9, 82],
      ['nodes-ip-block', 8, 1, undefined],
      ['floating-ip-pool', 191, 13, 59],
      ['lb-services', 4, 1, undefined],
      ['virtual-servers', 400, 5, undefined],
    ]);
  });

  it('is the same by a run, each pool alone and all together', () => {
    expect(seriesOf(article(), 'import')).toMatchObject({ fitted: 59, refusedBy: ['floating-ip-pool'], refused: ['ns/p-00060-default', 'ns/p-00060-system'] });
    expect(seriesOf(article(), 'import', { widened: ['floating-ip-pool'] })).toMatchObject({ fitted: 82, refusedBy: ['pods-ip-block'] });
  });

  // rancher/docs requirements (Sept 2019): 15 clusters and 200 nodes on 16 GB nodes; largest stated 100 and 1000.
  it("names Rancher 2.2's sizing table as the limit reached before either", () => {
    const { binding, supported } = capacity;
    expect([binding.pool?.name, binding.supported?.name, binding.supported?.fits.import]).toEqual(['floating-ip-pool', 'rancher-sizing', 15]);
    expect(binding.supported?.text).toContain('Rancher 2.2 sizing table');
    expect(named(supported, 'rancher-sizing-largest').capacity).toBe(100);
    expect(named(supported, 'rancher-sizing-nodes').fits.import).toBe(66);
  });

  // SCALE.md: 400 Tier-1 routers on a Tier-0, of which 11 are there; VMware's maximums are what it supports, and nothing refuses the next.
  it('counts Tier-1 routers as supported, and as a pool that refuses where the design has them enforced', () => {
    expect(named(capacity.supported, 'tier-1-routers')).toMatchObject({ capacity: 400, taken: 11, fits: { import: 129 } });
    // One for each of 9 namespaces, the nodes and the load balancer; VNIs 5000 to 75000.
    expect(named(capacity.supported, 'segments')).toMatchObject({ capacity: 70_001, taken: 11, costs: { import: 3, pksCluster: 6 } });
    const enforced = article((data) => {
      data.parameters = { 'nsx.limits.isTier1PerTier0Enforced': true };
    });
    expect(named(capacityOf(enforced, question).pools, 'tier-1-routers').fits.import).toBe(129);
  });

  // NSX-T 2.4: 4 medium load balancers per large edge, two edges as a pair; 4 system namespaces + node SNAT + API + ingress.
  it('says what a PKS cluster and a Service cost', () => {
    expect(named(capacity.pools, 'floating-ip-pool').costs).toEqual({ import: 3, project: 1, user: 1, service: 1, pksCluster: 7 });
    expect(named(capacity.pools, 'lb-services')).toMatchObject({ capacity: 4, taken: 1 });
    expect(capacity.carries).toEqual({ import: 59, project: 178, user: 178, service: 178, pksCluster: 3 });
  });

  it('ends on the day of the 60th arrival, evenly spaced', () => {
    const { pools } = capacityOf(article(), { until, arrivals: 'steady' });
    expect(named(pools, 'floating-ip-pool').exhausted?.median).toBe(days(42));
    expect(named(pools, 'pods-ip-block').exhausted?.median).toBe(Math.round(days(0.7) * 83));
  });

  // The 60th arrival of a Poisson stream is Erlang: mean 42 days, standard deviation sqrt(60) x 0.7 = 5.4 days.
  it('ends within the spread of the Erlang distribution when arrivals are drawn', () => {
    const { median, early, late } = named(capacityOf(article(), { until, seeds: 2_000 }).pools, 'floating-ip-pool').exhausted ?? {
      median: 0,
      early: 0,
      late: 0,
    };
    expect(median / days(1)).toBeCloseTo(41.8, 0);
    expect((late - early) / days(1)).toBeGreaterThan(15);
    expect((late - early) / days(1)).toBeLessThan(20.5);
  });
});

describe('growth', () => {
  it('is that of a run with the same seed', () => {
    const design = article();
    const spec = compileScenario(scenario({ arrivals: 'drawn', duration: '1y' }), design, 7);
    const times = arrivalTimes(7, days(0.7), 300);
    expect(spec.script.map(({ at }) => at)).toEqual([...times].filter((at) => at <= years(1)));
  });

  it('stops where the design says', () => {
    const growth = new Growth(
      article((data) => {
        data.downstream.upTo = 10;
      }),
      'drawn',
      20,
    );
    expect(growth.at(10)).toBeDefined();
    expect(growth.at(11)).toBeUndefined();
    expect(growth.countBy(years(5)).median).toBe(10);
  });

  it('leaves a pool alone for ever when another one ends first and keeps it from being asked', () => {
    const { pools } = capacityOf(
      article((data) => {
        data.nsx.floatingPool = '10.50.0.64-10.50.3.254';
      }),
      question,
    );
    expect(named(pools, 'floating-ip-pool')).toMatchObject({ exhausted: undefined, sparedBy: 'pods-ip-block' });
  });
});

// models/nsx/ncp.ts: a namespace that is refused its SNAT address keeps its /24, or gives it back.
describe('behind an empty floating pool', () => {
  it('the pods block goes on to its own end where such namespaces keep their /24', () => {
    const { pools } = capacityOf(article(), question);
    expect(named(pools, 'pods-ip-block').sparedBy).toBeUndefined();
    expect(seriesOf(article(), 'import', { until: 'pods-ip-block', most: 100 })).toMatchObject({
      fitted: 82,
      refusedBy: ['pods-ip-block', 'floating-ip-pool'],
    });
  });

  it('the pods block never ends where they give it back', () => {
    const design = article((data) => {
      data.parameters = { 'nsx.ncp.keepsSubnetWithoutSnat': false };
    });
    expect(named(capacityOf(design, question).pools, 'pods-ip-block')).toMatchObject({ exhausted: undefined, sparedBy: 'floating-ip-pool' });
    expect(seriesOf(design, 'import', { until: 'pods-ip-block', most: 100 })).toMatchObject({ fitted: 100 });
  });
});

/** What else than imports can be added, in Services of several ports too. */
const additions = fc.record({ thing: fc.constantFrom('project', 'user', 'service', 'pksCluster'), ports: fc.integer({ min: 1, max: 12 }) });

/** Designs with blocks and pools of every size, shared ones too, that can hold what is there at the start. */
const tight: fc.Arbitrary<PksDesign> = fc
  .record({
    podsPrefix: fc.integer({ min: 16, max: 19 }),
    podsOthers: fc.integer({ min: 0, max: 12 }),
    addresses: fc.integer({ min: 60, max: 400 }),
    floatingOthers: fc.integer({ min: 0, max: 20 }),
    extraProjects: fc.integer({ min: 0, max: 3 }),
    atStart: fc.integer({ min: 0, max: 3 }),
    user: fc.boolean(),
    ingress: fc.constantFrom('cattle-system', 'ingress-nginx'),
    keeps: fc.boolean(),
    system: fc.integer({ min: 3, max: 5 }),
    perCluster: fc.integer({ min: 3, max: 4 }),
    routers: fc.integer({ min: 50, max: 200 }),
    isEnforced: fc.boolean(),
  })
  .map((shape) =>
    article((data) => {
      const last = 64 + shape.addresses - 1;
      data.nsx.ipBlocks.pods = { range: `10.128.0.0/${shape.podsPrefix}`, takenByOthers: shape.podsPrefix === 19 ? 0 : shape.podsOthers };
      data.nsx.floatingPool = { range: `10.50.0.64-10.50.${Math.floor(last / 256)}.${last % 256}`, takenByOthers: shape.floatingOthers };
      data.downstream.extraProjectsPerCluster = shape.extraProjects;
      data.downstream.atStart = shape.podsPrefix === 19 ? 0 : shape.atStart;
      data.rancher.userNamespace = shape.user;
      data.ingress.namespace = shape.ingress;
      data.parameters = {
        'nsx.ncp.keepsSubnetWithoutSnat': shape.keeps,
        'pks.systemNamespaces': shape.system,
        'rancher.namespacesPerCluster': shape.perCluster,
        'nsx.limits.tier1PerTier0': shape.routers,
        'nsx.limits.isTier1PerTier0Enforced': shape.isEnforced,
      };
    }),
  );

// The promise of `paddock capacity`: what it counts is what a run shows.
describe('arithmetic and runs agree', () => {
  const check = (design: PksDesign): void => {
    const { pools, supported, binding } = capacityOf(design, { until, seeds: 1 });
    const together = seriesOf(design, 'import', { most: (binding.pool?.fits.import ?? 0) + 1 });
    const counted = [...pools, ...supported.filter(({ name }) => name in together.takenAtStart)];
    expect(together.takenAtStart).toEqual(Object.fromEntries(counted.map(({ name, taken }) => [name, taken])));
    expect(together.fitted).toEqual(binding.pool?.fits.import);
    // One import can meet the end of two pools, unless the end of one keeps the other from being asked.
    const ending = pools.filter(({ fits, sparedBy }) => fits.import === binding.pool?.fits.import && sparedBy === undefined);
    expect(together.refusedBy).toEqual(ending.map(({ name }) => name));
    expect(together.refusedBy).toContain(binding.pool?.name);
    for (const { name, fits } of pools.filter(({ costs }) => costs.import > 0)) {
      const widened = pools.filter((pool) => pool.name !== name).map((pool) => pool.name);
      expect([name, seriesOf(design, 'import', { widened, most: (fits.import ?? 0) + 1 }).fitted]).toEqual([name, fits.import]);
    }
    // What vendors only support refuses nothing: the run goes past it, at the import that the arithmetic names.
    for (const { name, fits } of supported.filter(({ name, costs }) => name in together.takenAtStart && costs.import > 0)) {
      const { fitted, passed } = seriesOf(design, 'import', { widened: pools.map((pool) => pool.name), most: (fits.import ?? 0) + 1 });
      expect([name, fitted, passed[name]]).toEqual([name, (fits.import ?? 0) + 1, fits.import]);
    }
  };

  it('on designs with generated blocks, pools and growth', () => {
    fc.assert(fc.property(tight, check), { numRuns: 60 });
  });

  it('on projects, users, Services and PKS clusters', () => {
    fc.assert(
      fc.property(tight, additions, fc.constantFrom('small', 'medium'), fc.boolean(), ({ ...design }, { thing, ports }, lbSize, isScaling) => {
        const sized = { ...design, pks: { ...design.pks, networkProfiles: [{ name: 'lb-medium', lbSize }] } } as PksDesign;
        sized.parameters = { ...design.parameters, 'nsx.balancer.autoScaling': isScaling };
        const fits = capacityOf(sized, { until, seeds: 1, portsPerService: ports }).carries[thing] ?? 0;
        expect(seriesOf(sized, thing, { most: fits + 1, portsPerService: ports }).fitted).toBe(fits);
      }),
      { numRuns: 40 },
    );
  });

  it('on generated platforms', () => {
    fc.assert(fc.property(smallDesigns, check), { numRuns: 15 });
  });
});

// The inverse: what is found carries the load, and what is next smaller does not.
describe('the smallest size', () => {
  const loads = fc.record({
    import: fc.integer({ min: 0, max: 300 }),
    project: fc.integer({ min: 0, max: 50 }),
    user: fc.integer({ min: 0, max: 50 }),
    service: fc.integer({ min: 0, max: 100 }),
    pksCluster: fc.integer({ min: 0, max: 4 }),
    portsPerService: fc.integer({ min: 1, max: 10 }),
  });
  const home = fileURLToPath(new URL('../../scenarios/designs/article.yaml', import.meta.url));

  it('is exactly enough', () => {
    fc.assert(
      fc.property(fc.constantFrom(...solvable), loads, (what, load) => {
        const found = solve(article(), what, load);
        fc.pre(found.smallest !== undefined && !found.isEnough && found.problems.length === 0);
        const after = loadDesign(home, { set: Object.entries(found.set).map(([path, value]) => `${path}=${value}`) }) as PksDesign;
        expect(solve(after, what, load)).toMatchObject({ isEnough: true, now: found.smallest });
        const { pools, supported } = capacityOf(after, { until, seeds: 1 });
        const { capacity } = named([...pools, ...supported], found.limit);
        expect(capacity).toBeGreaterThanOrEqual(found.needed);
        if (what === 'floatingPool') expect(capacity).toBe(found.needed);
        if (what === 'pods' || what === 'nodes') expect(capacity / 2).toBeLessThan(found.needed);
      }),
      { numRuns: 60 },
    );
  });
});
