import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etcdKind } from '../../models/etcd/cluster.ts';
import { memberKind } from '../../models/etcd/member.ts';
import { compileScenario } from '../../models/index.ts';
import { Run, View } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { Invariants } from './invariants.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const cut = (target: string, length = '10m', at = '600s') => [{ at, fault: 'cut-off', target, for: length }];

describe("etcd's leader, cut off", () => {
  // facts 2, leader loss to new leader: one draw since the last heartbeat plus round trips, more after a split vote.
  it('is replaced by the majority as a lost one is, and back with a newer term it costs them their leader', () => {
    for (const seed of seeds(30)) {
      const { records } = ran(article(), cut('etcd leader'), seed, '30m');
      const elected = secondsUntil(records, 600, ({ actor, event }) => actor === 'etcd' && event === 'elected');
      expect(elected).toBeGreaterThanOrEqual(0.8);
      expect(elected).toBeLessThanOrEqual(4);
      const deposed = secondsUntil(records, 1_200, ({ actor, event }) => actor === 'etcd' && event === 'steppedDown');
      expect(deposed).toBeLessThanOrEqual(0.2);
      const again = secondsUntil(records, 1_200, ({ actor, event }) => actor === 'etcd' && event === 'elected');
      expect(again).toBeLessThanOrEqual(6);
    }
  });

  // Raft, section 5.4.1: a candidate whose log is behind wins no vote.
  it('is not elected again before a leader has brought it up to date', () => {
    for (const seed of seeds(30)) {
      const { records } = ran(article(), cut('etcd leader'), seed, '30m');
      const back = records.find(({ event }) => event === 'mended')?.actor;
      const winner = records.find(({ at, to }) => at > 1_200_000_000 && to === 'up.leader.heard')?.actor;
      expect(winner).not.toBe(back);
    }
  });

  // etcdmain/help.go: with --pre-vote a member asks before it takes a new term.
  it('joins quietly with pre-vote', () => {
    const design = article((data) => {
      data.parameters = { 'etcd.asksFirst': true };
    });
    for (const seed of seeds(10)) {
      const { records } = ran(design, cut('etcd leader'), seed, '30m');
      expect(records.filter(({ actor, event, at }) => actor === 'etcd' && event === 'steppedDown' && at > 1_190_000_000)).toEqual([]);
    }
  });
});

it('a follower that is cut off costs nothing until it is back', () => {
  for (const seed of seeds(10)) {
    const { records } = ran(article(), cut('one of etcd followers'), seed, '30m');
    const changes = records.filter(({ actor, kind, to, from }) => actor === 'etcd' && kind === 'transition' && to !== from).map(({ at }) => at / 1_000_000);
    for (const at of changes) expect(at).toBeGreaterThanOrEqual(1_200);
  }
});

it('a member alone in its cluster has nobody to be cut off from', () => {
  const single = article((data) => {
    Object.assign(data.pks.plans[0], { masters: 1 });
    data.vsphere.drs.rules = [];
    data.vsphere.placement = {};
  });
  const { run } = ran(single, cut('etcd-0'), 1, '15m');
  expect(new View(run.world).get('etcd', etcdKind).is('led')).toBe(true);
});

// facts 2, partition: no split brain; once everything is whole again there is one leader.
it('members that are cut off, killed and back in any order never lead twice in a term, and end with one leader', () => {
  const line = fc.record({
    at: fc.integer({ min: 1, max: 600 }),
    fault: fc.constantFrom('cut-off', 'cut-off', 'kill', 'stop'),
    target: fc.constantFrom('etcd-0', 'etcd-1', 'etcd-2'),
    length: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.nat(), (lines, seed) => {
      const timeline = lines.map(({ at, fault, target, length }) => ({ at: `${at}s`, fault, target, for: `${length}s` }));
      const run = new Run(compileScenario(scenario({ timeline, duration: '20m' }), article(), seed));
      const invariants = new Invariants(run);
      while (run.world.schedule.peek() <= run.spec.until) {
        run.world.step();
        invariants.check();
      }
      const view = new View(run.world);
      expect(view.get('etcd', etcdKind).is('led')).toBe(true);
      expect(view.all(memberKind).filter((member) => member.is('up.leader')).length).toBe(1);
      expect(view.all(memberKind).filter((member) => member.is('up')).length).toBe(3);
    }),
    { numRuns: 150 },
  );
}, 120_000);
