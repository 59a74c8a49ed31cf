/** The compiled interpreter against XState's own actor, on small machines with stubbed effects, world and trace left out. */
import { type AnyStateMachine, assign, createActor, raise, setup } from 'xstate';
import { compile, type Data, type Message, Schedule, stateName } from '../../sim/index.ts';
import { CompiledLife } from '../../sim/machine/compiled.ts';
import type { Figure } from './figure.ts';

/** What happens next: a message comes, or the next timer is due. */
export type Beat = Message | 'due';

/** An actor's handle without a world: reads and draws give fixed values, acts do nothing. */
export const stubActor = {
  id: 'stub',
  now: () => 0,
  value: ({ value }: { value: unknown }) => value,
  valueAt: ({ value }: { value: unknown }) => value,
  draw: () => 1_000,
  chance: () => 0.5,
  pick: () => 0,
  phase: () => 0,
  take: () => 0,
  count: () => 0,
  countWith: () => 0,
  find: () => undefined,
  all: () => [],
  with: () => [],
  send: () => {},
  wake: () => {},
  give: () => {},
  label: () => {},
  note: () => {},
};

interface Player {
  play(beat: Beat): void;
  state(): string;
}

function compiledPlayer(machine: AnyStateMachine, input: Data): Player {
  const schedule = new Schedule();
  const life = new CompiledLife(compile(machine), {
    set: (delay, payload) => schedule.schedule(schedule.now + delay, 0, 0, payload, -1, -1),
    clear: (slot) => schedule.cancel(slot),
  });
  life.start(input);
  return {
    play: (beat) => (beat === 'due' ? life.fire(schedule.step().payload) : life.deliver(beat)),
    state: () => life.state,
  };
}

/** XState as its users run it: no inspection, and timers on the same queue. */
function xstatePlayer(machine: AnyStateMachine, input: Data): Player {
  const schedule = new Schedule();
  const clock = {
    setTimeout: (fire: () => void, delay: number) => schedule.schedule(schedule.now + delay, 0, 0, fire, -1, -1),
    clearTimeout: (slot: number) => schedule.cancel(slot),
  };
  const actor = createActor(machine, { input, clock } as never);
  actor.subscribe({ error: () => {} });
  actor.start();
  return {
    play: (beat) => (beat === 'due' ? (schedule.step().payload as () => void)() : actor.send(beat)),
    state: () => stateName(actor.getSnapshot().value),
  };
}

/** Events a second of the best of some rounds, each of about `ms` of the host's time. */
function rate(player: Player, beats: readonly Beat[], ms: number): number {
  let best = 0;
  let rounds = 100;
  for (let i = 0; i < 8; i++) {
    const from = performance.now();
    for (let j = 0; j < rounds; j++) for (const beat of beats) player.play(beat);
    const taken = performance.now() - from;
    best = Math.max(best, (rounds * beats.length * 1_000) / taken);
    rounds = Math.max(1, Math.round((rounds * ms) / taken));
  }
  return best;
}

/**
 * A machine in both interpreters, once both have played the beats twice; after the last beat it must stand so that the first fits again.
 * @throws Error when the two do not go through the same states.
 */
export function pairOf(
  machine: AnyStateMachine,
  input: Data,
  beats: readonly Beat[],
  name: string,
  before: readonly Beat[] = [],
): [compiled: Player, xstate: Player] {
  machine.options = { ...machine.options, maxIterations: 1_000 };
  const [compiled, xstate] = [compiledPlayer(machine, input), xstatePlayer(machine, input)];
  for (const beat of [...before, ...beats, ...beats]) {
    for (const player of [compiled, xstate]) player.play(beat);
    if (compiled.state() !== xstate.state()) throw new Error(`${name}: after ${JSON.stringify(beat)} ${compiled.state()}, in XState ${xstate.state()}`);
  }
  return [compiled, xstate];
}

/** Plays the beats over and over, once those `before` have been played. */
export function benchMachine(machine: AnyStateMachine, input: Data, beats: readonly Beat[], name = machine.id, before: readonly Beat[] = []): Figure {
  const [compiled, xstate] = pairOf(machine, input, beats, name, before);
  const figure = rate(compiled, beats, 60);
  const peerFigure = rate(xstate, beats, 60);
  return { name: `machine: ${name}`, figure, unit: 'events/s', peer: 'XState 5.33.3 actor', peerFigure, ratio: figure / peerFigure };
}

const make = setup({
  types: { context: {} as Data, input: {} as Data },
  guards: { isOn: ({ context }) => context.n >= 0 },
  actions: {
    count: assign({ n: ({ context }) => context.n + 1 }),
    poke: ({ context }) => context.actor.note('poked'),
    ask: raise({ type: 'asked' }),
  },
  delays: { wait: () => 1_000 },
});

const context = ({ input }: { input: Data }) => ({ ...input, n: 0 });
const on = (type: string, target: string) => ({ [type]: { guard: 'isOn', target, actions: ['count', 'poke'] } }) as const;
const region = { initial: 'x', states: { x: { initial: 'x1', states: { x1: { on: { go: 'x2' } }, x2: { on: { back: 'x1' } } } } } } as const;
const two = { type: 'parallel', states: { left: region, right: region } } as const;
const [go, back, other] = ['go', 'back', 'other'].map((type): Message => ({ type })) as [Message, Message, Message];

/** Small machines with the beats to play on them. */
const samples: readonly [name: string, machine: AnyStateMachine, beats: readonly Beat[]][] = [
  [
    'two states, guard, assign, action, timer',
    make.createMachine({ context, initial: 'a', states: { a: { on: on('go', 'b') }, b: { after: { wait: 'a' }, on: on('back', 'a') } } }),
    [go, back, go, 'due'],
  ],
  [
    'three levels, always, raise',
    make.createMachine({
      context,
      initial: 'p',
      states: {
        p: {
          initial: 'q',
          on: on('back', 'p'),
          states: { q: { initial: 'r', states: { r: { on: { go: { target: 's', actions: 'ask' } } }, s: { always: 't' }, t: { on: { asked: 'u' } }, u: {} } } },
        },
      },
    }),
    [go, back],
  ],
  ['two regions of depth three', make.createMachine({ context, initial: 'p', states: { p: two } }), [go, back]],
  [
    'history of a parallel state',
    make.createMachine({
      context,
      initial: 'p',
      states: { p: { ...two, on: { other: 'q' }, states: { ...two.states, last: { type: 'history', history: 'deep' } } }, q: { on: { other: 'p.last' } } },
    }),
    [go, other, other, back, other, other],
  ],
  ['a message nobody handles', make.createMachine({ context, initial: 'a', states: { a: {} } }), [other]],
];

export const benchMachines = (): Figure[] => samples.map(([name, machine, beats]) => benchMachine(machine, { actor: stubActor }, beats, name));
