/** Network profiles: what PKS takes of them, and what NCP does with blocks, pools, routers and errors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../models/analysis/capacity.ts';
import { seriesOf } from '../../models/analysis/series.ts';
import { checkDesign } from '../../models/check-design.ts';
import type { PksDesign } from '../../models/design.ts';
import { namespaceKind } from '../../models/kubernetes/namespace.ts';
import { serviceKind } from '../../models/kubernetes/service.ts';
import { updatedBlocks } from '../../models/pks/network-profile.ts';
import { View, years } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran } from './runs.ts';

/** The article's design with another profile, two further blocks and a further pool. */
const withProfile = (profile: Record<string, unknown>, change: (data: ReturnType<typeof JSON.parse>) => void = () => {}): PksDesign =>
  article((data) => {
    data.nsx.furtherIpBlocks = [
      { name: 'pods-2', range: '10.12.0.0/22' },
      { name: 'pods-3', range: '10.13.0.0/22' },
    ];
    data.nsx.furtherFloatingPools = [{ name: 'floating-2', range: '10.50.4.0-10.50.4.9' }];
    data.pks.networkProfiles = [{ name: 'lb-medium', lbSize: 'medium', ...profile }];
    change(data);
  });

const taken = (design: PksDesign, timeline: unknown[] = []) => Object.fromEntries(ran(design, timeline).pools.map((pool) => [pool.name, pool.taken]));

// facts/nsx-pks-bosh.md 4b and 3b One block, one prefix length.
describe('a network profile is refused', () => {
  const wrong: [string, Record<string, unknown>, string][] = [
    ['a key of PKS 1.5 in 1.4', { maxL4LbService: 10 }, 'maxL4LbService (max_l4_lb_service) is known from PKS 1.5 on, and this design has 1.4'],
    ['a key of PKS 1.6 in 1.4', { enableErrCrd: true }, 'enableErrCrd (enable_err_crd) is known from PKS 1.6 on, and this design has 1.4'],
    ["the tile's own block", { podIpBlockIds: ['pods-ip-block'] }, "pods-ip-block is the tile's block, which no profile may name"],
    ['a block that is not there', { podIpBlockIds: ['pods-4'] }, 'there is no IP block "pods-4"'],
    [
      'a prefix without a block',
      { podSubnetPrefix: 26 },
      "podSubnetPrefix goes with podIpBlockIds: all subnets of a block have one size, and the tile's block is cut into /24",
    ],
    [
      'floating pools without the one that the names lie in',
      { fipPoolIds: ['floating-2'] },
      'the addresses of the API and of Rancher lie in floating-ip-pool, so the profile has to name it',
    ],
    [
      'one block for pods and nodes of different sizes',
      { podIpBlockIds: ['pods-2'], podSubnetPrefix: 26, nodeIpBlockIds: ['pods-2'] },
      'pods-2 is cut into /26 by another profile, and all subnets of a block have one size',
    ],
    ['a block too small for the start', { podIpBlockIds: ['pods-2'] }, 'the platform needs 9 /24 of the pods block at the start and has 4'],
  ];
  it.each(wrong)('for %s', (_, profile, message) => {
    expect(checkDesign(withProfile(profile)).map((problem) => problem.message)).toEqual([message]);
  });

  it('for a shared Tier-1 on NSX-T 2.4', () => {
    const design = withProfile({ singleTierTopology: true }, (data) => {
      data.versions = { pks: '1.5' };
    });
    expect(checkDesign(design)).toMatchObject([{ code: 'too-new', message: 'singleTierTopology needs NSX-T 2.5, and this design has 2.4' }]);
  });
});

