/**
 * XState's choices in a microstep, one test each, on both interpreters. The sentences quoted are those
 * of facts/xstate-semantics.md, which were observed on XState 5.33.3.
 */

import { describe, expect, it } from 'vitest';
import { assign, cancel, enqueueActions, raise } from 'xstate';
import { type Args, engines, loud, machineOf, play, say } from './stage.ts';

const go = [[1, 'GO']] as const;

describe.each(engines)('a microstep, %s', (engine) => {
  // "Exit states, highest `order` first; then actions of all selected transitions; then enter states, lowest first."
  it('exits innermost first, acts, and enters outermost first with initial actions behind entry', () => {
    const machine = machineOf({
      initial: 'a',
      states: {
        a: { ...loud('a'), initial: 'x', states: { x: { ...loud('x'), on: { GO: { target: '#m.b', actions: say('act') } } } } },
        b: { ...loud('b'), initial: { target: 'y', actions: say('initial') }, states: { y: loud('y') } },
      },
    });
    expect(play(engine, machine, go).log).toBe('+a +x -x -a act +b initial +y');
  });

  // "[…, initial.actions if entered by default]": not when a child is the target.
  it('leaves initial actions out when a state below is the target', () => {
    const machine = machineOf({
      initial: 'a',
      states: { a: { on: { GO: 'b.y' } }, b: { initial: { target: 'z', actions: say('initial') }, states: { y: loud('y'), z: {} } } },
    });
    expect(play(engine, machine, go).log).toBe('+y');
  });

  // "Actions run in list order and are interleaved: `assign` replaces context at once."
  it('lets a custom action see what was assigned before it and not after', () => {
    const tell = ({ context }: Args) => context.log.push(context.n);
    const add = assign({ n: ({ context }: Args) => context.n + 1 } as never);
    expect(play(engine, machineOf({ on: { GO: { actions: [tell, add, tell, add, tell] } } }), go).log).toBe('0 1 2');
  });

  // "Each per-property assigner sees the context before the assign. The old context object stays untouched."
  it('gives every assigner the context before the assign, and leaves that object as it was', () => {
    const kept: unknown[] = [];
    const machine = machineOf({
      on: {
        GO: {
          actions: [
            ({ context }: Args) => kept.push(context),
            assign({ n: ({ context }: Args) => context.n + 1, before: ({ context }: Args) => context.n } as never),
            assign((({ context }: Args) => ({ n: context.n * 10 })) as never),
          ],
        },
      },
    });
    expect(play(engine, machine, go).context).toMatchObject({ n: 10, before: 0 });
    expect(kept).toMatchObject([{ n: 0 }]);
  });

  // "the collector runs first with the context at that point; what it queued runs after it, before the next action."
  it('runs what enqueueActions queued behind its collector and before the next action', () => {
    const collect = enqueueActions((({ enqueue, check, context }: Args & { enqueue: never; check: (guard: unknown) => boolean }) => {
      const push = enqueue as ((action: unknown) => void) & { assign(assignment: unknown): void };
      push.assign({ n: 1 });
      push(({ context: { log, n } }: Args) => log.push(`queued ${n}`));
      context.log.push(`collected ${context.n} ${check(({ context: { n } }: Args) => n === 0)}`);
    }) as never);
    expect(play(engine, machineOf({ on: { GO: { actions: [collect, say('next')] } } }), go).log).toBe('collected 0 true queued 1 next');
  });

  // "Params functions get `({context, event})` only", and the action gets what they return.
  it('gives named actions and guards their params, fixed or from a function', () => {
    const params = ({ context, event }: Args) => context.n + event.x;
    const machine = machineOf(
      {
        on: {
          GO: { guard: { type: 'above', params: 2 }, actions: [{ type: 'tell', params }, { type: 'set', params }, { type: 'tell', params: 'fixed' }, 'tell'] },
        },
      },
      {
        guards: { above: ({ event }: Args, limit: number) => event.x > limit },
        actions: {
          tell: ({ context }: Args, params: unknown) => context.log.push(`${params}`),
          set: assign({ n: (_: Args, params: number) => params } as never),
        },
      },
    );
    expect(
      play(engine, machine, [
        [1, 'GO', { x: 2 }],
        [2, 'GO', { x: 3 }],
      ]),
    ).toMatchObject({ log: '3 fixed undefined', context: { n: 3 } });
  });

  // "Delay functions are evaluated at their place in entry, even if the state is left in the same macrostep."
  it('asks for the delay of a state that it only passes through', () => {
    const machine = machineOf(
      { initial: 'a', states: { a: { on: { GO: 'b' } }, b: { after: { wait: 'a' }, always: 'c' }, c: {} } },
      { delays: { wait: ({ context }: Args) => context.log.push('asked') } },
    );
    expect(play(engine, machine, go)).toMatchObject({ log: 'asked', state: 'c', world: { schedule: { size: 0 } } });
  });
});

