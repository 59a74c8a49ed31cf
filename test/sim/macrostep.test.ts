/**
 * XState's choices in a macrostep, at start and in errors, one test each, on both interpreters. The sentences quoted are
 * those of facts/xstate-semantics.md, which were observed on XState 5.33.3.
 */

import { describe, expect, it } from 'vitest';
import { assign, cancel, enqueueActions, raise, stateIn } from 'xstate';
import { defineKind, World } from '../../sim/index.ts';
import { type Args, engines, loud, machineOf, play, say } from './stage.ts';

const go = [[1, 'GO']] as const;
const count = assign({ n: ({ context }: Args) => context.n + 1 } as never);

describe.each(engines)('a macrostep, %s', (engine) => {
  // "`always` goes before raised events, raised before the mailbox", and raised events are FIFO.
  it('takes always before raised events, in the order of raising, and those before what was sent', () => {
    const machine = machineOf({
      initial: 'a',
      states: {
        a: {
          on: {
            GO: { target: 'b', actions: [({ context }: Args) => context.actor.send('s', { type: 'SENT' }), raise({ type: 'R1' }), raise({ type: 'R2' })] },
          },
        },
        b: { always: { target: 'c', actions: say('always') } },
        c: {},
      },
      on: { R1: { actions: say('R1') }, R2: { actions: say('R2') }, SENT: { actions: say('SENT') } },
    });
    expect(play(engine, machine, go).log).toBe('always R1 R2 SENT');
  });

  // "An `always` microstep sees the event that led to it (external or raised)", and so do entry and exit.
  it('gives entry, exit and always actions the event of their microstep', () => {
    const tell =
      (where: string) =>
      ({ context, event }: Args) =>
        context.log.push(`${where}:${event.type}`);
    const machine = machineOf({
      initial: 'a',
      states: {
        a: { entry: tell('entry'), exit: tell('exit'), on: { GO: { actions: raise({ type: 'R' }) }, R: 'b' } },
        b: { entry: tell('entry'), always: { target: 'c', actions: tell('always') } },
        c: { entry: tell('entry') },
      },
    });
    expect(play(engine, machine, go).log).toBe('entry:xstate.init exit:R entry:R always:R entry:R');
  });

  // "`always` guards are evaluated after EVERY event, handled or not, so guards that read the outside world are noticed only then."
  it('notices what an always guard reads at the next event, even one that nobody handles', () => {
    let isOpen = false;
    const machine = machineOf({ initial: 'a', states: { a: { always: { guard: () => isOpen, target: 'b' } }, b: {} } });
    const world = new World({ seed: 1, engine, keepTrace: true, settings: new Map() });
    const kind = defineKind('subject', machine);
    world.addKind(kind);
    const actor = world.create(kind, 's', {});
    isOpen = true;
    world.runUntil(10);
    expect(actor.life.state).toBe('a');
    world.send('s', { type: 'NOBODY' }, 0);
    world.runUntil(20);
    expect(actor.life.state).toBe('b');
    expect(world.trace.record(1)).toMatchObject({ at: 10, event: 'NOBODY', from: 'a', to: 'b' });
  });

  // (source) selectEventlessTransitions walks up from each atomic state; a guard that draws would tell.
  it('asks an always guard above a parallel state once for each region', () => {
    let asked = 0;
    const guard = () => {
      asked++;
      return false;
    };
    play(engine, machineOf({ type: 'parallel', always: { guard, actions: say('never') }, states: { a: {}, b: {}, c: {} } }), go);
    // At start and after the event.
    expect(asked).toBe(2 * 3);
  });

  // "A targetless `always` with custom actions alone runs once; with an `assign` it repeats until its guard fails."
  it('runs a targetless always once without an assign, and until its guard fails with one', () => {
    expect(play(engine, machineOf({ always: { actions: say('once') } }), go).log).toBe('once once');
    const counting = machineOf({ always: { guard: ({ context }: Args) => context.n < 3, actions: [count, say('again')] } });
    expect(play(engine, counting).log).toBe('again again again');
  });

  // "Delayed raise and `cancel` are resolved in place but carried out at the END of the macrostep, in order."
  it('cancels at its end what was raised with a delay earlier in the same macrostep', () => {
    const later = (type: string) => raise({ type }, { delay: 5, id: type });
    const on = { GO: { actions: [later('A'), cancel('A'), cancel('B'), later('B')] }, A: { actions: say('A') }, B: { actions: say('B') } };
    expect(play(engine, machineOf({ on }), go).log).toBe('B');
  });

  // "`self.send` inside an action is queued behind the running macrostep", as is all that an actor sends.
  it('writes one record for a macrostep, from its first state to its last', () => {
    const machine = machineOf({
      initial: 'a',
      states: { a: { on: { GO: { target: 'b', actions: raise({ type: 'R' }) } } }, b: { on: { R: 'c' } }, c: { always: 'd' }, d: {} },
    });
    expect([...play(engine, machine, go).world.trace.records()].slice(1)).toMatchObject([{ event: 'GO', from: 'a', to: 'd' }]);
  });
});

