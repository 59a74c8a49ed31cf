import { describe, expect, it } from 'vitest';

import { isListed, podKind } from '../../models/kubernetes/pod.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const hang = (target: string, length?: string) => [{ at: '600s', fault: 'hang', target, ...(length ? { for: length } : {}) }];

describe('a process that hangs', () => {
  // facts 5.1, liveness / readiness (derived): out of the Service after 60 to 91 s, killed after 60 to 91 s.
  it('of Rancher leaves the Endpoints and is killed after 60 to 91 s each, and ends 30 s later', () => {
    for (const seed of seeds(20)) {
      const { records } = ran(article(), hang('rancher-1'), seed);
      const unlisted = secondsUntil(records, 600, ({ actor, event }) => actor === 'rancher-1' && event === 'after untilUnready');
      const killed = secondsUntil(records, 600, ({ actor, event }) => actor === 'rancher-1' && event === 'after untilLiveness');
      const ended = secondsUntil(records, 600, ({ actor, to }) => actor === 'rancher-1' && to === 'backOff');
      for (const time of [unlisted, killed]) {
        expect(time).toBeGreaterThanOrEqual(60);
        expect(time).toBeLessThanOrEqual(91);
      }
      // Both periods are 30 s, so readiness has failed before the grace period of 30 s is over.
      expect(ended - killed).toBeCloseTo(30, 6);
      expect(unlisted).toBeLessThanOrEqual(ended);
    }
  });

  // facts 4, chart in the article: period 10, timeout 1, fail 3; termination grace 60 s.
  it('of nginx leaves the Endpoints after 20 to 31 s and ends after 80 to 91 s', () => {
    for (const seed of seeds(20)) {
      const { records } = ran(article(), hang('nginx-ingress-1'), seed);
      const unlisted = secondsUntil(records, 600, ({ event }) => event === 'after untilUnready');
      const ended = secondsUntil(records, 600, ({ actor, to }) => actor === 'nginx-ingress-1' && to === 'backOff');
      expect(unlisted).toBeGreaterThanOrEqual(20);
      expect(unlisted).toBeLessThanOrEqual(31);
      expect(ended).toBeGreaterThanOrEqual(80);
      expect(ended).toBeLessThanOrEqual(91);
    }
  });

  // facts 5.3, cluster agent pod: no probe before 2.5.9.
  it('without a probe hangs for ever, and is listed all the while', () => {
    const { run } = ran(article(), hang('cattle-cluster-agent-0'));
    const pod = new View(run.world).get('cattle-cluster-agent-0', podKind);
    expect([pod.is('hung'), isListed(pod)]).toEqual([true, true]);
  });

  it('and answers again in time is no worse, later it is listed at its next probe', () => {
    const short = ran(article(), hang('rancher-1', '20s'))
      .records.filter(({ actor, kind }) => actor === 'rancher-1' && kind === 'transition')
      .map(({ to }) => to);
    expect(short.slice(-2)).toEqual(['hung.listed', 'ready']);
    for (const seed of seeds(40)) {
      const { records } = ran(article(), hang('rancher-1', '75s'), seed);
      const own = records.filter(({ actor, kind }) => actor === 'rancher-1' && kind === 'transition');
      const resumed = own.find(({ event }) => event === 'resume');
      if (resumed?.to === 'unready') expect(own.at(-1)?.at ?? 0).toBeLessThanOrEqual(resumed.at + 30_000_000);
      expect(own.at(-1)?.to).toBe('ready');
    }
  });

  it('on a node that is lost stops with it, and starts in place when it is back', () => {
    const { records, run } = ran(article(), [...hang('rancher-1'), { at: '640s', fault: 'crash', target: 'worker-1', for: '2m' }]);
    expect(records.some(({ actor, from, to }) => actor === 'rancher-1' && from.startsWith('hung') && to === 'stopped')).toBe(true);
    expect(new View(run.world).get('rancher-1').is('ready')).toBe(true);
  });
});
