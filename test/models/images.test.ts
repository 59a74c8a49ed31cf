import { describe, expect, it } from 'vitest';
import { article } from './designs.ts';
import { ran, secondsUntil } from './runs.ts';

const outage = (at: string, length: string) => ({ at, fault: 'outage', target: 'registry-0', for: length });

describe('an image', () => {
  // facts 3.2: image pull back-off, 10 s..300 s.
  it('that cannot be pulled is tried again after 10, 20, 40, 80, 160 and 300 s', () => {
    const timeline = [outage('60s', '1h'), { at: '120s', operation: 'create-workload', name: 'shop', image: 'shop:1.0' }];
    const { records } = ran(article(), timeline, 1, '50m');
    const tries = records.filter(({ actor, to }) => actor === 'shop-0' && to === 'imageBackOff').map(({ at }) => at / 1_000_000);
    const waits = tries.slice(1).map((at, i) => Math.round(at - (tries[i] ?? 0)));
    expect(waits.slice(0, 8)).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  // seeds/003, 5.1: with a tag the policy is IfNotPresent; latest means Always.
  it.each([
    ['shop:1.0', true],
    ['registry.local:5000/shop:1.0', true],
    ['shop:latest', false],
    ['registry.local:5000/shop', false],
  ])('%s that has run on its node starts there without a registry: %s', (image, isStarted) => {
    const timeline = [{ at: '60s', operation: 'create-workload', name: 'shop', image }, outage('600s', '20m'), { at: '700s', fault: 'kill', target: 'shop-0' }];
    const { records } = ran(article(), timeline, 1, '20m');
    expect(records.some(({ actor, to, at }) => actor === 'shop-0' && to === 'ready' && at > 700_000_000)).toBe(isStarted);
    expect(records.some(({ actor, to }) => actor === 'shop-0' && to === 'imageBackOff')).toBe(!isStarted);
  });

  // Another node than the first has to pull for itself.
  it('is missing on a node where it has not run', () => {
    const timeline = [
      ...['worker-1', 'worker-2'].map((node) => ({ at: '30s', operation: 'cordon', node })),
      { at: '60s', operation: 'create-workload', name: 'shop', image: 'shop:1.0' },
      outage('600s', '5m'),
      ...['worker-1', 'worker-2'].map((node) => ({ at: '610s', operation: 'uncordon', node })),
      { at: '620s', operation: 'drain', node: 'worker-0' },
    ];
    const { records } = ran(article(), timeline, 1, '30m');
    expect(records.some(({ actor, to }) => actor === 'shop-1' && to === 'imageBackOff')).toBe(true);
    expect(secondsUntil(records, 900, ({ actor, to }) => actor === 'shop-1' && to === 'ready')).toBeLessThanOrEqual(310);
  });
});