describe.each(engines)('final states, %s', (engine) => {
  // "Entering a final child raises `xstate.done.state.<parent id>` behind events raised in its entry."
  it("a parent is done behind what its final child raised, with the child's output", () => {
    const machine = machineOf({
      initial: 'p',
      states: {
        p: {
          initial: 'x',
          states: { x: { on: { GO: 'end' } }, end: { type: 'final', entry: [raise({ type: 'R' }), count], output: ({ context }: Args) => `out ${context.n}` } },
          onDone: { target: 'q', actions: ({ context, event }: Args) => context.log.push(`done ${event.output}`) },
        },
        q: {},
      },
      on: { R: { actions: say('R') } },
    });
    expect(play(engine, machine, go)).toMatchObject({ log: 'R done out 1', state: 'q' });
  });

  // "Nested parallel: done of each region, then of the parallel."
  it('a parallel state is done behind its last region, and once', () => {
    const region = (name: string) => ({
      initial: 'x',
      states: { x: { on: { [name]: 'end', BOTH: 'end' } }, end: { type: 'final' } },
      onDone: { actions: say(name) },
    });
    const machine = machineOf({
      initial: 'p',
      states: { p: { type: 'parallel', states: { a: region('A'), b: region('B'), last: { type: 'history' } }, onDone: { actions: say('all') } } },
    });
    expect(
      play(engine, machine, [
        [1, 'B'],
        [2, 'A'],
      ]).log,
    ).toBe('B A all');
    expect(play(engine, machine, [[1, 'BOTH']]).log).toBe('A B all');
  });
});

