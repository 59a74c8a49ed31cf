import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, defineKind, type Engine, type LeaseTimes, leaseKind, ms, s, World } from '../../sim/index.ts';
import { lastTick } from '../../sim/time.ts';
import { engines, machineOf } from './stage.ts';

// kubernetes/client-go@kubernetes-1.14.6 tools/leaderelection: the defaults that kube-scheduler and others pass, and JitterFactor.
const times: LeaseTimes = { duration: s(15), renewDeadline: s(10), retry: s(2), jitter: 1.2 };
const longestTry = s(2) * 2.2;
const contenderKind = defineKind('contender', machineOf({ initial: 'up', states: { up: { on: { leaseLost: 'ended' } }, ended: {} } }));

/** A lease that `a` holds and `b` and `c` want, on a world of its own. */
function stage(seed: number, engine: Engine = 'compiled') {
  const world = new World({ seed, engine, keepTrace: true, settings: new Map() });
  world.addKind(leaseKind);
  world.addKind(contenderKind);
  for (const id of ['a', 'b', 'c']) world.create(contenderKind, id, { settled: 'up' });
  const lease = world.create(leaseKind, 'lease', { settled: 'held', input: { ...times, holder: 'a', able: ['a', 'b', 'c'] } }) as Actor;
  const send = (type: string, at: number, id = '') => world.send('lease', { type, id }, at - world.schedule.now);
  /** When the lease came into a state for the first time. */
  const cameTo = (state: string) => [...world.trace.records()].find((record) => record.actor === 'lease' && record.to === state)?.at as number;
  const renewedBefore = (at: number) => lastTick(at, times.retry, lease.phase('renewal', times.retry));
  return { world, lease, send, cameTo, renewedBefore };
}

const seed = fc.integer();
const moment = fc.integer({ min: s(20), max: s(60) });

describe('when the holder dies', () => {
  // tryAcquireOrRenew: others wait until `observedTime + LeaseDuration`, where the record was last renewed up to one retry
  // before the death, and try every RetryPeriod times 1 to (1 + JitterFactor).
  it('another takes the lease after what is left of it and its first try', () => {
    fc.assert(
      fc.property(seed, moment, (seed, at) => {
        const { world, lease, send, cameTo, renewedBefore } = stage(seed);
        send('contenderDown', at, 'a');
        world.runUntil(s(120));
        expect(lease.data).toMatchObject({ able: ['b', 'c'] });
        expect(['b', 'c']).toContain(lease.data.holder);
        const free = renewedBefore(at) + times.duration;
        expect(free - at).toBeGreaterThan(times.duration - times.retry);
        expect(free - at).toBeLessThanOrEqual(times.duration);
        expect(cameTo('held')).toBeGreaterThanOrEqual(free);
        expect(cameTo('held')).toBeLessThanOrEqual(free + longestTry);
      }),
    );
  });

  it('nobody holds the lease until somebody comes who can', () => {
    const { world, lease, send, cameTo } = stage(1);
    for (const [i, id] of ['b', 'c', 'a'].entries()) send('contenderDown', s(20 + i), id);
    world.runUntil(s(60));
    expect([lease.life.state, lease.data.holder]).toEqual(['vacant', undefined]);
    send('contenderUp', s(60), 'b');
    world.runUntil(s(70));
    expect([lease.life.state, lease.data.holder]).toEqual(['held', 'b']);
    expect(cameTo('held') - s(60)).toBeLessThanOrEqual(longestTry);
  });

  it('a contender that falls away changes nothing but the list', () => {
    const { world, lease, send } = stage(1);
    send('contenderDown', s(20), 'b');
    world.runUntil(s(60));
    expect([lease.life.state, lease.data.holder, lease.data.able]).toEqual(['held', 'a', ['a', 'c']]);
  });
});

describe('when the store is away', () => {
  // renew: a holder that has not renewed for RenewDeadline stops leading, and its process ends itself.
  it('the holder gives up renewDeadline after its last renewal and is told so', () => {
    fc.assert(
      fc.property(seed, moment, (seed, at) => {
        const { world, lease, send, cameTo, renewedBefore } = stage(seed);
        send('storeLost', at);
        world.runUntil(s(120));
        expect([lease.life.state, lease.data.holder]).toEqual(['stranded', undefined]);
        expect(cameTo('stranded')).toBe(renewedBefore(at) + times.renewDeadline);
        expect(world.find('a')?.state).toBe('ended');
        expect(world.find('b')?.state).toBe('up');
      }),
    );
  });

  it('the holder keeps the lease when the store is back before that', () => {
    const { world, lease, send } = stage(1);
    send('storeLost', s(20));
    send('storeBack', s(27));
    world.runUntil(s(60));
    expect([lease.life.state, lease.data.holder, world.find('a')?.state]).toEqual(['held', 'a', 'up']);
  });

  // The record in the store still names the old holder, so the others wait for its end although nobody renews it.
  it('nobody takes the lease before it has run out, however soon the store is back', () => {
    fc.assert(
      fc.property(seed, moment, fc.integer({ min: ms(1), max: s(30) }), fc.boolean(), (seed, at, away, isDying) => {
        const { world, send, cameTo, renewedBefore } = stage(seed);
        if (isDying) send('contenderDown', at, 'a');
        send('storeLost', at + 1);
        send('storeBack', at + 1 + away);
        world.runUntil(s(200));
        if (!isDying && at + 1 + away < renewedBefore(at + 1) + times.renewDeadline) return;
        const free = Math.max(renewedBefore(isDying ? at : at + 1) + times.duration, at + 1 + away);
        expect(cameTo('contested')).toBe(at + 1 + away);
        expect(cameTo('held')).toBeGreaterThanOrEqual(free);
        expect(cameTo('held')).toBeLessThanOrEqual(free + longestTry);
      }),
    );
  });

  it('and the holder dies meanwhile, nobody holds the lease until the store is back', () => {
    const { world, lease, send } = stage(1);
    send('storeLost', s(20));
    send('contenderDown', s(21), 'a');
    world.runUntil(s(60));
    expect([lease.life.state, lease.data.holder]).toEqual(['stranded', undefined]);
    send('storeBack', s(60));
    world.runUntil(s(65));
    expect([lease.life.state, ['b', 'c'].includes(lease.data.holder)]).toEqual(['held', true]);
  });
});

it('both interpreters give the same lease to the same holders at the same times', () => {
  const message = fc.record({
    type: fc.constantFrom('contenderUp', 'contenderDown', 'storeLost', 'storeBack'),
    at: fc.nat({ max: s(100) }),
    id: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(seed, fc.array(message, { maxLength: 20 }), (seed, messages) => {
      const [compiled, reference] = engines.map((engine) => {
        const { world, lease, send } = stage(seed, engine);
        for (const { type, at, id } of messages) send(type, at, id);
        world.runUntil(s(200));
        return [world.trace.hash, lease.data.holder];
      });
      expect(compiled).toEqual(reference);
    }),
  );
});