// facts/nsx-pks-bosh.md 3a, 3b.
describe('a cluster takes by its profile', () => {
  it('subnets of the first block and then of the next, in the size that is asked for', () => {
    // A /22 holds four /24 or sixteen /26.
    const pools = taken(withProfile({ podIpBlockIds: ['pods-3', 'pods-2'], podSubnetPrefix: 26 }), [
      { at: '1m', operation: 'create-namespace', name: 'a' },
      { at: '2m', operation: 'import-cluster', count: 3, every: '2m' },
    ]);
    expect([pools['pods-ip-block'], pools['pods-3'], pools['pods-2']]).toEqual([0, 16, 3]);
  });

  it('addresses of the first pool and then of the next', () => {
    const design = withProfile({ fipPoolIds: ['floating-ip-pool', 'floating-2'] }, (data) => {
      data.nsx.floatingPool = { range: '10.50.0.64-10.50.0.254', takenByOthers: 177 };
    });
    const pools = taken(design, [
      { at: '1m', operation: 'import-cluster' },
      { at: '5m', operation: 'create-service', name: 'shop' },
    ]);
    expect([pools['floating-ip-pool'], pools['floating-2']]).toEqual([191, 3]);
  });

  it('no SNAT address when its pods are routable', () => {
    // Node SNAT, API, ingress and the ingress Service are left.
    expect(taken(withProfile({ podRoutable: true }), [{ at: '1m', operation: 'import-cluster' }])['floating-ip-pool']).toBe(4);
  });

  it('no SNAT address for its nodes when they are routable', () => {
    expect(taken(withProfile({ nodeRoutable: true }))['floating-ip-pool']).toBe(12);
  });

  it('one Tier-1 router from PKS 1.7 on, or one for each namespace where the profile says so', () => {
    const on17 = (profile: Record<string, unknown>) =>
      withProfile(profile, (data) => {
        data.versions = { pks: '1.7' };
      });
    expect(taken(on17({}))['tier-1-routers']).toBe(1);
    expect(taken(on17({ singleTierTopology: false }))['tier-1-routers']).toBe(12);
  });

  it('for a namespace annotated ncp/no_snat a subnet and a router, and no address', () => {
    const before = taken(article());
    const after = taken(article(), [{ at: '1m', operation: 'create-namespace', name: 'a', noSnat: true }]);
    const more = (pool: string) => (after[pool] ?? 0) - (before[pool] ?? 0);
    expect([more('pods-ip-block'), more('tier-1-routers'), more('floating-ip-pool')]).toEqual([1, 1, 0]);
  });

  it('and a further cluster by its own: blocks, addresses and load balancer', () => {
    const design = withProfile({}, (data) => {
      data.pks.networkProfiles.push({ name: 'routable', podIpBlockIds: ['pods-2'], podRoutable: true });
    });
    const pools = taken(design, [{ at: '1m', operation: 'create-pks-cluster', cluster: 'dev', profile: 'routable' }]);
    // A small load balancer beside the medium one, counted in small ones; node SNAT, API and ingress.
    expect([pools['pods-2'], pools['pods-ip-block'], pools['floating-ip-pool'], pools['lb-services']]).toEqual([4, 9, 13 + 3, 10 + 1]);
    const { records } = ran(design, [{ at: '1m', operation: 'create-pks-cluster', cluster: 'dev', profile: 'other' }]);
    expect(records.some(({ event }) => event === 'cannot create PKS cluster dev: there is no network profile other')).toBe(true);
  });

  it('and gives all of it back 60 s after a namespace is deleted', () => {
    const timeline = [
      { at: '1m', operation: 'create-namespace', name: 'a' },
      { at: '5m', operation: 'delete-namespace', name: 'a' },
    ];
    expect(taken(article(), timeline)).toEqual(taken(article()));
  });

  it('even when it is deleted while its network is under way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), (after) => {
        const timeline = [
          { at: '1m', operation: 'create-namespace', name: 'a' },
          { at: `${60_000 + after}ms`, operation: 'delete-namespace', name: 'a' },
        ];
        expect(taken(article(), timeline)).toEqual(taken(article()));
      }),
      { numRuns: 20 },
    );
  });
});

// facts/nsx-pks-bosh.md 3b Growing a live cluster.
describe('another profile for a live cluster', () => {
  it("may add and reorder pod blocks, keeps the tile's, and takes none away", () => {
    expect(updatedBlocks({ podBlocks: ['b', 'a'] }, ['a'])).toEqual(['b', 'a']);
    expect(updatedBlocks({ podBlocks: ['a'] }, ['pods-ip-block'])).toEqual(['pods-ip-block', 'a']);
    expect(updatedBlocks({}, ['a', 'b'])).toEqual(['a', 'b']);
    expect(updatedBlocks({ podBlocks: ['b'] }, ['a', 'b'])).toMatch(/and a would be taken away/);
    expect(updatedBlocks({ podBlocks: ['a', 'b'], conflict: 'lbSize' }, ['a'])).toMatch(/^lbSize differs/);
  });
});

