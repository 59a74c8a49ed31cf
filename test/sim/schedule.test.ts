import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from '../../sim/index.ts';

type Act = { do: 'enter'; after: number } | { do: 'cancel'; which: number } | { do: 'step' } | { do: 'reload' };

const act: fc.Arbitrary<Act> = fc.oneof(
  // Small delays, so that many entries fall together.
  { weight: 5, arbitrary: fc.record({ do: fc.constant('enter' as const), after: fc.nat({ max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'step' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reload' as const }) },
);

describe('a schedule', () => {
  // style.md: "Events are ordered by (time, insertion)." The model is a list, sorted by time alone; sorting is stable.
  it('gives what is due by time and then insertion, whatever is entered, cancelled or saved meanwhile', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
        let schedule = new Schedule();
        let model: { time: number; number: number; slot: number }[] = [];
        for (const [number, one] of acts.entries()) {
          if (one.do === 'enter') {
            const time = schedule.now + one.after;
            const slot = schedule.schedule(time, 1, number, { number }, -1, -1);
            model.push({ time, number, slot });
            model.sort((a, b) => a.time - b.time);
          } else if (one.do === 'reload') {
            const saved = JSON.parse(JSON.stringify(schedule.save()));
            schedule = new Schedule();
            schedule.load(saved);
          } else if (model.length > 0 && one.do === 'cancel') {
            const { slot } = model[one.which % model.length] as { slot: number };
            schedule.cancel(slot);
            model = model.filter((entry) => entry.slot !== slot);
          } else if (model.length > 0) {
            const { time, number } = model.shift() as { time: number; number: number };
            expect(schedule.step()).toMatchObject({ time, target: number, payload: { number } });
            expect(schedule.now).toBe(time);
          }
          expect(schedule.size).toBe(model.length);
          expect(schedule.peek()).toBe(model[0]?.time ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('refuses a time that is past and one that is no number', () => {
    const schedule = new Schedule();
    schedule.schedule(5, 0, 0, undefined, -1, -1);
    schedule.step();
    expect(() => schedule.schedule(4, 0, 0, undefined, -1, -1)).toThrow('cannot schedule at 4 µs: it is 5 µs already');
    expect(() => schedule.schedule(Number.NaN, 0, 0, undefined, -1, -1)).toThrow(RangeError);
  });

  it('refuses to cancel what has been cancelled or was due', () => {
    const schedule = new Schedule();
    const [first, second] = [schedule.schedule(1, 0, 0, undefined, -1, -1), schedule.schedule(2, 0, 0, undefined, -1, -1)];
    schedule.step();
    schedule.cancel(second);
    for (const slot of [first, second]) expect(() => schedule.cancel(slot)).toThrow(`slot ${slot} holds nothing`);
  });
});
