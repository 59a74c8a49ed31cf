import { expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, seeds } from './runs.ts';

// kubernetes pkg/scheduler: a pod that was bound is assumed to be there at once, so the next one is placed with it counted.
it('pods that are made in one instant are spread over the nodes with the fewest', () => {
  for (const seed of seeds(5)) {
    const { run } = ran(article(), [{ at: '60s', operation: 'create-workload', name: 'shop', replicas: 3 }], seed, '5m');
    const homes = new View(run.world).with('app', 'shop').map(({ data }) => (data as { node: string }).node);
    expect(new Set(homes).size).toBe(3);
  }
});

// facts 3.2, unschedulable retry: back-off 1-60 s (1.13), 1-10 s (1.16+); a pod in vain so long is tried again within it.
it.each([
  ['1.13', 60],
  ['1.16', 10],
])('a pod that no node takes is tried again within the back-off of Kubernetes %s, %i s, of a node that takes it', (kubernetes, longest) => {
  const design = article((data) => {
    data.versions = { kubernetes };
  });
  const cordons = ['worker-0', 'worker-1', 'worker-2'].map((node) => ({ at: '30s', operation: 'cordon', node }));
  const waits = seeds(10).map((seed) => {
    const at = 700 + seed * 7;
    const timeline = [...cordons, { at: '60s', operation: 'create-workload', name: 'shop' }, { at: `${at}s`, operation: 'uncordon', node: 'worker-1' }];
    const bound = ran(design, timeline, seed, '30m').records.find(({ actor, event }) => actor === 'shop-0' && event === 'bind');
    return (bound?.at ?? 0) / 1_000_000 - at;
  });
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...waits)).toBeLessThanOrEqual(longest);
  expect(Math.max(...waits)).toBeGreaterThan(longest / 3);
});

// kubernetes/website: a container with a limit and no request asks for its limit; allocatable is the memory less 100Mi (facts 3.1).
it('a node takes pods as long as their limits fit what it has to give', () => {
  for (const [limit, fits] of [
    ['8Gi', 3],
    ['7Gi', 6],
    ['4Gi', 9],
  ] as const) {
    const { run } = ran(article(), [{ at: '60s', operation: 'create-workload', name: 'shop', replicas: 12, memoryLimit: limit }], 1, '5m');
    const bound = new View(run.world).with('app', 'shop').filter(({ data }) => (data as { node?: string }).node !== undefined);
    expect(bound.length).toBe(fits);
  }
});
