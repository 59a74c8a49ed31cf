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
