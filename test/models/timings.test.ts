import { describe, expect, it } from 'vitest';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const crash = (target: string, length?: string) => [{ at: '600s', fault: 'crash', target, ...(length ? { for: length } : {}) }];
const kill = (target: string, length?: string) => [{ at: '600s', fault: 'kill', target, ...(length ? { for: length } : {}) }];
const sample = seeds(40);

describe('a lost worker', () => {
  // facts 3.1 (derived): Ready=Unknown 30 to 45 s after the crash.
  it('is Unknown after 30 to 45 s', () => {
    for (const seed of sample) {
      const time = secondsUntil(ran(article(), crash('worker-1'), seed).records, 600, ({ to }) => to.includes('condition.unknown'));
      expect(time).toBeGreaterThanOrEqual(30);
      expect(time).toBeLessThanOrEqual(45);
    }
  });

  // facts 3.1 (derived): crash to pod deletion 330 to 346 s.
  it('has its pods deleted after 330 to 346 s', () => {
    for (const seed of sample) {
      const time = secondsUntil(ran(article(), crash('worker-1'), seed).records, 600, ({ to }) => to === 'doomed');
      expect(time).toBeGreaterThanOrEqual(330);
      expect(time).toBeLessThanOrEqual(346);
    }
  });

  // facts 3.1: a VM whose kubelet reports sooner keeps its pods; incident I-23.
  it('keeps its pods, which start in place, when it is back before that', () => {
    const { records } = ran(article(), crash('worker-1', '60s'));
    expect(records.some(({ to }) => to === 'doomed')).toBe(false);
    expect(records.some(({ actor, from, to }) => actor === 'rancher-1' && from === 'stopped' && to === 'starting')).toBe(true);
  });

  // facts 4: one request in three is slow until 30-45 s + 1-4 s; with dead nginx pods it fails until NCP follows.
  it('costs its share of requests for 30 to 49 s, and then none', () => {
    for (const seed of sample) {
      const outage = longestOutage(ran(article(), crash('worker-1'), seed), 'rancher-ui');
      expect(outage).toBeGreaterThanOrEqual(30);
      expect(outage).toBeLessThanOrEqual(49.5);
    }
  });

  // facts 3.1: all nodes NotReady, evictions stop.
  it('sees no eviction when every node is lost', () => {
    const all = ['worker-0', 'worker-1', 'worker-2'].flatMap((worker) => crash(worker));
    expect(ran(article(), all).records.some(({ to }) => to === 'doomed')).toBe(false);
  });

  // facts 3.3: node timers start anew, so no instant mass eviction.
  it('is judged anew after an outage of the API', () => {
    const timeline = [
      { at: '500s', fault: 'kill', target: 'etcd-0', for: '10m' },
      { at: '501s', fault: 'kill', target: 'etcd-1', for: '10m' },
      ...crash('worker-1'),
    ];
    const { records } = ran(article(), timeline);
    const back = secondsUntil(records, 1_000, ({ actor, to }) => actor === 'kube-api' && to === 'available') + 1_000;
    expect(secondsUntil(records, back, ({ to }) => to.includes('condition.unknown'))).toBeGreaterThanOrEqual(40);
  });
});

