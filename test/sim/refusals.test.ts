/** What the compiled form lacks is refused by name and state, when the machine is loaded wherever that can be seen then. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { and, assign, cancel, emit, enqueueActions, fromPromise, log, not, or, raise, sendParent, sendTo, spawnChild, stateIn, stopChild } from 'xstate';
import { compile, MachineError } from '../../sim/index.ts';
import { type Args, machineOf, play } from './stage.ts';

type Config = Record<string, unknown>;

const history = (more: Config = {}) => ({ type: 'history', ...more });
const enqueuing = (does: (enqueue: never) => void) => enqueueActions((({ enqueue }: { enqueue: never }) => does(enqueue)) as never);
const child = fromPromise(async () => 0);
const looping = { always: { target: 'x' } };

describe('a machine is refused at load', () => {
  it.each<[string, Config, Config, string]>([
    ['invoke', { initial: 'a', states: { a: { invoke: { src: child } } } }, {}, 'state "m.a": invoke'],
    ['spawnChild', { entry: spawnChild(child as never) }, {}, 'state "m", entry: spawnChild'],
    ['stopChild', { exit: stopChild('child') }, {}, 'state "m", exit: stopChild'],
    ['sendTo', { on: { GO: { actions: sendTo('other', { type: 'E' }) } } }, {}, 'state "m", on GO: sendTo'],
    ['sendParent', { on: { GO: { actions: sendParent({ type: 'E' }) } } }, {}, 'state "m", on GO: sendTo'],
    ['emit', { on: { GO: { actions: emit({ type: 'E' }) } } }, {}, 'state "m", on GO: emit'],
    ['log', { initial: { target: 'a', actions: log('x') }, states: { a: {} } }, {}, 'state "m", initial: log'],
    ['a named action that logs', {}, { actions: { tell: log('x') } }, 'action "tell": log'],
    ['an action that reads self', { entry: ({ self }: { self: unknown }) => self }, {}, 'reads "self"'],
    ['an action that reads system', { entry: ({ context, system }: Args & { system: unknown }) => [context, system] }, {}, 'reads "system"'],
    ['an assign that spawns', { entry: assign({ n: ({ spawn }: { spawn: unknown }) => spawn } as never) }, {}, 'reads "spawn"'],
    ['a delay that reads self', { after: { wait: {} } }, { delays: { wait: ({ self }: { self: unknown }) => Number(self) } }, 'reads "self"'],
    ['a collector that reads self', { entry: enqueueActions((({ self }: { self: unknown }) => self) as never) }, {}, 'reads "self"'],
    ['a top-level final state', { initial: 'a', states: { a: { type: 'final' } } }, {}, 'state "m.a": a top-level final state'],
    [
      'regions of the root that all can finish',
      { type: 'parallel', states: { a: { initial: 'x', states: { x: { type: 'final' } } }, last: history({ target: 'a' }) } },
      {},
      'state "m": regions that all end',
    ],
    ['a numeric after', { after: { 1000: {} } }, {}, 'after "1000": name the delay'],
    ['an after of Infinity', { after: { Infinity: {} } }, {}, 'after "Infinity": name the delay'],
    [
      'always in two regions',
      { type: 'parallel', states: { a: { initial: 'x', states: { x: looping } }, b: { initial: 'x', states: { x: looping } } } },
      {},
      'state "m": always in two regions',
    ],
    [
      'always in a region and above it',
      {
        initial: 'p',
        always: { guard: () => false, target: '.p' },
        states: { p: { type: 'parallel', states: { a: { initial: 'x', states: { x: looping } }, b: {} } } },
      },
      {},
      'state "m.p": always in two regions',
    ],
    ['an unknown action', { initial: 'a', states: { a: { exit: 'shut' } } }, {}, 'state "m.a", exit: unknown action "shut"'],
    ['an unknown action with params', { on: { GO: { actions: { type: 'shut', params: 1 } } } }, {}, 'on GO: unknown action "shut"'],
    ['an unknown guard', { on: { GO: { guard: 'may' } } }, {}, 'on GO: unknown guard "may"'],
    ['a guard of an unknown state', { on: { GO: { guard: stateIn('#nowhere') } } }, {}, 'stateIn("#nowhere") names no state'],
    ['an unknown delay', { after: { wait: {} } }, {}, 'state "m", entry: unknown delay "wait"'],
    ['an endless delay', { after: { wait: {} } }, { delays: { wait: Infinity } }, 'a delay of Infinity'],
    ['a negative delay', { entry: raise({ type: 'R' }, { delay: -1 }) }, {}, 'a delay of -1'],
    ['raise of a text', { entry: raise('R' as never) }, {}, 'raise takes an event object, not "R"'],
    [
      'a history target that XState takes for the parent',
      { initial: 'a', states: { a: {}, last: history({ target: '.a' }) } },
      {},
      'state "m.last": history target ".a"',
    ],
    ['a history target that is none', { initial: 'a', states: { a: {}, last: history({ target: 'b' }) } }, {}, 'history target "b" names no state'],
    ['an initial history without a target', { initial: 'last', states: { a: {}, last: history() } }, {}, 'a history state whose default is a history state'],
    [
      'a transition to the history of a state around it',
      { type: 'parallel', states: { a: { initial: 'x', states: { x: { on: { GO: 'last' } }, last: history({ target: 'x' }) } }, b: {} } },
      {},
      'state "m.a.x": a transition to "m.a.last", the history of a state around it',
    ],
  ])('for %s', (_, config, implementations, message) => {
    const machine = machineOf(config, implementations);
    expect(() => compile(machine)).toThrow(MachineError);
    expect(() => compile(machine)).toThrow(`machine "m", `);
    expect(() => compile(machine)).toThrow(message);
  });
});

// "A delay function that returns no number raises the after event at once. NaN, Infinity and negative delays go to the
// clock unchanged. A compiler should refuse all of these at load or at draw."
describe('a run stops', () => {
  it.each([undefined, NaN, Infinity, -1, '5'])('at a delay function that returns %s', (delay) => {
    expect(() => play('compiled', machineOf({ after: { wait: {} } }, { delays: { wait: () => delay } }))).toThrow(
      `state "m", entry: the delay of "xstate.after.wait.m" is ${delay}, not a number of µs`,
    );
  });

  it.each<[string, (enqueue: never) => void, string]>([
    ['an unknown action', (enqueue: (name: string) => void) => enqueue('shut'), 'unknown action "shut"'],
    ['sendTo', (enqueue: { sendTo(): void }) => enqueue.sendTo(), 'sendTo is not part'],
    ['spawnChild', (enqueue: { spawnChild(): void }) => enqueue.spawnChild(), 'spawnChild is not part'],
    [
      'a raise with an unknown delay',
      (enqueue: { raise(event: object, options: object): void }) => enqueue.raise({ type: 'R' }, { delay: 'wait' }),
      'unknown delay "wait"',
    ],
  ])('when enqueueActions queues %s', (_, does, message) => {
    expect(() => play('compiled', machineOf({ entry: enqueuing(does) }))).toThrow(`machine "m", state "m", entry: ${message}`);
  });

  it('when a function that did not name self reads it after all', () => {
    const machine = machineOf({ entry: (args: object) => (args as { self: unknown }).self });
    expect(() => play('compiled', machine)).toThrow('a compiled machine has no "self"; use the actor in the context');
  });

  it('when an actor is to be placed in a state that begins with a history', () => {
    const machine = machineOf({ initial: 'a', states: { a: {}, p: { initial: 'last', states: { x: {}, last: history({ target: 'x' }) } } } });
    expect(() => play('compiled', machine, [], { settled: 'p' })).toThrow('state "m.p.last": an actor can be placed in states only');
  });
});

// "StateNode and built-in action shapes are not documented API: pin the version exactly and test the shapes."
describe('XState 5.33.3', () => {
  it('is the version installed', () => {
    expect(createRequire(import.meta.url)('xstate/package.json').version).toBe('5.33.3');
  });

  it('keeps nodes, transitions and timers in the shapes that the compiler reads', () => {
    const machine = machineOf(
      { initial: 'a', states: { a: { id: 'own', after: { wait: 'b' }, always: { guard: 'may', target: 'b' }, initial: 'x', states: { x: {} } }, b: {} } },
      { delays: { wait: 1 }, guards: { may: () => false } },
    );
    const { a } = machine.root.states;
    const [timer, ...noEntry] = a?.entry ?? [];
    const [clear, ...noExit] = a?.exit ?? [];
    expect({ ...(timer as object) }).toMatchObject({
      type: 'xstate.raise',
      event: { type: 'xstate.after.wait.own' },
      id: 'xstate.after.wait.own',
      delay: 'wait',
    });
    expect({ ...(clear as object) }).toMatchObject({ type: 'xstate.cancel', sendId: 'xstate.after.wait.own' });
    expect([noEntry, noExit]).toEqual([[], []]);
    expect(a).toMatchObject({
      key: 'a',
      id: 'own',
      type: 'compound',
      order: 1,
      always: [{ eventType: '', guard: 'may', reenter: false, actions: [], target: [{ id: 'm.b' }] }],
      // A child's id keeps the machine's path, whatever its parent is called.
      states: { x: { id: 'm.a.x', initial: { target: [], actions: [] } } },
    });
    expect([...(a?.transitions.keys() ?? [])]).toEqual(['xstate.after.wait.own']);
  });

  it('keeps built-in actions and guards in the shapes that the compiler reads', () => {
    const shape = (made: unknown) => ({ ...(made as object) });
    const resolve = expect.any(Function);
    expect(shape(assign({ n: 1 } as never))).toMatchObject({ type: 'xstate.assign', assignment: { n: 1 }, resolve });
    expect(shape(cancel('id'))).toMatchObject({ type: 'xstate.cancel', sendId: 'id', resolve });
    expect(shape(enqueueActions(() => {}))).toMatchObject({ type: 'xstate.enqueueActions', collect: expect.any(Function), resolve });
    expect(shape(stateIn('a'))).toMatchObject({ stateValue: 'a', check: expect.any(Function) });
    for (const guard of [and(['may']), or(['may']), not('may')]) expect(shape(guard)).toMatchObject({ guards: ['may'], check: expect.any(Function) });
  });
});
