import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happenings, isMatch } from '../../sim/condition.ts';
import { type Condition, holds, Run, View } from '../../sim/index.ts';
import { toySpec } from './toy.ts';

// Four servers and three addresses: servers 0 to 2 are up and cold, server 3 waits for an address.
const { world } = new Run(toySpec([], 1));
const view = new View(world);
world.population.label(world.population.get('server-0'), 'rack', 'a', -1);
const isTrue = (condition: Condition) => holds(condition, view, ({ event }) => (event === 'crash' ? 2 : 0));

describe('a condition', () => {
  it.each<Condition>([
    { actor: 'server-0', state: 'up' },
    { count: { kind: 'server' }, exactly: 4 },
    { count: { kind: 'server', state: 'up' }, exactly: 3 },
    { count: { kind: 'server', state: 'waiting' } },
    { count: { kind: 'server', label: { rack: 'a' } }, exactly: 1 },
    { count: { kind: 'server', state: 'down', label: { rack: 'a' } }, exactly: 0 },
    { pool: 'addresses', of: 'taken', atLeast: 3, atMost: 3 },
    { pool: 'addresses', of: 'free', atMost: 0 },
    { path: 'site', exactly: 0 },
    { happened: { event: 'crash' } },
    { happened: { event: 'crash' }, atMost: 2 },
    { all: [] },
    {
      any: [
        { pool: 'addresses', of: 'free' },
        { path: 'site', atMost: 0 },
      ],
    },
  ])('holds at the start: %j', (condition) => {
    expect([isTrue(condition), isTrue({ not: condition })]).toEqual([true, false]);
  });

  it.each<Condition>([
    { actor: 'server-0', state: 'down' },
    { actor: 'nobody', state: 'up' },
    { count: { kind: 'server', state: 'up' }, atLeast: 4 },
    { count: { kind: 'server', label: { rack: 'b' } } },
    // Without a bound at least one is meant.
    { pool: 'addresses', of: 'free' },
    { path: 'site' },
    { happened: { event: 'restart' } },
    { happened: { event: 'crash' }, atMost: 1 },
    { any: [] },
    { all: [{ actor: 'server-0', state: 'up' }, { path: 'site' }] },
  ])('does not hold at the start: %j', (condition) => {
    expect([isTrue(condition), isTrue({ not: condition })]).toEqual([false, true]);
  });

  it('refuses kinds, pools and paths that do not exist', () => {
    for (const condition of [{ count: { kind: 'disk' } }, { pool: 'disks', of: 'free' }, { path: 'disks' }] as Condition[])
      expect(() => isTrue(condition)).toThrow(/there is no .*disk/);
  });

  it('obeys de Morgan', () => {
    const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 3 },
        fc.record({ actor: fc.constantFrom('server-0', 'server-3'), state: fc.constantFrom('up', 'waiting') }),
        fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
        fc.record({ not: tie('condition') }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 4 }), (of) => {
        expect(isTrue({ not: { all: of } })).toBe(isTrue({ any: of.map((not) => ({ not })) }));
        expect(isTrue({ all: of })).toBe(of.every(isTrue));
      }),
    );
  });

  it('names every happening that it counts', () => {
    const crash = { happened: { event: 'crash' } };
    const restart = { happened: { event: 'restart' }, atMost: 3 };
    expect(happenings({ all: [crash, { any: [{ not: restart }, { path: 'site' }] }] })).toEqual([{ event: 'crash' }, { event: 'restart' }]);
  });
});

describe('a record of server-0 on "crash" from up.warm to down', () => {
  const matches = (wanted: object) => isMatch(wanted, 'server', 'server-0', 'crash', 'up.warm', 'down');

  it.each([{}, { kind: 'server' }, { actor: 'server-0', event: 'crash' }, { from: 'up' }, { from: 'up.warm', to: 'down' }])(
    'is what %j looks for',
    (wanted) => {
      expect(matches(wanted)).toBe(true);
    },
  );

  it.each([{ kind: 'lease' }, { actor: 'server-1' }, { event: 'restart' }, { from: 'warm' }, { to: 'up' }])('is not what %j looks for', (wanted) => {
    expect(matches(wanted)).toBe(false);
  });

  it('counts as coming to a state only when it was not there before', () => {
    expect(isMatch({ to: 'down' }, 'server', 'server-0', 'crash', 'down', 'down')).toBe(false);
  });
});
