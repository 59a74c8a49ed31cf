import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil } from './runs.ts';

const growing = (bytesPerHour: number, more = {}) =>
  article((data) => {
    data.parameters = { 'etcd.space.growth': bytesPerHour, ...more };
  });
const stateOf = ({ run }: ReturnType<typeof ran>, id: string) => new View(run.world).get(id).state;
const minute = (n: number) => `${n}m`;

// facts/vsphere-k8s-etcd-rancher.md 2, "quota-backend-bytes: 0 = 2 GiB" and "sizing: <= 100 MB data".
it('the quota is reached when the file has grown from 100 MB to 2 GiB, whatever it grows by', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3_000_000_000, max: 20_000_000_000 }), (growth) => {
      const { records } = ran(growing(growth), []);
      const expected = ((2 ** 31 - 100_000_000) / growth) * 3_600;
      expect(secondsUntil(records, 0, ({ actor, to }) => actor === 'etcd-space' && to === 'full')).toBeCloseTo(expected, 4);
    }),
    { numRuns: 10 },
  );
});

// "auto-compaction: kube-apiserver compacts every 5 min", so what is freed is used again.
it('a platform whose space does not grow has no event for it', () => {
  const { records } = ran(article(), [], 1, '1000h');
  expect(records.filter(({ actor }) => actor === 'etcd-space')).toEqual([]);
});

// "over quota: cluster-wide NOSPACE alarm: only reads and deletes; lifted only by compact + defrag + alarm disarm".
describe('the alarm', () => {
  const steps = [{ operation: 'compact' }, { operation: 'defragment' }, { operation: 'disarm-alarm' }];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  it.each([...orders, [0, 1], [0, 2], [1, 2], [0], [1], [2]].map((order) => [order.map((i) => steps[i]?.operation).join(', '), order] as const))(
    'after %s',
    (_, order) => {
      const timeline = order.map((i, n) => ({ at: minute(50 + 3 * n), ...steps[i] }));
      const out = ran(growing(3_000_000_000), timeline, 1, '62m');
      expect(stateOf(out, 'etcd-space')).toBe(order.join() === '0,1,2' ? 'growing' : 'full');
    },
  );

  it('stays while one of three members is over the quota', () => {
    const one = (member: string, at: number) => ({ at: minute(at), operation: 'defragment', member });
    const timeline = [{ at: '50m', operation: 'compact' }, one('etcd-0', 51), one('etcd-1', 53), { at: '55m', operation: 'disarm-alarm' }];
    const out = ran(growing(3_000_000_000), timeline);
    expect(stateOf(out, 'etcd-space')).toBe('full');
    expect(out.records.map(({ event }) => event)).toContain('cannot disarm the alarm of etcd for long: etcd-2 is still over the quota');
  });

  it('leaves reads, the quorum and running pods alone', () => {
    const out = ran(growing(3_000_000_000), []);
    const view = new View(out.run.world);
    expect(stateOf(out, 'etcd')).toBe('led');
    expect(view.all({ name: 'api-server', machine: undefined as never }).map(({ state }) => state)).toEqual(['serving', 'serving', 'serving']);
    expect(view.share('kube-api')).toBe(0);
    expect(view.share('rancher-ui')).toBe(0);
  });
});

// "Defrag blocks that member"; a log of 2.1 GB: 27 s (rancher/k3k#815).
it('a single member that is defragmented answers nobody for 27 s', () => {
  const one = article((data) => {
    data.vsphere.placement = {};
    data.pks.plans[0].masters = 1;
  });
  expect(longestOutage(ran(one, [{ at: '10m', operation: 'defragment' }]), 'kube-api')).toBeGreaterThan(27);
  expect(longestOutage(ran(article(), [{ at: '10m', operation: 'defragment' }]), 'kube-api')).toBeLessThan(6);
});

// Freed pages are given back by a defragmentation at any time, so one in time keeps the alarm away.
it('a defragmentation in time puts the alarm off', () => {
  const { records } = ran(growing(3_000_000_000), [{ at: '30m', operation: 'defragment' }], 1, '1h');
  expect(records.some(({ actor, to }) => actor === 'etcd-space' && to === 'full')).toBe(false);
});
