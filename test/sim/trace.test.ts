import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordKinds, Trace, type TraceRecord } from '../../sim/index.ts';

type Written = Omit<TraceRecord, 'index'>;

const text = fc.constantFrom('', 'vm-1', 'vm-2', 'on', 'off', 'powerLost');
const record: fc.Arbitrary<Written> = fc.record({
  at: fc.nat({ max: 2 ** 45 }),
  kind: fc.constantFrom(...recordKinds),
  actor: text,
  event: text,
  from: text,
  to: text,
  cause: fc.integer({ min: -1, max: 100 }),
});
const add = (trace: Trace, { at, kind, actor, event, from, to, cause }: Written) => trace.add(at, kind, actor, event, from, to, cause);
const traceOf = (records: readonly Written[], keep = true) => {
  const trace = new Trace(keep);
  for (const one of records) add(trace, one);
  return trace;
};

describe('a trace', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        expect([...traceOf(records).records()]).toEqual(records.map((one, index) => ({ index, ...one })));
      }),
    );
  });

  // The hash is what two runs are compared by, so no column may be left out of it.
  it('has another hash when any one field of any record is another', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.nat(), record, (records, which, other) => {
        const { hash } = traceOf(records);
        const at = which % records.length;
        for (const field of Object.keys(other) as (keyof Written)[]) {
          const changed = { ...(records[at] as Written), [field]: other[field] };
          if (other[field] !== records[at]?.[field]) expect(traceOf(records.with(at, changed)).hash).not.toBe(hash);
        }
      }),
    );
  });

  it('has another hash when event and state, or two records, change places', () => {
    const one: Written = { at: 1, kind: 'transition', actor: 'vm-1', event: 'on', from: 'off', to: 'on', cause: -1 };
    const other = { ...one, at: 2 };
    expect(traceOf([one]).hash).not.toBe(traceOf([{ ...one, event: 'off', from: 'on' }]).hash);
    expect(traceOf([one, other]).hash).not.toBe(traceOf([other, one]).hash);
    expect(traceOf([one]).hash).not.toBe(traceOf([]).hash);
  });

  it('goes on from a mark to the same hash, with the later records alone', () => {
    fc.assert(
      fc.property(fc.array(record), fc.array(record), (before, after) => {
        const late = Trace.after(JSON.parse(JSON.stringify(traceOf(before).mark())), true);
        for (const one of after) add(late, one);
        expect(late.hash).toBe(traceOf([...before, ...after]).hash);
        expect([...late.records()]).toEqual([...traceOf([...before, ...after]).records(before.length)]);
        if (before.length > 0) expect(() => late.record(before.length - 1)).toThrow(RangeError);
      }),
    );
  });

  it('counts without keeping, and has no hash then', () => {
    const trace = traceOf([{ at: 1, kind: 'note', actor: 'a', event: 'b', from: '', to: '', cause: -1 }], false);
    expect([trace.length, trace.hash]).toEqual([1, '']);
    expect(() => trace.record(0)).toThrow('no record 0 in this trace');
  });

  // A macrostep opens its record first, so that what it does meanwhile can name it as cause.
  it('lets a step be the cause of what it does before its own record is written', () => {
    const trace = new Trace(true);
    const root = trace.add(0, 'fault', 'host', 'crash', '', '', -1);
    const step = trace.open();
    const note = trace.add(0, 'note', 'vm', 'falls', '', '', step);
    trace.close(step, 0, 'transition', 'vm', 'powerLost', 'on', 'off', root);
    expect(trace.why(note).map(({ index }) => index)).toEqual([note, step, root]);
  });

  it('gives an index back when nothing came of it, and only then', () => {
    const trace = new Trace(true);
    trace.drop(trace.open());
    const step = trace.open();
    trace.add(0, 'note', 'vm', 'falls', '', '', step);
    expect(() => trace.drop(step)).toThrow(`record ${step} is not the last one`);
  });
});
