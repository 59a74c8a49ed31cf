import { describe, expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const withTls = (tls: Record<string, unknown>) =>
  article((data) => {
    Object.assign(data.rancher.tls, tls);
  });

describe("the Secret of Rancher's CA", () => {
  // facts 3.2, missing Secret volume (R4): ContainerCreating, FailedMount, retried without end.
  it('that is absent stops no container that runs, keeps a new pod waiting without an event, and is found within 2 m', () => {
    for (const seed of seeds(5)) {
      const timeline = [
        { at: '600s', fault: 'delete', target: 'rancher-0' },
        { at: '3000s', operation: 'create-secret' },
      ];
      const { records, run } = ran(withTls({ caSecret: 'absent' }), timeline, seed);
      expect(records.filter(({ event }) => event.includes('rancher-3 stays ContainerCreating: Secret tls-ca is not there (FailedMount)')).length).toBe(1);
      expect(records.filter(({ actor, at }) => actor === 'rancher-3' && at > 700_000_000 && at < 3_000_000_000)).toEqual([]);
      const started = secondsUntil(records, 3_000, ({ actor, to }) => actor === 'rancher-3' && to === 'starting');
      expect(started).toBeGreaterThan(0);
      expect(started).toBeLessThanOrEqual(120);
      expect(new View(run.world).get('rancher-3').is('ready')).toBe(true);
    }
  });

  // facts 5.1 (R5): [FATAL] ... is a directory, CrashLoopBackOff; facts 3.2: at once, 10, 20, 40, 80, 160, 300 s.
  it('with another key ends each container as it starts, with the growing back-off', () => {
    const { records } = ran(withTls({ caFile: 'ca.pem' }), [{ at: '600s', fault: 'kill', target: 'rancher-1' }], 1, '40m');
    const ends = records.filter(({ actor, to }) => actor === 'rancher-1' && to === 'backOff').map(({ at }) => at / 1_000_000);
    const waits = ends.slice(1).map((at, i) => at - (ends[i] ?? 0));
    for (const [i, least] of [0, 10, 20, 40, 80, 160, 300, 300].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(least);
      expect(waits[i]).toBeLessThanOrEqual(least + 1);
    }
    expect(records.filter(({ event }) => event.startsWith('rancher-1 stays CrashLoopBackOff: [FATAL] read')).length).toBe(1);
  });

  it('is nobody’s concern where the CA is not private', () => {
    const { run } = ran(withTls({ privateCA: false, caSecret: 'absent' }), [{ at: '600s', fault: 'delete', target: 'rancher-0' }], 1, '20m');
    expect(new View(run.world).get('rancher-3').is('ready')).toBe(true);
  });
});