describe.each(engines)('start, %s', (engine) => {
  // "Custom entry actions and timers are held back … each with the context captured when resolved. So an initial `always`
  // does not see effects of initial entry actions; the same states entered later do."
  it('an initial always does not see what initial entry actions do, a later one does', () => {
    let effects = 0;
    const machine = machineOf({
      initial: 'a',
      states: {
        a: {
          entry: () => effects++,
          always: { guard: () => effects % 2 === 1, target: 'b' },
          on: { GO: { target: 'a', reenter: true, actions: () => (effects = 0) } },
        },
        b: {},
      },
    });
    expect([...play(engine, machine, go).world.trace.records()].map(({ to }) => to)).toEqual(['a', 'b']);
  });

  it('runs initial custom actions in order after the whole macrostep, each with its own context and event', () => {
    const tell = ({ context, event }: Args) => context.log.push(`${context.n}:${event.type}`);
    const machine = machineOf({
      initial: 'a',
      states: {
        a: { entry: [tell, count, tell, raise({ type: 'R' })], on: { R: 'b' } },
        b: { entry: [count, tell, ({ context }: Args) => context.log.push(context.actor.now())] },
      },
    });
    expect(play(engine, machine).log).toBe('0:xstate.init 1:xstate.init 2:R 0');
  });

  // `[preInitial]` in StateMachine._getPreInitialState: the root alone is active, the value is the one to come.
  it('stateIn sees the initial value in initial entry actions, and no state but the root by id', () => {
    const look = enqueueActions((({ context, check }: Args & { check: (guard: unknown) => boolean }) => {
      for (const value of ['a', '#m.a', '#m']) context.log.push(check(stateIn(value as never)));
    }) as never);
    const machine = machineOf({ initial: 'a', states: { a: { entry: look } } });
    expect(play(engine, machine).log).toBe('true false true');
  });

  // "Restoring runs no entry action and sets no timer."
  it('an actor placed in a state runs no entry action and sets no timer, and goes on from there', () => {
    const machine = machineOf({ initial: 'a', states: { a: {}, b: { ...loud('b'), after: { wait: 'a' }, on: { GO: 'a' } } } }, { delays: { wait: 5 } });
    expect(play(engine, machine, [[20, 'GO']], { settled: 'b' })).toMatchObject({ log: '-b', state: 'a', world: { trace: { length: 1 } } });
  });

  it('keeps regions in document order, in whatever order they are named', () => {
    const region = (name: string) => ({ initial: 'x', states: { x: { on: { GO: { actions: say(name) } } }, y: { on: { GO: { actions: say(name) } } } } });
    const machine = machineOf({ type: 'parallel', states: { a: region('a'), b: region('b') } });
    expect(play(engine, machine, go, { settled: { b: 'y', a: 'y' } })).toMatchObject({ log: 'a b', state: 'a.y b.y' });
    expect(play(engine, machine, go, { settled: { b: 'y' } })).toMatchObject({ log: 'a b', state: 'a.x b.y' });
  });
});

describe.each(engines)('errors, %s', (engine) => {
  const fail = () => {
    throw new Error('broken');
  };
  // style.md: "A broken invariant throws at once and names time, actor and seed."
  it.each<[string, object]>([
    ['guard', { on: { GO: { guard: fail } } }],
    ['action', { on: { GO: { actions: fail } } }],
    ['assign', { on: { GO: { actions: assign({ n: fail } as never) } } }],
    ['delay', { on: { GO: { actions: raise({ type: 'R' }, { delay: fail } as never) } } }],
  ])('an error in a %s stops the run and names time, actor and seed', (_, config) => {
    expect(() => play(engine, machineOf(config), [[2_000, 'GO']], { until: 3_000 })).toThrow(/^at 0\.002 s, s, seed 1: .*broken/s);
  });

  // The reference gets the same limit as `options.maxIterations`; XState counts the round that finds nothing to do.
  it.each([
    [999, false],
    [1_000, true],
  ])('a macrostep of %i always transitions is an infinite loop: %s', (times, isEndless) => {
    const machine = machineOf({
      on: { GO: { actions: assign({ left: times } as never) } },
      always: { guard: ({ context }: Args) => context.left > 0, actions: assign({ left: ({ context }: Args) => context.left - 1 } as never) },
    });
    const run = () => play(engine, machine, go).context.left;
    if (isEndless) expect(run).toThrow(/Infinite loop detected/);
    else expect(run()).toBe(0);
  });

  it.each<[string, object]>([
    ['events that raise each other', { entry: raise({ type: 'R' }), on: { R: { actions: raise({ type: 'R' }) } } }],
    [
      'a state that remembers its history anew each time',
      { initial: 'a', states: { a: { initial: 'x', always: { target: 'a', reenter: true }, states: { x: {}, last: { type: 'history' } } } } },
    ],
  ])('%s are an infinite loop', (_, config) => {
    expect(() => play(engine, machineOf(config))).toThrow(/Infinite loop detected/);
  });
});
