import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pool } from '../../sim/index.ts';

type Act = { do: 'take' | 'reload' } | { do: 'give' | 'hold'; place: number };

const acts = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('give' as const), place: fc.nat({ max: 9 }) }),
    fc.record({ do: fc.constant('hold' as const), place: fc.nat({ max: 9 }) }),
    fc.record({ do: fc.constant('reload' as const) }),
  ) as fc.Arbitrary<Act>,
  { maxLength: 60 },
);

describe("a pool whose capacity is only a vendor's word", () => {
  it('goes on behind it, and has no place free', () => {
    const pool = new Pool('routers', 2, String, false);
    expect(['a', 'b', 'c', 'd'].map((owner) => pool.take(owner))).toEqual([0, 1, 2, 3]);
    expect([pool.taken, pool.free]).toEqual([4, 0]);
    pool.give(2, 'c');
    expect(pool.take('e')).toBe(2);
  });
});

describe('a pool', () => {
  // The model is a list of owners by place.
  it('gives the lowest free place, and none when all are taken', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), acts, (capacity, acts) => {
        let pool = new Pool('addresses', capacity);
        const model: (string | undefined)[] = new Array(capacity).fill(undefined);
        for (const [number, act] of acts.entries()) {
          const owner = `owner-${number}`;
          if (act.do === 'take') {
            const lowest = model.indexOf(undefined);
            expect(pool.take(owner)).toBe(lowest);
            if (lowest >= 0) model[lowest] = owner;
          } else if (act.do === 'hold') {
            if (act.place < capacity && model[act.place] === undefined) {
              pool.hold(act.place, owner);
              model[act.place] = owner;
            } else expect(() => pool.hold(act.place, owner)).toThrow();
          } else if (act.do === 'give') {
            const holder = model[act.place];
            if (holder === undefined) expect(() => pool.give(act.place, owner)).toThrow('held by nobody');
            else {
              expect(() => pool.give(act.place, owner)).toThrow(`held by ${holder}`);
              pool.give(act.place, holder);
              model[act.place] = undefined;
            }
          } else {
            const saved = JSON.parse(JSON.stringify(pool.save()));
            pool = new Pool('addresses', capacity);
            pool.load(saved);
          }
          const taken = [...model.entries()].filter(([, holder]) => holder !== undefined);
          expect([...pool.holders()]).toEqual(taken);
          expect([pool.taken, pool.free]).toEqual([taken.length, capacity - taken.length]);
        }
      }),
    );
  });

  it('names places as its label does', () => {
    const pool = new Pool('pods-ip-block', 2, (place) => `10.11.${place}.0/24`);
    pool.take('a');
    expect(() => pool.hold(0, 'b')).toThrow('pool "pods-ip-block": 10.11.0.0/24 is taken by a');
  });

  it.each([-1, 2, 0.5])('has no place %f of two', (place) => {
    expect(() => new Pool('two', 2).hold(place, 'a')).toThrow(`pool "two" has no place ${place}`);
  });

  it.each([-1, 0.5, Number.NaN])('has no capacity of %f', (capacity) => {
    expect(() => new Pool('none', capacity)).toThrow(RangeError);
  });
});
