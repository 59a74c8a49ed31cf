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