// The promise of `paddock capacity`, for profiles too.
describe('capacity', () => {
  it('agrees with runs where blocks are several, pods routable or routers shared', () => {
    const profiles = fc.record({
      blocks: fc.constantFrom(['pods-2'], ['pods-3', 'pods-2']),
      prefix: fc.constantFrom(25, 26, 27),
      isRoutable: fc.boolean(),
      nodeRoutable: fc.boolean(),
      isSingleTier: fc.boolean(),
      routers: fc.integer({ min: 20, max: 60 }),
      isEnforced: fc.boolean(),
    });
    fc.assert(
      fc.property(profiles, ({ blocks, prefix, isRoutable, nodeRoutable, isSingleTier, routers, isEnforced }) => {
        const profile = { podIpBlockIds: blocks, podSubnetPrefix: prefix, podRoutable: isRoutable, nodeRoutable, singleTierTopology: isSingleTier };
        const design = withProfile(profile, (data) => {
          data.versions = { pks: '1.6' };
          data.nsx.furtherIpBlocks = [
            { name: 'pods-2', range: '10.12.0.0/21', takenByOthers: 2 },
            { name: 'pods-3', range: '10.13.0.0/22' },
          ];
          data.parameters = { 'nsx.limits.tier1PerTier0': routers, 'nsx.limits.isTier1PerTier0Enforced': isEnforced };
        });
        fc.pre(checkDesign(design).length === 0);
        const { binding } = capacityOf(design, { until: years(1), seeds: 1 });
        expect(seriesOf(design, 'import', { most: 80 }).fitted).toBe(Math.min(80, binding.pool?.fits.import ?? 80));
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

// facts/nsx-pks-bosh.md 3c and 3d.
describe('what NSX-T refuses', () => {
  const on16 = (profile: Record<string, unknown>, change?: Parameters<typeof withProfile>[1]) =>
    withProfile(profile, (data) => {
      data.versions = { pks: '1.6' };
      change?.(data);
    });

  it('has an NSXError object until it is made, if the profile asks for one', () => {
    const full = (profile: Record<string, unknown>) =>
      on16(profile, (data) => {
        data.nsx.ipBlocks.pods = { range: '10.11.0.0/16', takenByOthers: 246 };
      });
    const timeline = [
      { at: '1m', operation: 'create-namespace', name: 'a' },
      { at: '5m', operation: 'delete-namespace', name: 'kube-public' },
    ];
    const errors = (profile: Record<string, unknown>) =>
      ran(full(profile), timeline)
        .records.filter(({ actor, kind }) => kind === 'transition' && actor === 'nsxerror/ns-a')
        .map(({ to }) => to);
    expect(errors({ enableErrCrd: true })).toEqual(['present', 'gone']);
    expect(errors({})).toEqual([]);
  });

  it('is a virtual server beyond max_l4_lb_service', () => {
    const { records, run } = ran(on16({ maxL4LbService: 4 }), [
      { at: '1m', operation: 'create-service', name: 'a', ports: 2 },
      { at: '2m', operation: 'create-service', name: 'b' },
    ]);
    const view = new View(run.world);
    expect([view.get('svc/a').is('realized'), view.get('svc/b').is('pending')]).toEqual([true, true]);
    expect(records.some(({ event }) => event === 'Service b stays <pending>: max_l4_lb_service allows no further virtual server')).toBe(true);
  });

  // A small load balancer holds 300 members: 3 nginx pods on 2 ports are 6, and 150 pods on 2 ports 300.
  it('is members beyond what the load balancer holds; the Service keeps its old ones', () => {
    const timeline = [
      { at: '1m', operation: 'create-workload', name: 'shop', replicas: 150 },
      { at: '10m', operation: 'create-service', name: 'shop', ports: 2 },
    ];
    const small = ran(withProfile({ lbSize: 'small' }), timeline);
    expect(new View(small.run.world).get('svc/shop', serviceKind).data.members.length).toBe(0);
    expect(small.records.some(({ event }) => event === 'Service shop stays with its old members: the load balancer holds at most 300 members')).toBe(true);
    expect(new View(ran(withProfile({}), timeline).run.world).get('svc/shop', serviceKind).data.members.length).toBe(150);
  });

  it('says what NSX-T answers', () => {
    const design = article((data) => {
      data.nsx.floatingPool = { range: '10.50.0.64-10.50.0.254', takenByOthers: 178 };
    });
    const view = new View(ran(design, [{ at: '1m', operation: 'create-namespace', name: 'a' }]).run.world);
    expect(view.get('ns/a', namespaceKind).data.refusal).toBe('the floating IP pool is exhausted (5109: All IPs in the pool are allocated)');
  });
});
