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
