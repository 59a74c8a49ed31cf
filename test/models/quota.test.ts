import { describe, expect, it } from 'vitest';
import { podKind } from '../../models/kubernetes/pod.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { type Ran, ran, secondsUntil, seeds } from './runs.ts';

const deploy = (name: string, more: object = {}) => ({ at: '60s', operation: 'create-workload', name, namespace: 'shop', ...more });
const quota = (at: string, bounds: object) => ({ at, operation: 'create-quota', namespace: 'shop', ...bounds });
const podsOf = ({ run }: Ran, app: string) => new View(run.world).with('app', app, podKind);
const refusals = ({ records }: Ran) => records.filter(({ event }) => event.includes('FailedCreate')).map(({ event }) => event);

describe('a quota', () => {
  // kubernetes/website resource-quotas: a violation is a 403 with a message that says which constraint; controllers try again.
  it('refuses what is beyond it, in words that say what', () => {
    const result = ran(article(), [deploy('first'), quota('90s', { pods: 2 }), deploy('shop', { at: '120s', replicas: 3 })]);
    expect(podsOf(result, 'shop').length).toBe(1);
    expect(refusals(result)).toEqual(['shop stays short of pods: exceeded quota: shop, requested: pods=1, used: pods=2, limited: pods=2 (FailedCreate, 403)']);
  });

  it('counts limits, and refuses a pod that has none', () => {
    const design = article((data) => {
      data.kubernetes = { quotas: [{ namespace: 'shop', memoryLimit: '1Gi' }] };
    });
    const result = ran(design, [deploy('bare'), deploy('large', { replicas: 3, memoryLimit: '400Mi' })]);
    expect(podsOf(result, 'bare').length).toBe(0);
    expect(podsOf(result, 'large').length).toBe(2);
    expect(refusals(result)).toEqual([
      'bare stays short of pods: failed quota: shop: must specify limits.memory (FailedCreate, 403)',
      'large stays short of pods: exceeded quota: shop, requested: limits.memory=400Mi, used: limits.memory=800Mi, limited: limits.memory=1024Mi (FailedCreate, 403)',
    ]);
  });

  // facts 3.2, ResourceQuota: running pods untouched.
  it('leaves alone what runs', () => {
    const result = ran(article(), [deploy('shop', { replicas: 3 }), quota('300s', { pods: 1 })]);
    expect(podsOf(result, 'shop').filter((pod) => pod.is('ready')).length).toBe(3);
  });

  // client-go default_rate_limiters.go: 5 ms doubling; the n-th try is 5 ms x (2^n - 1) after the refusal, then 1000 s apart.
  it('that is raised is used at the next try of the queue, not at once', () => {
    const tries = [...Array.from({ length: 18 }, (_, n) => 0.005 * (2 ** (n + 1) - 1))];
    for (const wait of [10, 100, 500, 900]) {
      const result = ran(article(), [deploy('first'), quota('90s', { pods: 1 }), deploy('shop', { at: '120s' }), quota(`${120 + wait}s`, { pods: 2 })]);
      const made = secondsUntil(result.records, 120, ({ actor, to }) => actor === 'shop-0' && to === 'creating');
      const due = tries.find((at) => at >= wait) ?? 0;
      expect(made).toBeCloseTo(due, 2);
    }
  });

  // QuotaV1Pod: a deleted pod that should be gone is not charged; the count is renewed every 5 min.
  it('that just fits charges a pod on a lost node for its grace of 30 s and up to 5 min more', () => {
    const design = article((data) => {
      data.kubernetes = { quotas: [{ namespace: 'cattle-system', pods: 7 }] };
    });
    for (const seed of seeds(10)) {
      const { records } = ran(design, [{ at: '600s', fault: 'crash', target: 'worker-1' }], seed);
      const evicted = secondsUntil(records, 0, ({ actor, to }) => actor === 'rancher-1' && to === 'doomed');
      const successor = secondsUntil(records, evicted, ({ actor, to }) => actor === 'rancher-3' && to === 'creating');
      expect(successor).toBeGreaterThanOrEqual(30);
      // At most 330 s, and then the try after the one at 327.7 s.
      expect(successor).toBeLessThanOrEqual(656);
    }
  });
});

describe('a memory limit', () => {
  // facts 3.2, crash back-off: at once, then 10, 20, 40 s up to 300 s.
  it('below what a container needs has it killed at each start, further and further apart', () => {
    const { records } = ran(article(), [deploy('report', { memoryLimit: '128Mi', memoryNeed: '200Mi' })]);
    const ends = records.filter(({ actor, to, from }) => actor === 'report-0' && from === 'starting' && to === 'backOff').map(({ at }) => at / 1_000_000);
    const apart = ends.slice(1).map((at, i) => at - (ends[i] as number));
    for (const [i, wait] of [0, 10, 20, 40, 80, 160, 300, 300].entries()) {
      expect(apart[i]).toBeGreaterThanOrEqual(wait + 1);
      expect(apart[i]).toBeLessThanOrEqual(wait + 5);
    }
    expect(records.some(({ actor, to }) => actor === 'report-0' && to === 'ready')).toBe(false);
  });

  it('is reached by a leak after a computed time, and again after each restart', () => {
    const leak = deploy('feed', { memoryLimit: '192Mi', memoryNeed: '64Mi', memoryGrowth: '256Mi' });
    const { records } = ran(article(), [leak], 1, '3h');
    const up = records.filter(({ actor, to }) => actor === 'feed-0' && to === 'ready').map(({ at }) => at);
    const killed = records.filter(({ actor, event }) => actor === 'feed-0' && event === 'kill').map(({ at }) => at);
    expect(killed.length).toBeGreaterThanOrEqual(5);
    for (const [i, at] of killed.entries()) expect((at - (up[i] as number)) / 60_000_000).toBeCloseTo(30, 6);
  });

  it('of a LimitRange holds for containers that name none, and costs nothing when nothing is told of their memory', () => {
    const range = { at: '30s', operation: 'create-limit-range', namespace: 'shop', memoryLimit: '128Mi' };
    const result = ran(article(), [
      deploy('first'),
      { ...range, at: '90s' },
      deploy('shop', { at: '120s', memoryNeed: '200Mi' }),
      deploy('small', { at: '120s' }),
    ]);
    expect(podsOf(result, 'shop').map((pod) => pod.is('backOff'))).toEqual([true]);
    expect(podsOf(result, 'small').map((pod) => [pod.data.startup.memoryLimit, pod.is('ready')])).toEqual([[128, true]]);
    expect(refusals(result)).toEqual([]);
  });
});
