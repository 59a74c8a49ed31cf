/**
 * What the twin says of nginx against what was measured on nginx 1.22.1 (facts/measured.md). The statistic is named in each
 * case: shares are of 1,500 requests or more, times are what one client paid.
 */
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../models/index.ts';
import { readAnswer } from '../../models/story/sentence.ts';
import { min, ms, s, simulate } from '../../sim/index.ts';
import { article, type raw, scenario } from './designs.ts';

type Change = Parameters<typeof article>[0];

function answers(change: Change, timeline: unknown[], to = min(20)) {
  const { run } = simulate(compileScenario(scenario({ timeline, duration: '30m' }), article(change), 3));
  return [...run.world.trace.records()]
    .filter(({ kind, actor, at }) => kind === 'path' && actor === 'rancher-ui' && at <= to)
    .map(({ at, to: text }) => ({ at, ...readAnswer(text) }));
}

/** nginx alone on worker-0 and Rancher on the others, so that a lost worker costs upstreams only. */
const apart: Change = (data: ReturnType<typeof raw>) => {
  data.ingress.kind = 'Deployment';
  data.rancher.startOn = ['worker-1', 'worker-1', 'worker-2'];
};

describe('an upstream that refuses', () => {
  // Measured, one of three killed: 0 client errors of 1,503, each refused connection under 10 ms. Statistic: failed share, added time.
  it('fails no request and costs no time, as with one of three killed', () => {
    for (const { share, delay } of answers(() => {}, [{ at: '10m', fault: 'kill', target: 'rancher-1' }])) {
      expect(share).toBe(1);
      expect(delay).toBeLessThan(ms(10));
    }
  });

  // Measured, two of three killed: 0 errors of 1,500.
  it('fails no request with two of three killed either', () => {
    const two = ['rancher-1', 'rancher-2'].map((target) => ({ at: '10m', fault: 'kill', target }));
    for (const { share } of answers(() => {}, two)) expect(share).toBe(1);
  });

  // Measured, all servers down, refused: 502 within 1 to 10 ms; ingress-nginx's own 503 once the Service has no endpoint.
  it('gives 502 with all killed, and 503 once the endpoints are gone', () => {
    const all = ['rancher-0', 'rancher-1', 'rancher-2'].map((target) => ({ at: '10m', fault: 'kill', target }));
    const reasons = answers(() => {}, all)
      .filter(({ share }) => share === 0)
      .map(({ reason }) => reason.slice(0, 3));
    expect([...new Set(reasons)]).toEqual(['502', '503']);
  });
});

describe('an upstream that does not answer', () => {
  // Measured, no answer to SYN with proxy_connect_timeout 5 s: delayed by 5.0 s, then 200 from another server. Statistic: the delay of a delayed request.
  it('costs the connect timeout of 5 s and then another one answers', () => {
    const lost = answers(apart, [{ at: '10m', fault: 'crash', target: 'worker-2' }]);
    const slow = lost.filter(({ delay }) => delay > 0);
    expect(slow.length).toBeGreaterThan(0);
    for (const { share, delay } of slow) {
      expect(share).toBe(1);
      expect(Math.abs(delay - s(5))).toBeLessThanOrEqual(ms(50));
    }
  });

  // Measured, all hang: 504, later 502 `no live upstreams`, which ingress-nginx's balancer without passive marking never says.
  it('gives 504 when none answers', () => {
    const none = answers(
      apart,
      ['worker-1', 'worker-2'].map((target) => ({ at: '10m', fault: 'crash', target })),
      min(10) + s(20),
    );
    expect(none.some(({ share, reason }) => share === 0 && reason.startsWith('504'))).toBe(true);
  });
});

describe('an upstream that accepts and hangs', () => {
  // Measured, one of three hangs, POST: 100 of 300 requests get 504 after 60.0 s, with no second server. Statistic: failed share.
  it('fails a third of the logins with 504 for as long as it is an upstream', () => {
    const hung = answers(() => {}, [{ at: '10m', fault: 'hang', target: 'rancher-1' }]).filter(({ share }) => share < 1);
    expect(hung.length).toBeGreaterThan(0);
    for (const { share, reason } of hung) {
      expect(share).toBeCloseTo(200 / 300, 2);
      expect(reason).toBe('504: no answer from rancher-1 within 1 m');
    }
  });

  // Measured, all hang: POST gets 504 after one read timeout.
  it('fails every login when all do', () => {
    const all = ['rancher-0', 'rancher-1', 'rancher-2'].map((target) => ({ at: '10m', fault: 'hang', target }));
    const none = answers(() => {}, all, min(10) + s(30)).filter(({ share }) => share === 0);
    expect(none.some(({ reason }) => reason.startsWith('504: no answer from rancher-0, rancher-1, rancher-2'))).toBe(true);
  });
});

describe('a reload', () => {
  const cutAfter = (version: string): number => {
    const design = article((data) => {
      data.versions = { ingressNginx: version };
      data.downstream.atStart = 5;
    });
    const { run } = simulate(compileScenario(scenario({ timeline: [{ at: '10m', operation: 'create-ingress', name: 'shop' }], duration: '30m' }), design, 3));
    const cut = [...run.world.trace.records()].find(({ event }) => event === 'peerGone');
    return (cut?.at ?? 0) - min(10);
  };

  // Measured: worker_shutdown_timeout 10 s cuts an open WebSocket at 10.1 s, 240 s at 240.1 s. Statistic: time from the reload to the cut.
  it('cuts open WebSockets at the shutdown timeout of the version, within 0.2 s of the measured time', () => {
    expect(Math.abs(cutAfter('0.25.1') - s(10.1))).toBeLessThanOrEqual(s(0.2));
    expect(Math.abs(cutAfter('0.26.0') - s(240.1))).toBeLessThanOrEqual(s(0.2));
  });
});