describe('leases', () => {
  // facts 3.3 (derived): failover of controller-manager and scheduler 13 to 20 s.
  it('of the controller-manager are taken over 13 to 20 s after its master is lost', () => {
    for (const seed of sample) {
      for (const master of ['master-0', 'master-1', 'master-2']) {
        const { records } = ran(article(), crash(master), seed, '15m');
        const lost = records.some(({ actor, to }) => actor === 'kube-controller-manager' && to === 'expiring');
        if (!lost) continue;
        const time = secondsUntil(records, 600, ({ actor, from, to }) => actor === 'kube-controller-manager' && from !== 'held' && to === 'held');
        expect(time).toBeGreaterThanOrEqual(13);
        expect(time).toBeLessThanOrEqual(20);
      }
    }
  });

  // facts 3d: NCP takeover within about 18 s of the last heartbeat, which is up to 6 s before the loss.
  it('of NCP are taken over 12 to 18 s after its master is lost', () => {
    for (const seed of sample) {
      const { records } = ran(
        article(),
        ['master-0', 'master-1'].flatMap((master) => crash(master)),
        seed,
        '15m',
      );
      if (!records.some(({ actor, to }) => actor === 'ncp-master' && to === 'expiring')) continue;
      const time = secondsUntil(records, 600, ({ actor, from, to }) => actor === 'ncp-master' && from === 'expiring' && to === 'held');
      expect(time).toBeGreaterThanOrEqual(12);
      expect(time).toBeLessThanOrEqual(18);
    }
  });

  // facts 5.2 (derived): 43 to 50 s without management controllers.
  it("of Rancher's leader are taken over 43 to 50 s after it is deleted", () => {
    for (const seed of sample) {
      const { records } = ran(article(), [{ at: '600s', fault: 'delete', target: 'rancher leader' }], seed, '15m');
      const time = secondsUntil(records, 600, ({ actor, from, to }) => actor === 'cattle-controllers' && from === 'expiring' && to === 'held');
      expect(time).toBeGreaterThanOrEqual(43);
      expect(time).toBeLessThanOrEqual(50);
    }
  });

  // facts 5.2: lease not renewed for 30 s, the process exits; followers stay up.
  it("make Rancher's leader exit when etcd has no quorum for 30 s, and nobody else", () => {
    const { records } = ran(article(), [...kill('etcd-0', '5m'), ...kill('etcd-1', '5m')]);
    const exits = records.filter(({ actor, event }) => actor.startsWith('rancher-') && event === 'leaseLost');
    expect(exits.length).toBe(1);
    expect(exits[0]?.at).toBeGreaterThanOrEqual(628_000_000);
    expect(exits[0]?.at).toBeLessThanOrEqual(632_000_000);
  });
});

describe('tunnels', () => {
  const sites = article((data) => {
    data.downstream.atStart = 20;
  });

  // facts 5.3 (derived): agent lost silently to "unavailable", 2.2.8: 10 s + 0-15 s + 15 s. Pings are 5 s apart, so 5 to 10 s.
  it('that are cut leave their cluster unavailable after 20 to 40 s', () => {
    for (const seed of sample) {
      const time = secondsUntil(
        ran(sites, [{ at: '600s', fault: 'disconnect', target: 'agent/c-00003', for: '10m' }], seed).records,
        600,
        ({ actor, to }) => actor === 'c-00003' && to === 'unavailable',
      );
      expect(time).toBeGreaterThanOrEqual(20);
      expect(time).toBeLessThanOrEqual(40);
    }
  });

  // facts 5.3 (derived): its agents reconnect after 5 to 10 s through the load balancer, to any replica.
  it('of a killed replica are open again after 5 to 10 s', () => {
    for (const seed of sample) {
      const { records } = ran(sites, kill('rancher-1'), seed);
      const opened = records.filter(({ event, at }) => event === 'opened' && at > 600_000_000).map(({ at }) => at / 1_000_000 - 600);
      for (const time of opened) {
        expect(time).toBeGreaterThanOrEqual(5);
        expect(time).toBeLessThanOrEqual(10);
      }
    }
  });
});

// Incident I-16: API and ingress vanish together for about 3 s with VM edges.
it('an edge failover takes the API and the page away together for 3 to 3.5 s', () => {
  for (const seed of sample) {
    const result = ran(article(), crash('active edge'), seed);
    for (const path of ['rancher-ui', 'kube-api']) {
      expect(longestOutage(result, path)).toBeGreaterThanOrEqual(3);
      expect(longestOutage(result, path)).toBeLessThanOrEqual(3.5);
    }
  }
});

// facts 5 (BOSH): noticed 30 to 120 s after the VM died with 30 s heartbeats.
it('BOSH notices a dead VM after 30 to 120 s', () => {
  const design = article((data) => {
    data.bosh.resurrector = true;
  });
  for (const seed of sample) {
    const time = secondsUntil(ran(design, crash('worker-1'), seed).records, 600, ({ event }) => event.includes('worker-1 has timed out'));
    expect(time).toBeGreaterThanOrEqual(30);
    expect(time).toBeLessThanOrEqual(120);
  }
});

// facts 5 (BOSH): meltdown iff unhealthy >= 5 and a share of 20 % or more; below 5 always repaired.
it('BOSH holds back when five of six VMs are down, and not when four are', () => {
  const design = article((data) => {
    data.bosh.resurrector = true;
  });
  const down = (n: number) => ['master-0', 'master-1', 'master-2', 'worker-0', 'worker-1'].slice(0, n).flatMap((vm) => crash(vm));
  expect(ran(design, down(5)).records.some(({ event }) => event.includes('we are in meltdown'))).toBe(true);
  expect(ran(design, down(4)).records.some(({ event }) => event.includes('we are in meltdown'))).toBe(false);
});
