import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Misfortune, Run, type RunSpec, type ScriptEntry, s, simulate, type TraceRecord } from '../../sim/index.ts';
import { toySpec, toyTwin } from './toy.ts';

/** To the µs, so that entries rarely fall together. */
const moment = fc.integer({ min: 1, max: s(300) });
const entry: fc.Arbitrary<ScriptEntry> = fc.oneof(
  fc.record({
    at: moment,
    kind: fc.constant('fault'),
    verb: fc.constant('crash'),
    target: fc.constantFrom('server-0', 'server-3', 'one of servers', 'all of servers'),
    duration: moment,
  }),
  fc.record({ at: moment, kind: fc.constant('fault'), verb: fc.constant('crash'), target: fc.constantFrom('server-1', 'one of servers') }),
  fc.record({ at: moment, kind: fc.constant('fault'), verb: fc.constant('keeper loss'), target: fc.constant('keeper-lease') }),
  fc.record({ at: moment, kind: fc.constant('operation'), verb: fc.constant('add server'), args: fc.constant({}) }),
  fc.record({ at: moment, kind: fc.constant('note'), text: fc.constant('a line') }),
) as fc.Arbitrary<ScriptEntry>;
const script = fc.uniqueArray(entry, { maxLength: 8, selector: ({ at }) => at });
const seed = fc.integer();
const misfortunes: Misfortune[] = ['server-0', 'server-2'].map((target) => ({
  verb: 'crash',
  target,
  between: { kind: 'exponential', mean: s(60) },
  lasting: { kind: 'lognormal', median: s(20), sigma: 1 },
}));
/** Prints as its script and seed; the rest is the same for all. */
const specs = fc.tuple(script, seed).map(([script, seed]) => {
  const spec = toySpec(script, seed, { misfortunes });
  return Object.defineProperty(spec, fc.toStringMethod, { value: () => JSON.stringify({ script, seed }) });
});
const records = (run: Run): TraceRecord[] => [...run.world.trace.records()];
const runs = { numRuns: 150 };

describe('a run', () => {
  // style.md: "The same design, scenario and seed give the same trace, byte for byte; a test runs twice and compares."
  it('gives the same result twice', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const [{ run: one, ...result }, { run: other, ...again }] = [simulate(spec), simulate(spec)];
        expect(result).toEqual(again);
        expect(records(one)).toEqual(records(other));
      }),
      runs,
    );
  });

  it('gives the same result under both interpreters', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const [{ run: compiled, ...result }, { run: reference, ...again }] = [simulate(spec), simulate({ ...spec, engine: 'reference' })];
        expect(records(compiled)).toEqual(records(reference));
        expect(result).toEqual(again);
      }),
      runs,
    );
  });

  it('comes to the same figures without a trace', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const { run: _, hash, ...figures } = simulate(spec);
        expect(hash).toMatch(/^[0-9a-f]{16}$/);
        expect(simulate({ ...spec, keepTrace: false })).toMatchObject({ ...figures, hash: '' });
      }),
      runs,
    );
  });

  // design.md, section 2: "The causes form a chain back to a fault, an operation or a drawn failure."
  it('has every cause before its effect and a root at the end of every chain', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const { run } = simulate(spec);
        for (const { index, at, kind, cause } of records(run)) {
          if (cause < 0) expect(['start', 'fault', 'operation', 'failure', 'note']).toContain(kind);
          else {
            expect(cause).toBeLessThan(index);
            expect(run.world.trace.record(cause).at).toBeLessThanOrEqual(at);
          }
          expect(run.world.trace.why(index).at(-1)?.cause).toBe(-1);
        }
      }),
      runs,
    );
  });
});

