import { describe, expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const shop = [
  { at: '30s', operation: 'create-claim', name: 'data' },
  { at: '60s', operation: 'create-workload', name: 'shop', claim: 'data' },
];

/** Where the shop's first pod is. */
const homeOf = (seed: number) => (new View(ran(article(), shop, seed, '5m').run.world).get('shop-0').data as { node: string }).node.replace('node-', '');

describe('a volume of the vSphere provider', () => {
  it('is attached to one node, so that a replica elsewhere waits', () => {
    const timeline = [
      { at: '30s', operation: 'create-claim', name: 'data' },
      { at: '60s', operation: 'create-workload', name: 'shop', replicas: 3, claim: 'data' },
    ];
    const { run, records } = ran(article(), timeline, 1, '20m');
    const view = new View(run.world);
    const node = (view.get('pvc/data').data as { node: string }).node;
    for (const pod of view.with('app', 'shop')) expect(pod.is('ready')).toBe((pod.data as { node: string }).node === node);
    expect(records.some(({ event }) => /shop-\d stays ContainerCreating: its volume is attached to worker-\d \(Multi-Attach error\)/.test(event))).toBe(true);
  });

  it('moves at once with a pod that is drained from a node that answers', () => {
    for (const seed of seeds(5)) {
      const { records } = ran(article(), [...shop, { at: '600s', operation: 'drain', node: homeOf(seed) }], seed, '20m');
      const gone = secondsUntil(records, 600, ({ actor, to }) => actor === 'shop-0' && to === 'gone');
      expect(secondsUntil(records, 600, ({ actor, event }) => actor === 'pvc/data' && event === 'detach')).toBe(gone);
      expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'shop-1' && to === 'ready')).toBeLessThanOrEqual(gone + 10);
    }
  });

  // facts 3.1, after deletion mark: Terminating until the kubelet answers; then it unmounts.
  it('of a lost node is free when the node is back', () => {
    for (const seed of seeds(5)) {
      const { records, run } = ran(article(), [...shop, { at: '600s', fault: 'crash', target: homeOf(seed), for: '30m' }], seed);
      expect(records.some(({ event }) => event === 'forceDetach')).toBe(false);
      const freed = secondsUntil(records, 600, ({ actor, event }) => actor === 'pvc/data' && event === 'detach');
      expect(freed).toBeGreaterThanOrEqual(1_800);
      expect(freed).toBeLessThanOrEqual(1_900);
      expect(new View(run.world).get('shop-1').is('ready')).toBe(true);
    }
  });

  // attach_detach_controller.go: 6 min.
  it('of pods that are given up is detached by force after 6 m', () => {
    for (const seed of seeds(5)) {
      const home = homeOf(seed);
      const timeline = [...shop, { at: '600s', fault: 'crash', target: home }, { at: '1200s', operation: 'force-delete-pods', node: home }];
      const { records } = ran(article(), timeline, seed);
      expect(secondsUntil(records, 1_200, ({ event }) => event === 'forceDetach')).toBe(360);
    }
  });
});

describe('a volume whose datastore is lost', () => {
  /** No VM's disk lies on the fourth datastore. */
  const apart = article((data) => {
    data.vsphere.datastores = ['datastore-01', 'datastore-02', 'datastore-03', 'datastore-04'];
    data.vsphere.disks = Object.fromEntries(['master', 'worker'].flatMap((role) => [0, 1, 2].map((i) => [`${role}-${i}`, `datastore-0${i + 1}`])));
  });
  const there = [
    { at: '30s', operation: 'create-claim', name: 'data', datastore: 'datastore-04' },
    { at: '60s', operation: 'create-workload', name: 'shop', claim: 'data' },
  ];
  const strike = (fault: string, length?: string) => ({ at: '600s', fault, target: 'datastore-04', ...(length ? { for: length } : {}) });
  const stateOf = (result: ReturnType<typeof ran>, id: string) => new View(result.run.world).get(id).state;

  it.each(['all-paths-down', 'permanent-device-loss'])('by %s lets its pod hang, which goes on when it is back', (fault) => {
    const away = ran(apart, [...there, strike(fault, '10m')]);
    expect(away.run.stateAt(900_000_000).get('shop-0')).toMatch(/^hung/);
    expect(stateOf(away, 'shop-0')).toBe('ready');
    expect(stateOf(away, 'pvc/data')).toBe('attached');
  });

  it('for good is lost, and its pod hangs for ever; another that wants it waits', () => {
    const more = { at: '700s', operation: 'create-workload', name: 'more', claim: 'data' };
    const { records, run } = ran(apart, [...there, strike('permanent-device-loss'), more]);
    expect(new View(run.world).get('shop-0').state).toMatch(/^hung/);
    expect(new View(run.world).get('pvc/data').state).toBe('lost');
    expect(records.some(({ event }) => event === 'more-0 stays ContainerCreating: its volume is lost with datastore-04 (FailedAttachVolume)')).toBe(true);
  });

  it('is provisioned, and attached, once it answers again', () => {
    const late = there.map((line, i) => ({ ...line, at: `${700 + i}s` }));
    const { records } = ran(apart, [strike('all-paths-down', '10m'), ...late]);
    expect(records.some(({ event }) => event === 'claim data stays Pending: datastore-04 does not answer (ProvisioningFailed)')).toBe(true);
    expect(secondsUntil(records, 600, ({ actor, event }) => actor === 'pvc/data' && event === 'attach')).toBeGreaterThanOrEqual(600);
    // The scheduler tries a pod that has waited so long every 60 s (facts 3.2, unschedulable retry, 1.13).
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'shop-0' && to === 'ready')).toBeLessThan(670);
  });

  it('keeps a pod that comes meanwhile, and reaches none whose volume lies elsewhere', () => {
    const between = [there[0] as object, strike('all-paths-down', '10m'), { at: '700s', operation: 'create-workload', name: 'shop', claim: 'data' }];
    const { records } = ran(apart, between);
    expect(records.some(({ event }) => event.startsWith('shop-0 stays ContainerCreating: its volume lies on datastore-04, which does not answer'))).toBe(true);
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'shop-0' && to === 'ready')).toBeGreaterThan(600);
    const elsewhere = ran(apart, [{ ...there[0], datastore: 'datastore-01' }, there[1] as object, strike('permanent-device-loss')]);
    expect(stateOf(elsewhere, 'shop-0')).toBe('ready');
  });
});