// "An atomic self-target thus does nothing to entry, exit and timers", and the lines after it.
describe.each(engines)('self-targets, %s', (engine) => {
  const nested = (on: object, inner: object = {}) =>
    machineOf({
      initial: 'a',
      ...loud('m'),
      states: { a: { ...loud('a'), on, initial: 'x', states: { x: { ...loud('x'), on: { GO: 'y' } }, y: { ...loud('y'), ...inner } } } },
    });
  const start = '+m +a +x -x +y';
  it.each<[string, object, object, string]>([
    ['a compound state targets itself: its children are reset', { SELF: 'a' }, {}, '-y +x'],
    ['a compound state reenters itself', { SELF: { target: 'a', reenter: true } }, {}, '-y -a +a +x'],
    ['an atomic state targets itself: nothing is left or entered', {}, { on: { SELF: 'y' } }, ''],
    ['an atomic state reenters itself', {}, { on: { SELF: { target: 'y', reenter: true } } }, '-y +y'],
    ['".child" while already in the child', { SELF: '.y' }, {}, '-y +y'],
    ['a child targets its own ancestor by id', {}, { on: { SELF: '#m.a' } }, '-y -a +a +x'],
    ['reenter without a target', { SELF: { reenter: true } }, {}, ''],
  ])('%s', (_, on, inner, log) => {
    expect(
      play(engine, nested(on, inner), [
        [1, 'GO'],
        [2, 'SELF'],
      ]).log,
    ).toBe(`${start} ${log}`.trim());
  });

  it('the root reenters itself', () => {
    const machine = machineOf({ id: 'm', ...loud('m'), initial: 'a', states: { a: loud('a') }, on: { GO: { target: '#m', reenter: true } } });
    expect(play(engine, machine, go).log).toBe('+m +a -a -m +m +a');
  });

  // "This holds for root `on: {X: '.a'}` in state a", timers included.
  it('the root targets the state that is active: it is entered again and its timer starts again', () => {
    const machine = machineOf({ initial: 'a', states: { a: { ...loud('a'), after: { wait: 'b' } }, b: {} }, on: { GO: '.a' } }, { delays: { wait: 10 } });
    const { log, world } = play(engine, machine, [[4, 'GO']]);
    expect(log).toBe('+a -a +a -a');
    expect([...world.trace.records()].at(-1)).toMatchObject({ at: 14, event: 'after wait', to: 'b' });
  });

  // "`reenter: true` with a region of a parallel state as source and target exits and re-enters ALL regions."
  it('a region reenters itself: all regions are left and entered', () => {
    const machine = machineOf({ type: 'parallel', states: { a: { ...loud('a'), on: { GO: { target: 'a', reenter: true } } }, b: loud('b') } });
    expect(play(engine, machine, go).log).toBe('+a +b -b -a +a +b');
  });
});

describe.each(engines)('history, %s', (engine) => {
  const work = (history: object) =>
    machineOf({
      initial: 'work',
      states: {
        work: {
          initial: { target: 'x', actions: say('initial') },
          states: { x: { on: { GO: 'y' } }, y: { initial: 'y1', states: { y1: { on: { GO: 'y2' } }, y2: {} } }, z: {}, last: { type: 'history', ...history } },
          on: { STOP: 'rest' },
        },
        rest: { on: { BACK: 'work.last' } },
      },
    });
  // "deep keeps atomic descendants, shallow keeps children."
  it.each([
    ['shallow', 'work.y.y1'],
    ['deep', 'work.y.y2'],
  ])('%s history leads back from y2 to %s', (history, state) => {
    expect(
      play(engine, work({ history }), [
        [1, 'GO'],
        [2, 'GO'],
        [3, 'STOP'],
        [4, 'BACK'],
      ]).state,
    ).toBe(state);
  });

  // "Without record: the history node's `target`, else the parent's `initial`."
  it.each([
    [{}, 'work.x', 'initial'],
    [{ target: 'z' }, 'work.z', ''],
    [{ target: 'y.y2' }, 'work.y.y2', ''],
  ])('an unset history %j leads to %s', (history, state, log) => {
    expect(play(engine, work(history), [[1, 'BACK']], { settled: 'rest' })).toMatchObject({ state, log });
  });

  // "History is recorded for all states to exit before any exit action runs": an exit action cannot change it.
  it('an initial history state leads to its own target first and to the record later', () => {
    const machine = machineOf({
      initial: 'p',
      states: {
        p: { initial: 'last', states: { a: { on: { GO: 'b' } }, b: {}, last: { type: 'history', target: 'a' } }, on: { STOP: 'q' } },
        q: { on: { BACK: 'p' } },
      },
    });
    const played = play(engine, machine, [
      [1, 'GO'],
      [2, 'STOP'],
      [3, 'BACK'],
    ]);
    expect([...played.world.trace.records()].map(({ to }) => to)).toEqual(['p.a', 'p.b', 'q', 'p.b']);
  });
});

describe.each(engines)('timers, %s', (engine) => {
  const waits = { delays: { long: 10, short: 5, same: 10 } };

  // "Order of `after` keys is JavaScript key order", which ties at one instant show.
  it('fires timers of one instant in the order of their keys', () => {
    const after = (name: string) => ({ actions: say(name) });
    expect(play(engine, machineOf({ after: { same: after('same'), short: after('short'), long: after('long') } }, waits)).log).toBe('short same long');
  });

  // "A user's delayed `raise` is not cancelled by leaving the state."
  it('a delayed raise outlives its state, unless it is cancelled by id', () => {
    const later = raise({ type: 'LATER' }, { delay: 'long', id: 'mine' } as never);
    const states = { a: { entry: later, on: { GO: 'b', STOP: { target: 'b', actions: cancel('mine') } } }, b: {} };
    const machine = machineOf({ initial: 'a', states, on: { LATER: { actions: say('heard') } } }, waits);
    expect(play(engine, machine, go).log).toBe('heard');
    expect(play(engine, machine, [[1, 'STOP']]).log).toBe('');
  });

  // (source) system.scheduler.schedule overwrites the handle of an id and clears nothing.
  it('of two delayed raises with one id, cancel takes only the second away', () => {
    const later = (delay: number) => raise({ type: 'LATER', delay } as never, { delay, id: 'mine' });
    const machine = machineOf({
      entry: [later(5), later(10)],
      on: { GO: { actions: cancel('mine') }, LATER: { actions: ({ context, event }: Args) => context.log.push(event.delay) } },
    });
    expect(play(engine, machine, go).log).toBe('5');
  });
});
