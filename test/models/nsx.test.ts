/** NSX-T's managers and its own L7, as the design has them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDesign } from '../../models/check-design.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

// docs.vmware.com NSX-T 2.4 installation GUID-72A55651: reduced from three managers to one, no topology changes can be made.
describe('the manager cluster', () => {
  it('can be changed exactly while a majority of its nodes lives and it is not out as a whole', () => {
    const outage = fc.record({
      at: fc.integer({ min: 1, max: 3_000 }),
      target: fc.constantFrom('nsx-manager', 'nsx-manager-0', 'nsx-manager-1', 'nsx-manager-2'),
      lasts: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(outage, { maxLength: 6 }), fc.integer({ min: 1, max: 3_600 }), (outages, end) => {
        const timeline = outages.map(({ at, target, lasts }) => ({ at: `${at}s`, fault: 'outage', target, for: `${lasts}s` }));
        const out = new Set<string>(outages.filter(({ at, lasts }) => at <= end && end < at + lasts).map(({ target }) => target));
        const { run } = ran(
          article(),
          timeline.filter(({ at }) => Number.parseInt(at, 10) <= end),
          1,
          `${end}s`,
        );
        const nodes = ['nsx-manager-0', 'nsx-manager-1', 'nsx-manager-2'].filter((node) => !out.has(node)).length;
        expect(new View(run.world).get('nsx-manager').state).toBe(nodes >= 2 && !out.has('nsx-manager') ? 'available' : 'unavailable');
      }),
      { numRuns: 60 },
    );
  });
});

// NSX-T API, EdgeClusterMemberAllocationProfile: enable_standby_relocation is false.
describe('a service router', () => {
  const three = article((data) => {
    data.nsx.edges.push({ name: 'edge-03', size: 'large', host: 'esx-03' });
  });
  const routers = (...lost: string[]) => {
    const { run } = ran(
      three,
      lost.map((target) => ({ at: '5m', fault: 'crash', target, for: '10m' })),
      1,
      '10m',
    );
    return ['tier-0', 'lb-tier-1'].map((id) => new View(run.world).get(id).state);
  };

  it('is on two edge nodes: a third one neither takes over nor is missed', () => {
    expect(routers('edge-03')).toEqual(['active', 'active']);
    expect(routers('edge-01', 'edge-03')).toEqual(['active', 'active']);
    expect(routers('edge-01', 'edge-02')).toEqual(['down', 'down']);
  });
});

// facts/nsx-pks-bosh.md 2 T0 mode, ECMP, BFD peer object: 1000 ms, multiple 3.
describe('a Tier-0 that is active on all edges', () => {
  const onAll = (n: number, change: (data: ReturnType<typeof JSON.parse>) => void = () => {}) =>
    article((data) => {
      data.versions = { pks: '1.7' };
      data.nsx.tier0 = 'activeActive';
      data.nsx.edges = Array.from({ length: n }, (_, i) => ({ name: `edge-0${i + 1}`, size: 'large', host: `esx-0${(i % 4) + 1}` }));
      change(data);
    });

  it('loses the share of each dead edge for 3 s, and all of it only with the last edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 6 }), (n, lost) => {
        // The load balancer is on the first two.
        const dead = Math.min(lost, n - 2);
        const faults = Array.from({ length: dead }, (_, i) => ({ at: '5m', fault: 'crash', target: `edge-0${n - i}` }));
        const share = (at: string) => ran(onAll(n), faults, 1, at).run.world.paths.get('kube-api')?.share;
        expect(share('302s')).toBeCloseTo((n - dead) / n);
        expect(share('304s')).toBe(1);
      }),
      { numRuns: 12 },
    );
    const faults = [1, 2, 3].map((i) => ({ at: '5m', fault: 'crash', target: `edge-0${i}`, for: '10m' }));
    const { run } = ran(onAll(3), faults, 1, '10m');
    expect([new View(run.world).get('tier-0').state, run.world.paths.get('kube-api')?.share]).toEqual(['down', 0]);
    expect(ran(onAll(3), faults, 1, '20m').run.world.paths.get('kube-api')?.share).toBe(1);
  });

  it('does no NAT, and so is refused where the Tier-0 has to', () => {
    expect(checkDesign(onAll(2))).toEqual([]);
    const own = (data: ReturnType<typeof JSON.parse>) => Object.assign(data.pks.networkProfiles[0], { singleTierTopology: false });
    expect(checkDesign(onAll(2, own))).toMatchObject([{ code: 'conflict', path: ['nsx', 'tier0'] }]);
    const routable = (data: ReturnType<typeof JSON.parse>) =>
      Object.assign(data.pks.networkProfiles[0], { singleTierTopology: false, podRoutable: true, nodeRoutable: true });
    expect(checkDesign(onAll(2, routable))).toEqual([]);
  });
});

// facts/nsx-pks-bosh.md 3d NCP election: master_timeout 18 s, heartbeat_period 6 s; 4d Interruption: 60 to 120 s until monit.
describe('NCP', () => {
  it('is led by a standby 12 to 18 s after the leader is killed, which monit starts again after 60 to 120 s', () => {
    for (const seed of seeds(12)) {
      const { records } = ran(article(), [{ at: '600s', fault: 'kill', target: 'ncp leader' }], seed, '15m');
      const led = secondsUntil(records, 600, ({ actor, from, to }) => actor === 'ncp-master' && from === 'expiring' && to === 'held');
      expect(led).toBeGreaterThanOrEqual(12);
      expect(led).toBeLessThanOrEqual(18);
      const back = secondsUntil(records, 600, ({ actor, to }) => actor.startsWith('ncp-') && to === 'running');
      expect(back).toBeGreaterThanOrEqual(60);
      expect(back).toBeLessThanOrEqual(120);
    }
  });
});

// rancher/rancher@v2.2.8 pkg/dynamiclistener/server.go; facts/nsx-pks-bosh.md 1b X-Forwarded.
describe("NSX-T's L7 in the place of nginx", () => {
  const l7 = article((data) => {
    data.ingress.controller = 'nsx';
  });

  it('answers nobody and says why, while the API answers', () => {
    const { levels, pools } = ran(l7, []);
    expect(levels.map(({ name, availability }) => [name, availability])).toEqual([
      ['rancher-ui', 0],
      ['kube-api', 1],
      ['agent-tunnel', 1],
    ]);
    expect(levels[0]?.outages[0]?.reason).toMatch(/X-Forwarded-Proto, so Rancher redirects every GET .* other methods with 400$/);
    // The page is on the cluster's own ingress address: one address and two virtual servers fewer than with nginx.
    expect(pools.map(({ name, taken }) => [name, taken])).toEqual(
      expect.arrayContaining([
        ['floating-ip-pool', 12],
        ['virtual-servers', 3],
      ]),
    );
  });

  it('cannot have carried imports before the run', () => {
    const design = article((data) => {
      data.ingress.controller = 'nsx';
      data.downstream.atStart = 3;
    });
    expect(checkDesign(design)).toMatchObject([{ code: 'not-reachable', path: ['downstream', 'atStart'] }]);
  });
});
