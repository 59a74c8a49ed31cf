import { describe, expect, it } from 'vitest';
import { namespaceKind } from '../../models/kubernetes/namespace.ts';
import { clusterKind } from '../../models/rancher/cluster.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran } from './runs.ts';

const imports = (count: number) => [{ at: '1m', operation: 'import-cluster', count, every: '2m' }];
/** A floating range that outlasts the pods block. */
const wide = article((data) => {
  data.nsx.floatingPool = '10.50.0.64-10.50.3.254';
});

const look = (design: typeof wide, count: number, more: unknown[] = []) => {
  const result = ran(design, [...imports(count), ...more], 1, '12h');
  const view = new View(result.run.world);
  const refused = view.all(namespaceKind).filter((namespace) => namespace.is('unnetworked.refused'));
  const active = view.all(clusterKind).filter((cluster) => cluster.is('active')).length - 1;
  return { ...result, view, refused, active };
};

// Issue 2 and rancher/rancher@v2.2.8 project_cluster_handler.go: 9 namespaces at first, 3 for each import, 256 /24 in all.
describe('the pods IP block of the article', () => {
  it('has 9 of 256 /24 taken after the installation, the floating pool 13 of 191', () => {
    const { view } = look(article(), 1);
    const first = ran(article(), []).pools;
    expect(first.map(({ name, taken, capacity }) => [name, taken, capacity])).toEqual([
      ['pods-ip-block', 9, 256],
      ['nodes-ip-block', 1, 8],
      ['floating-ip-pool', 13, 191],
      ['tier-1-routers', 11, 400],
      ['lb-services', 1, 4],
      ['virtual-servers', 5, 400],
    ]);
    expect(view.pool('pods-ip-block').taken).toBe(12);
  });

  it('has one /24 left after 82 imports, all of them active and networked', () => {
    const { view, refused, active } = look(wide, 82);
    expect([view.pool('pods-ip-block').free, refused.length, active]).toEqual([1, 0, 82]);
  });

  it('gives the last /24 to the 83rd import, which is active although its two projects have none', () => {
    const { view, refused, active } = look(wide, 83);
    expect([view.pool('pods-ip-block').free, active]).toEqual([0, 83]);
    expect(refused.map(({ id }) => id)).toEqual(['ns/p-00083-default', 'ns/p-00083-system']);
  });

  it('gives the next one to a namespace that waited, once one is deleted and the lag is over', () => {
    const { view, refused, records } = look(wide, 83, [{ at: '4h', operation: 'delete-namespace', name: 'kube-public' }]);
    expect(refused.map(({ id }) => id)).toEqual(['ns/p-00083-system']);
    expect(view.pool('pods-ip-block').free).toBe(0);
    const given = records.find(({ actor, event }) => actor === 'pods-ip-block' && event === 'given');
    expect((given?.at ?? 0) / 1_000_000 - 4 * 3_600).toBeGreaterThanOrEqual(60);
  });

  it('is emptied after floor((256 - N) / 3) imports with N namespaces in use (incident I-18)', () => {
    const design = article((data) => {
      data.nsx.floatingPool = '10.50.0.64-10.50.3.254';
      data.nsx.ipBlocks.pods = { range: '10.11.0.0/16', takenByOthers: 200 };
    });
    expect(look(design, 15).refused.length).toBe(0);
    expect(look(design, 16).refused.length).toBe(1);
  });
});

describe('the floating pool of the article', () => {
  it('has one address left after 59 imports, before the pods block is short', () => {
    const { view, refused } = look(article(), 59);
    expect([view.pool('floating-ip-pool').free, refused.length]).toEqual([1, 0]);
    expect(view.pool('pods-ip-block').free).toBe(256 - 9 - 177);
  });

  it('lets a namespace without SNAT address keep its /24, or not, as the design says', () => {
    const keeps = look(article(), 60);
    expect(keeps.refused.length).toBe(2);
    expect(keeps.view.pool('pods-ip-block').taken).toBe(9 + 180);
    const returns = look(
      article((data) => {
        data.parameters = { 'nsx.ncp.keepsSubnetWithoutSnat': false };
      }),
      60,
    );
    expect(returns.refused.length).toBe(2);
    expect(returns.view.pool('pods-ip-block').taken).toBe(9 + 178);
  });

  it("counts the administrator's own namespace when the design says that it exists", () => {
    const design = article((data) => {
      data.rancher.userNamespace = true;
    });
    expect(ran(design, []).pools.find(({ name }) => name === 'floating-ip-pool')?.taken).toBe(14);
  });
});

// facts/nsx-pks-bosh.md, 3c: pods stay ContainerCreating, a Service's EXTERNAL-IP stays pending, cluster creation fails.
describe('what people see of it', () => {
  const more = [
    { at: '5h', operation: 'create-workload', name: 'shop' },
    { at: '5h', operation: 'create-pks-cluster', cluster: 'dev' },
  ];

  it('is nothing until a namespace with pods or a PKS cluster is made; what runs goes on', () => {
    const { view, levels, records } = look(wide, 83, more);
    expect(view.get('shop-0').is('creating')).toBe(true);
    expect(view.get('dev').is('failed')).toBe(true);
    expect(levels.map(({ availability }) => availability)).toEqual([1, 1, 1]);
    expect(records.some(({ event }) => event.includes('shop-0 stays ContainerCreating'))).toBe(true);
  });

  it('is a Service that stays pending when the floating pool is empty', () => {
    const { view, records } = look(article(), 60, [{ at: '5h', operation: 'create-service', name: 'shop' }]);
    expect(view.get('svc/shop').is('pending')).toBe(true);
    expect(records.some(({ event }) => event.includes('Service shop stays <pending>: the floating IP pool is exhausted'))).toBe(true);
  });
});
