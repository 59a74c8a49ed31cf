/** One actor of one machine on the world, under either interpreter, with a log that its actions write. */
import { type AnyStateMachine, setup } from 'xstate';
import { type Data, defineKind, type Engine, type Message, World } from '../../sim/index.ts';

export const engines: readonly Engine[] = ['compiled', 'reference'];

export type Args = { context: Data; event: Message };
// biome-ignore lint/suspicious/noExplicitAny: tests write machines as plain configurations.
type Config = Record<string, any>;

/** An action that writes to the log. */
export const say =
  (text: string) =>
  ({ context }: Args) =>
    context.log.push(text);

/** Entry and exit actions that log `+name` and `-name`. */
export const loud = (name: string) => ({ entry: say(`+${name}`), exit: say(`-${name}`) });

export const machineOf = (config: Config, implementations: Config = {}): AnyStateMachine =>
  setup(implementations as never).createMachine({ id: 'm', context: ({ input }: { input: Data }) => ({ ...input }), ...config } as never) as never;

export interface Performance {
  /** What the actions logged, joined by spaces. */
  log: string;
  state: string;
  context: Data;
  world: World;
}

/** Plays messages at times to an actor `s` of the machine. */
export function play(
  engine: Engine,
  machine: AnyStateMachine,
  sends: readonly (readonly [at: number, type: string, more?: Data])[] = [],
  { settled, until = 1_000 }: { settled?: string | Data; until?: number } = {},
): Performance {
  const log: string[] = [];
  const world = new World({ seed: 1, engine, keepTrace: true, settings: new Map() });
  const kind = defineKind('subject', machine);
  world.addKind(kind);
  const actor = world.create(kind, 's', { input: { log, n: 0 }, ...(settled !== undefined && { settled }) });
  for (const [at, type, more] of sends) world.send('s', { type, ...more }, at);
  world.runUntil(until);
  return { log: log.join(' '), state: actor.life.state, context: actor.life.context, world };
}