describe('a fork', () => {
  // A checkpoint goes through JSON, as it would to another process.
  const checkpointAt = (spec: RunSpec, at: number) => JSON.parse(JSON.stringify(new Run(spec).advance(at).checkpoint()));

  it('from a checkpoint at any time goes on to the same end', () => {
    fc.assert(
      fc.property(specs, moment, (spec, at) => {
        const { run: whole, ...result } = simulate(spec);
        const fork = new Run(spec).fork(at, checkpointAt(spec, at));
        const from = fork.world.trace.length;
        fork.advance();
        expect(records(fork)).toEqual(records(whole).slice(from));
        expect(fork.result()).toEqual(result);
      }),
      runs,
    );
  });

  it('by replay goes on to the same end, under either interpreter', () => {
    fc.assert(
      fc.property(specs, moment, fc.constantFrom('compiled' as const, 'reference' as const), (spec, at, engine) => {
        const whole = simulate({ ...spec, engine });
        const fork = whole.run.fork(at);
        expect(fork.now).toBe(at);
        expect(records(fork)).toEqual(records(whole.run).filter((record) => record.at <= at));
        expect(fork.advance().result().hash).toBe(whole.hash);
      }),
      runs,
    );
  });

  it('under a longer script is the run that had this script from the start', () => {
    fc.assert(
      fc.property(specs, moment, entry, (spec, at, later) => {
        fc.pre(later.at > at && spec.script.every((one) => one.at !== later.at));
        const longer = [...spec.script, later];
        const fork = new Run(spec).fork(at, checkpointAt(spec, at), { script: longer }).advance();
        expect(fork.result()).toEqual(new Run({ ...spec, script: longer }).advance().result());
      }),
      runs,
    );
  });

  it("tells every actor's state at a time", () => {
    fc.assert(
      fc.property(specs, moment, (spec, at) => {
        const run = new Run(spec).advance(at);
        const states = new Map(run.world.actors.map((actor) => [actor?.id, actor?.life.state]));
        expect(run.stateAt(at)).toEqual(states);
        expect(run.stateAt(at, checkpointAt(spec, Math.floor(at / 2)))).toEqual(states);
      }),
      runs,
    );
  });

  it('of the reference has no checkpoint to start from', () => {
    expect(() => new Run(toySpec([], 1, { engine: 'reference' })).checkpoint()).toThrow('the reference forks by replay');
  });
});

// design.md, section 2: "adding an actor, a rule or a later fault changes nothing that it does not touch."
describe('what is added', () => {
  it('as an actor that nobody knows leaves every record of the others alone', () => {
    const told = (spec: RunSpec) => {
      const { run } = simulate(spec);
      const tell = ({ at, kind, actor, event, from, to }: TraceRecord) => `${at} ${kind} ${actor} ${event} ${from} ${to}`;
      const others = records(run).filter(({ actor }) => !actor.startsWith('stranger'));
      return others.map((record) => run.world.trace.why(record.index).map(tell));
    };
    fc.assert(
      fc.property(specs, fc.integer({ min: 1, max: 3 }), (spec, strangers) => {
        expect(told({ ...spec, twin: toyTwin({ strangers }) })).toEqual(told(spec));
      }),
      runs,
    );
  });

  it('as a later line of the script changes no record before it', () => {
    fc.assert(
      fc.property(specs, entry, (spec, later) => {
        const before = ({ at }: TraceRecord) => at < later.at;
        const longer = records(simulate({ ...spec, script: [...spec.script, later] }).run);
        expect(longer.filter(before)).toEqual(records(simulate(spec).run).filter(before));
      }),
      runs,
    );
  });

  // design.md, section 2: failures are "laid out on the calendar from the seed before the run and never shifted by how long a repair takes".
  it('to repairs shifts no drawn failure', () => {
    fc.assert(
      fc.property(seed, moment, moment, (seed, one, other) => {
        const failures = (lasting: number) => {
          const repaired = misfortunes.map((misfortune) => ({ ...misfortune, lasting: { kind: 'uniform' as const, min: lasting, max: lasting } }));
          return records(simulate(toySpec([], seed, { misfortunes: repaired })).run)
            .filter(({ kind }) => kind === 'failure')
            .map(({ at, actor }) => `${actor} ${at}`);
        };
        expect(failures(one)).toEqual(failures(other));
      }),
      runs,
    );
  });
});
