/** Load balancers on edges, and Services on load balancers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceKind } from '../../models/kubernetes/service.ts';
import { lbServiceKind } from '../../models/nsx/lb-service.ts';
import { type BalancerSize, edgesFor, servicesOn } from '../../models/nsx/load-balancer.ts';
import { valuesIn } from '../../models/settings.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran } from './runs.ts';

const sizes = ['small', 'medium', 'large'] as const;
const edges = (n: number, size: 'medium' | 'large') => Array.from({ length: n }, () => ({ size }));

// facts/nsx-pks-bosh.md 1b: LB services per edge node of NSX-T 2.4 and 2.5, small/medium/large; edge cluster capacity of PRA21 and PRA22.
describe('edges carry', () => {
  const on = (nsx: string, ...of: Parameters<typeof edges>) => {
    const design = article((data) => {
      data.versions = { nsx };
    });
    return sizes.map((size) => servicesOn({ value: valuesIn(design) }, edges(...of), size));
  };

  it("a pair's load balancers as the vendor's table has them, and those of 2 to 10 large ones", () => {
    expect(on('2.4', 2, 'medium')).toEqual([1, 0, 0]);
    expect(on('2.4', 2, 'large')).toEqual([40, 4, 1]);
    expect(on('3.0', 2, 'medium')).toEqual([10, 1, 0]);
    expect(on('2.5', 4, 'large')).toEqual([80, 8, 2]);
    expect(on('2.5', 8, 'large')).toEqual([160, 16, 4]);
    expect(on('2.5', 10, 'large').slice(0, 2)).toEqual([200, 20]);
  });

  it('as many as can be placed one by one, each on two nodes', () => {
    const forms = fc.array(fc.constantFrom('medium' as const, 'large' as const), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(forms, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 6 }), (list, medium, large) => {
        const design = article((data) => {
          data.parameters = { 'nsx.balancer.creditsMediumEdge': medium, 'nsx.balancer.creditsLargeEdge': large };
        });
        const free = list.map((form, i) => ({ edge: String(i), credits: form === 'medium' ? medium : large }));
        let placed = 0;
        for (let at = edgesFor(free, 1); at !== undefined; at = edgesFor(free, 1)) {
          expect(new Set(at).size).toBe(2);
          for (const node of free) if (at.includes(node.edge)) node.credits--;
          placed++;
        }
        const named = list.map((size) => ({ size }));
        expect(servicesOn({ value: valuesIn(design) }, named, 'small')).toBe(placed);
      }),
    );
  });
});

const withEdges = (list: ('medium' | 'large')[], lbSize: BalancerSize, parameters: Record<string, unknown> = {}) =>
  article((data) => {
    data.nsx.edges = list.map((size, i) => ({ name: `edge-0${i + 1}`, size, host: `esx-0${i + 1}` }));
    data.pks.networkProfiles = [{ name: 'lb-medium', lbSize }];
    data.parameters = parameters;
  });

describe("the cluster's load balancer", () => {
  it('is on edges that have room for it, and so is its Tier-1', () => {
    const view = new View(ran(withEdges(['medium', 'large', 'large'], 'medium'), [], 1, '1m').run.world);
    expect(view.get('lb/czpksrancher05', lbServiceKind).data.edges).toEqual(['dataplane-edge-02', 'dataplane-edge-03']);
    expect(view.get('lb-tier-1').data).toMatchObject({ active: 'dataplane-edge-02' });
    expect(view.get('tier-0').data).toMatchObject({ active: 'dataplane-edge-01' });
  });
});

const service = (at: number, name: string, ports: number) => ({ at: `${at}m`, operation: 'create-service', name, ports });
const look = (design: ReturnType<typeof article>, timeline: unknown[]) => {
  const { run, records } = ran(design, timeline);
  const view = new View(run.world);
  return {
    notes: records.filter(({ kind }) => kind === 'note').map(({ event }) => event),
    balancerOf: (name: string) => view.get(`svc/${name}`, serviceKind).data.balancer,
    view,
  };
};

// facts/nsx-pks-bosh.md 3d: one virtual server and one pool for each port; 1a: 20 virtual servers, 60 pools and 300 members on a small one.
describe('a Service', () => {
  it('is whole on the first load balancer that has room for all its ports', () => {
    const { balancerOf, view } = look(withEdges(['large', 'large'], 'small'), [
      service(1, 'a', 12),
      service(2, 'b', 12),
      service(3, 'c', 3),
      service(4, 'd', 8),
    ]);
    // 3 of the cluster and 2 of the ingress, 12 of a and 3 of c fill 20; b and d are 20 too.
    expect(['a', 'b', 'c', 'd'].map(balancerOf)).toEqual(['lb/czpksrancher05', 'lb/czpksrancher05-2', 'lb/czpksrancher05', 'lb/czpksrancher05-2']);
    expect(view.pool('lb-services').taken).toBe(2);
  });

  it('stays pending where it has more ports than any load balancer holds', () => {
    const { notes } = look(withEdges(['large', 'large'], 'small'), [service(1, 'a', 21)]);
    expect(notes).toContain('Service a stays <pending>: no small load balancer holds 21 virtual servers');
  });

  it('is held back by pools where a load balancer holds fewer of them', () => {
    const { balancerOf } = look(withEdges(['large', 'large'], 'small', { 'nsx.balancer.poolsSmall': 10 }), [service(1, 'a', 6)]);
    expect(balancerOf('a')).toBe('lb/czpksrancher05-2');
  });

  it('has members up to what the edges of its load balancer hold', () => {
    const design = withEdges(['large', 'large'], 'medium', { 'nsx.balancer.membersLargeEdge': 10 });
    const { notes } = look(design, [{ at: '1m', operation: 'create-workload', name: 'shop', replicas: 5 }, service(5, 'shop', 1)]);
    // Three pods of nginx on two ports are six.
    expect(notes).toContain('Service shop stays with its old members: edge-01 holds at most 10 members');
  });

  it('gives its virtual servers back at once and its address after the lag, and can be made again', () => {
    const remove = { at: '5m', operation: 'delete-service', name: 'a' };
    const pools = (until: string, more: unknown[] = []) => {
      const { run } = ran(article(), [service(1, 'a', 3), remove, ...more], 1, until);
      return ['virtual-servers', 'floating-ip-pool'].map((pool) => run.world.pool(pool).taken);
    };
    expect(pools('4m')).toEqual([8, 14]);
    expect(pools('310s')).toEqual([5, 14]);
    expect(pools('7m')).toEqual([5, 13]);
    expect(pools('20m', [service(10, 'a', 4)])).toEqual([9, 14]);
  });

  it('leaks nothing whenever it is deleted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000 }), (after) => {
        const timeline = [service(1, 'a', 3), { at: `${60_000 + after}ms`, operation: 'delete-service', name: 'a' }];
        const { run } = ran(article(), timeline, 1, '5m');
        expect(['virtual-servers', 'floating-ip-pool'].map((pool) => run.world.pool(pool).taken)).toEqual([5, 13]);
      }),
      { numRuns: 20 },
    );
  });
});
