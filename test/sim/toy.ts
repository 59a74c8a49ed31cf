/**
 * A small platform for tests of whole runs: servers that take an address, boot, warm up and fail; a keeper that restarts
 * them; a lease that the keeper needs; a path over the servers that are warm.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, leaseKind, ms, type RunSpec, type ScriptEntry, s, type Twin } from '../../sim/index.ts';
import { exponential, uniform } from '../../sim/parameter.ts';

const bootTime = uniform(s(2), s(9), { assumption: 'some seconds' });
const breakdown = exponential(s(200), { assumption: 'often enough to happen within a test' });
/** A server answers only some time after it is up, which no event marks. */
const warmUp = s(3);

interface Server {
  actor: Actor;
  address: number;
  upAt: number;
  isHeld: boolean;
}

const serverMachine = setup({
  types: {
    input: {} as { actor: Actor; address?: number },
    context: {} as Server,
    events: {} as { type: 'crash'; isHeld?: boolean } | { type: 'restart' } | { type: 'release' },
  },
  guards: {
    hasAddress: ({ context }) => context.address >= 0,
    isFree: ({ context }) => !context.isHeld,
  },
  actions: {
    takeAddress: assign({ address: ({ context }) => context.actor.take('addresses') }),
    giveAddress: ({ context }) => context.address >= 0 && context.actor.give('addresses', context.address),
    loseAddress: assign({ address: -1 }),
    rememberStart: assign({ upAt: ({ context }) => context.actor.now() }),
    hold: assign({ isHeld: ({ event }) => 'isHeld' in event && event.isHeld === true }),
    release: assign({ isHeld: false }),
    tellNext: ({ context }) => context.actor.note(`address ${context.address}`),
  },
  delays: {
    bootTime: ({ context }) => context.actor.draw('bootTime', bootTime),
    breakdown: ({ context }) => context.actor.draw('breakdown', breakdown),
  },
}).createMachine({
  id: 'server',
  context: ({ input }) => ({ address: -1, upAt: 0, isHeld: false, ...input }),
  initial: 'booting',
  on: { crash: { target: '.down', actions: 'hold' } },
  states: {
    booting: {
      entry: 'takeAddress',
      always: { guard: ({ context }) => context.address < 0, target: 'waiting' },
      after: { bootTime: { target: 'up', actions: ['rememberStart', 'tellNext'] } },
    },
    waiting: { on: { restart: 'booting' } },
    up: { after: { breakdown: 'down' } },
    down: {
      entry: ['giveAddress', 'loseAddress'],
      on: { crash: { actions: 'hold' }, restart: { guard: 'isFree', target: 'booting' }, release: { target: 'down', reenter: true, actions: 'release' } },
    },
  },
});

export const serverKind = defineKind('server', serverMachine);

/** It blinks, and concerns nobody. */
const strangerMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor } },
  delays: { blink: ({ context }) => context.actor.draw('blink', breakdown) },
}).createMachine({
  id: 'stranger',
  context: ({ input }) => input,
  initial: 'dark',
  states: { dark: { after: { blink: 'bright' } }, bright: { after: { blink: 'dark' } } },
});

const strangerKind = defineKind('stranger', strangerMachine);

export interface ToyOptions {
  servers?: number;
  addresses?: number;
  /** How many actors there are that nothing else knows of. */
  strangers?: number;
}

/** With fewer addresses than servers, some wait. */
export function toyTwin({ servers = 4, addresses = 3, strangers = 0 }: ToyOptions = {}): Twin {
  return {
    define(world) {
      world.addKind(serverKind);
      world.addKind(leaseKind);
      world.addKind(strangerKind);
      world.addPool('addresses', addresses, (place) => `10.0.0.${place}`);
      world.addController({
        name: 'keeper',
        needs: { 'keeper-lease': 'held' },
        watch: { server: (server) => (server.is('down') || server.is('waiting') ? server.id : undefined) },
        watchPools: { addresses: 'addresses' },
        delay: () => s(1),
        reconcile(key, hand) {
          if (key === 'addresses') for (const server of hand.all(serverKind)) if (server.is('waiting')) hand.send(server.id, { type: 'restart' });
          if (hand.find(key)?.is('down') && hand.get(key, serverKind).data.isHeld === false)
            hand.send(key, { type: 'restart' }, ms(hand.pick(`pause of ${key}`, 500)));
          return undefined;
        },
      });
      world.addPath({
        name: 'site',
        ask(view) {
          const all = view.all(serverKind);
          const warm = all.filter((one) => one.is('up') && view.now() >= one.data.upAt + warmUp);
          const cold = all.filter((one) => one.is('up') && !warm.includes(one)).map((one) => one.data.upAt + warmUp);
          const blame = all.filter((one) => !warm.includes(one)).map(({ id }) => id);
          return {
            share: warm.length / all.length,
            blame,
            ...(blame.length > 0 && { reason: blame.join() }),
            ...(cold.length > 0 && { until: Math.min(...cold) }),
          };
        },
      });
    },
    populate(hand) {
      for (let i = 0; i < strangers; i++) hand.create(strangerKind, `stranger-${i}`, {});
      hand.create(leaseKind, 'keeper-lease', {
        settled: 'held',
        input: { holder: 'keeper-0', able: ['keeper-0', 'keeper-1'], duration: s(15), renewDeadline: s(10), retry: s(2), jitter: 1.2 },
      });
      for (let i = 0; i < Math.min(servers, addresses); i++) {
        hand.create(serverKind, `server-${i}`, { settled: 'up', input: { address: hand.take('addresses', `server-${i}`) } });
      }
      for (let i = addresses; i < servers; i++) hand.create(serverKind, `server-${i}`, {});
    },
    vocabulary: {
      groups: { servers: (view) => view.all(serverKind).map(({ id }) => id) },
      relations: {},
      faults: [
        {
          name: 'crash',
          kinds: ['server'],
          title: '{it} crashes',
          strike: (actor, hand, isHeld) => hand.send(actor.id, { type: 'crash', isHeld }),
          heal: (actor, hand) => hand.send(actor.id, { type: 'release' }),
        },
        {
          name: 'keeper loss',
          kinds: ['lease'],
          title: '{it} loses its holder',
          strike: (actor, hand) => hand.send(actor.id, { type: 'contenderDown', id: actor.data.holder }),
        },
      ],
      operations: [
        {
          name: 'add server',
          run(_, hand) {
            const id = `server-${hand.all(serverKind).length}`;
            hand.create(serverKind, id, {});
            return `added ${id}`;
          },
        },
      ],
    },
  };
}

export const toySpec = (script: readonly ScriptEntry[], seed: number, more: Partial<RunSpec> = {}): RunSpec => ({
  twin: toyTwin(),
  script,
  seed,
  until: s(300),
  ...more,
});
