/**
 * A virtual machine: running, booting, off, or lost with its host. Where it runs is its label `host`.
 * Left out: guest heartbeats and VM monitoring (off by default), CPU, storage latency, the seconds of a vMotion.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, type Micros, s, uniform } from '../../sim/index.ts';

export const vmParameters = defineParameters('vsphere.vm', {
  bootTime: uniform(s(40), s(80), {
    assumption: 'power-on to guest and BOSH agent up; the facts found no vendor figure and say to make it a parameter',
  }),
});

export type VmRole = 'master' | 'worker' | 'edge';

interface Context {
  actor: Actor;
  role: VmRole;
  /** The host it runs on or was lost with. */
  host: string;
  /** MiB. */
  memory: number;
  /** When it last stopped, in µs. */
  stoppedAt: Micros;
}

export const vmMachine = setup({
  types: {
    input: {} as Omit<Context, 'stoppedAt'>,
    context: {} as Context,
    events: {} as { type: 'hostLost' | 'crash' | 'protect' } | { type: 'powerOn'; host: string } | { type: 'migrate'; host: string },
  },
  guards: {
    /** A host may have died since somebody chose it. */
    isHostUp: ({ context, event }) => 'host' in event && context.actor.get(event.host).is('up'),
  },
  actions: {
    moveTo: assign({ host: ({ context, event }) => ('host' in event ? event.host : context.host) }),
    labelHost: ({ context }) => context.actor.label('host', context.host),
    rememberStop: assign({ stoppedAt: ({ context }) => context.actor.now() }),
    /** What runs in the guest stops with it, without a word to its peers. */
    stopGuest: ({ context: { actor } }) => {
      for (const inside of actor.with('vm', actor.id)) actor.send(inside.id, { type: 'vmStopped' });
    },
    startGuest: ({ context: { actor } }) => {
      for (const inside of actor.with('vm', actor.id)) actor.send(inside.id, { type: 'vmStarted' });
    },
  },
  delays: { bootTime: ({ context }) => context.actor.draw('bootTime', vmParameters.bootTime) },
}).createMachine({
  id: 'vm',
  context: ({ input }) => ({ stoppedAt: 0, ...input }),
  initial: 'off',
  states: {
    running: {
      exit: ['rememberStop', 'stopGuest'],
      on: {
        hostLost: 'lost',
        crash: 'off',
        migrate: { guard: 'isHostUp', actions: ['moveTo', 'labelHost'] },
      },
    },
    booting: {
      after: { bootTime: { target: 'running', actions: 'startGuest' } },
      on: { hostLost: 'lost', crash: 'off', migrate: { guard: 'isHostUp', actions: ['moveTo', 'labelHost'] } },
    },
    /** Stopped in the guest or deleted; vSphere HA leaves it, BOSH's resurrector does not. */
    off: { on: { protect: 'lost', powerOn: { guard: 'isHostUp', target: 'booting', actions: ['moveTo', 'labelHost'] } } },
    /** Lost with its host and still protected by vSphere HA. */
    lost: { on: { crash: 'off', powerOn: { guard: 'isHostUp', target: 'booting', actions: ['moveTo', 'labelHost'] } } },
  },
});

export const vmKind = defineKind('vm', vmMachine);
