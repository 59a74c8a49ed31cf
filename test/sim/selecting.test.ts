/**
 * XState's choices of transitions, one test each, on both interpreters. The sentences quoted are those
 * of facts/xstate-semantics.md, which were observed on XState 5.33.3.
 */

import { describe, expect, it } from 'vitest';
import { assign, stateIn } from 'xstate';
import { type Args, engines, machineOf, play, say } from './stage.ts';

const go = [[1, 'GO']] as const;

describe.each(engines)('selecting, %s', (engine) => {
  // "Deepest active state first, then ancestors; first candidate whose guard holds wins."
  it('takes the first candidate whose guard holds, of the deepest state that has one', () => {
    const machine = machineOf({
      initial: 'a',
      on: { GO: { actions: say('root') } },
      states: {
        a: {
          initial: 'x',
          on: { GO: [{ guard: () => false, actions: say('first') }, { actions: say('second') }] },
          states: { x: { on: { GO: { guard: () => false } } } },
        },
      },
    });
    expect(play(engine, machine, go).log).toBe('second');
  });

  // "Own exact descriptor first, then matching wildcards of the same node, longest first."
  it('prefers the exact descriptor to wildcards, and the longer wildcard to the shorter', () => {
    const on = { '*': { actions: say('any') }, 'E.*': { actions: say('E.*') }, 'E.b.*': { actions: say('E.b.*') }, 'E.b': { actions: say('E.b') } };
    const sends = ['E.b', 'E.b.c', 'E', 'E.c', 'F'].map((type, at) => [at, type] as const);
    expect(play(engine, machineOf({ on }), sends).log).toBe('E.b E.b.* E.* E.* any');
  });

  // "a child's wildcard beats its parent's exact match."
  it("lets a child's wildcard go before its parent's exact match", () => {
    const machine = machineOf({ initial: 'a', on: { GO: { actions: say('parent') } }, states: { a: { on: { '*': { actions: say('child') } } } } });
    expect(play(engine, machine, go).log).toBe('child');
  });

  // "a child's `on: {'*': ...}` swallows its PARENT's `xstate.after.*` and `xstate.done.*`."
  it("lets a child's wildcard swallow its parent's timer and its parent's done", () => {
    const timed = machineOf(
      { initial: 'p', states: { p: { initial: 'a', after: { wait: 'q' }, states: { a: { on: { '*': { actions: say('swallowed') } } } } }, q: {} } },
      { delays: { wait: 5 } },
    );
    expect(play(engine, timed)).toMatchObject({ log: 'swallowed', state: 'p.a' });
    const finished = machineOf({
      initial: 'p',
      states: { p: { initial: 'a', onDone: 'q', states: { a: { type: 'final', on: { '*': { actions: say('swallowed') } } } } }, q: {} },
    });
    expect(play(engine, finished)).toMatchObject({ log: 'swallowed', state: 'p.a' });
  });

  // "`on: {E: undefined}` or `{E: {}}` is selected, does nothing and blocks ancestors; `E: []` lets it bubble."
  it.each([
    [undefined, '', 2],
    [{}, '', 2],
    [[], 'root', 2],
  ])('a child with GO: %j leaves its parent to say "%s"', (handler, log, records) => {
    const machine = machineOf({ initial: 'a', on: { GO: { actions: say('root') } }, states: { a: { on: { GO: handler } } } });
    const played = play(engine, machine, go);
    expect(played.log).toBe(log);
    expect(played.world.trace.length).toBe(records);
  });

  // "the parallel node and its ancestors are asked only if no region selected anything."
  it('asks a parallel state only when no region has selected', () => {
    const machine = machineOf({
      type: 'parallel',
      on: { GO: { actions: say('whole') }, STAY: { actions: say('whole') } },
      states: { a: { on: { GO: { actions: say('a') } } }, b: { on: { GO: { actions: say('b') } } }, c: {} },
    });
    expect(
      play(engine, machine, [
        [1, 'GO'],
        [2, 'STAY'],
      ]).log,
    ).toBe('a b whole');
  });

  // "All guards of a step see the state and context before it; actions of one region do not affect the other's guard."
  it("asks every region's guard before any region acts", () => {
    const region = (name: string) => ({
      on: { GO: { guard: ({ context }: Args) => context.n === 0, actions: [assign({ n: 1 }), say(name)] } },
    });
    expect(play(engine, machineOf({ type: 'parallel', states: { a: region('a'), b: region('b') } }), go).log).toBe('a b');
  });

  // "a region that leaves the parallel state loses, silently, against an earlier region's inner transition."
  it("drops a later region's way out when an earlier region moves inside on the same event", () => {
    const inner = { initial: 'x', states: { x: { on: { GO: 'y' } }, y: {} } };
    const outward = { initial: 'x', states: { x: { on: { GO: '#m.out' } } } };
    const states = (parallel: object) => ({ initial: 'p', states: { p: { type: 'parallel', states: parallel }, out: {} } });
    expect(play(engine, machineOf(states({ a: inner, b: outward })), go).state).toBe('p.(a.y b.x)');
    expect(play(engine, machineOf(states({ a: outward, b: inner })), go).state).toBe('out');
  });

  // stateIn, on XState's own matching: a value, a dotted path, or "#id", which may go on with a path.
  it.each(['a', 'a.x', { a: 'x' }, '#m.a', '#own', '#own.x'])('stateIn(%j) holds in a.x', (value) => {
    const machine = machineOf({
      initial: 'a',
      on: { GO: { guard: stateIn(value as never), actions: say('in') } },
      states: { a: { id: 'own', initial: 'x', states: { x: {} } } },
    });
    expect(play(engine, machine, go).log).toBe('in');
  });
});
