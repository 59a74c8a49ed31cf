import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, type Property, Run, type ScriptEntry, s, simulate } from '../../sim/index.ts';
import { toySpec } from './toy.ts';

const crash: ScriptEntry = { at: s(100), kind: 'fault', verb: 'crash', target: 'server-0', duration: s(20) };
const isDown: Condition = { actor: 'server-0', state: 'down' };
const outcomeOf = (property: Property, script: ScriptEntry[] = [crash]) => {
  const { outcomes, run } = simulate(toySpec(script, 4, { properties: [property] }));
  return { ...outcomes[0], trace: run.world.trace };
};

// Under seed 4 no server breaks down by itself before 120 s.
describe('a property of a run in which server-0 is down from 100 s to 120 s', () => {
  it.each<[Property, string, number | undefined]>([
    [{ name: 'p', kind: 'never', condition: isDown }, 'failed', s(100)],
    [{ name: 'p', kind: 'never', condition: isDown, to: s(100) }, 'passed', undefined],
    [{ name: 'p', kind: 'never', condition: isDown, from: s(110) }, 'failed', s(110)],
    [{ name: 'p', kind: 'always', condition: { not: isDown } }, 'failed', s(100)],
    [{ name: 'p', kind: 'always', condition: { not: isDown }, to: s(90) }, 'passed', undefined],
    [{ name: 'p', kind: 'sometimes', condition: isDown }, 'passed', s(100)],
    [{ name: 'p', kind: 'sometimes', condition: isDown, to: s(99) }, 'failed', undefined],
    [{ name: 'p', kind: 'sometimes', condition: { happened: { kind: 'server', event: 'crash', to: 'down' } } }, 'passed', s(100)],
    [{ name: 'p', kind: 'eventually', condition: isDown, within: s(101) }, 'passed', s(100)],
    [{ name: 'p', kind: 'eventually', condition: isDown, within: s(100) }, 'passed', s(100)],
    [{ name: 'p', kind: 'eventually', condition: isDown, within: s(99) }, 'failed', s(99)],
    [{ name: 'p', kind: 'eventually', condition: { not: isDown }, from: s(105), within: s(5) }, 'failed', s(110)],
    [{ name: 'p', kind: 'eventually', condition: isDown, within: s(1_000) }, 'passed', s(100)],
    [{ name: 'p', kind: 'eventually', condition: { path: 'site', atLeast: 2 }, within: s(1_000) }, 'unknown', undefined],
  ])('%j: %s', (property, verdict, at) => {
    expect(outcomeOf(property)).toMatchObject({ verdict, at });
  });

  it('names the record that decided it, from which the causes lead to the fault', () => {
    const { record, trace } = outcomeOf({ name: 'p', kind: 'never', condition: isDown });
    expect(trace.why(record as number).map(({ kind, event }) => `${kind} ${event}`)).toEqual(['transition crash', 'fault crash']);
  });

  it('keeps bounds on a path', () => {
    const level = (bounds: object) => outcomeOf({ name: 'p', kind: 'level', level: { path: 'site', ...bounds } }).verdict;
    expect([level({ outages: { atLeast: 1 } }), level({ outages: { atMost: 0 } }), level({ availability: { atLeast: 0.9999 } })]).toEqual([
      'passed',
      'failed',
      'failed',
    ]);
    expect([level({ outage: { atLeast: s(20) } }), level({ outage: { atMost: s(20) } })]).toEqual(['passed', 'failed']);
  });

  it('is unknown as long as the run has not come to its end', () => {
    const run = new Run(toySpec([crash], 4, { properties: [{ name: 'p', kind: 'never', condition: isDown }] })).advance(s(50));
    expect(run.result().outcomes).toMatchObject([{ verdict: 'unknown' }]);
  });
});

// design.md, section 2: "safety properties after every event, and only when something they read has changed". The model
// asks the world itself after every event.
it('a property that is asked only when its reads have changed comes to what asking after every event comes to', () => {
  const condition = fc.oneof(
    fc.record({ actor: fc.constantFrom('server-0', 'server-3', 'server-4'), state: fc.constantFrom('up', 'down', 'booting', 'waiting') }),
    fc.record({ count: fc.record({ kind: fc.constant('server'), state: fc.constantFrom('up', 'down') }), atLeast: fc.nat({ max: 5 }) }),
    fc.record({ count: fc.constant({ kind: 'server' }), atLeast: fc.nat({ max: 6 }) }),
    fc.record({ pool: fc.constant('addresses'), of: fc.constantFrom('free' as const, 'taken' as const), atLeast: fc.nat({ max: 3 }) }),
  ) as fc.Arbitrary<Condition>;
  const line = fc.record({ at: fc.integer({ min: 1, max: s(300) }), verb: fc.constantFrom('crash', 'add server') });
  fc.assert(
    fc.property(condition, fc.array(line, { maxLength: 6 }), fc.integer(), (condition, lines, seed) => {
      const script = lines.map(
        ({ at, verb }): ScriptEntry =>
          verb === 'crash' ? { at, kind: 'fault', verb, target: 'one of servers', duration: s(10) } : { at, kind: 'operation', verb, args: {} },
      );
      const spec = toySpec(script, seed);
      const { outcomes } = simulate({ ...spec, properties: [{ name: 'p', kind: 'sometimes', condition }] });
      const asked = new Run(spec);
      let first: number | undefined;
      const look = () => {
        if (first === undefined && isTrue(asked, condition)) first = asked.now;
      };
      for (look(); asked.world.schedule.peek() <= spec.until; look()) asked.world.step();
      expect(outcomes[0]?.at).toBe(first);
    }),
    { numRuns: 150 },
  );
});

/** By the world's own lists, not through the readers that are under test. */
function isTrue({ world }: Run, condition: Condition): boolean {
  const servers = world.actors.filter((actor) => actor?.kind === 'server');
  if ('actor' in condition) return servers.some((actor) => actor?.id === condition.actor && actor.life.state === condition.state);
  if ('pool' in condition) return (world.pools.get(condition.pool)?.[condition.of] ?? 0) >= (condition.atLeast as number);
  const { state } = (condition as { count: { state?: string } }).count;
  return servers.filter((actor) => state === undefined || actor?.life.state === state).length >= ((condition as { atLeast?: number }).atLeast as number);
}
