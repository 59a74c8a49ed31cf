/**
 * An ESXi host: up, without power, or booting. VMs stop the moment their host loses power.
 * Left out: isolation, partition, maintenance mode, and the host's own hardware in parts.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, type Micros, min, uniform } from '../../sim/index.ts';

export const hostParameters = defineParameters('vsphere.host', {
  bootTime: uniform(min(4), min(8), {
    assumption: 'server firmware and ESXi start take some minutes; no vendor figure, the facts name none',
  }),
});

interface Context {
  actor: Actor;
  /** MiB. */
  memory: number;
  cpu: number;
  datastores: readonly string[];
  /** When it last lost power, in µs. */
  lostAt: Micros;
}

export const hostMachine = setup({
  types: {
    input: {} as Omit<Context, 'lostAt'>,
    context: {} as Context,
    events: {} as { type: 'powerLost' | 'powerRestored' },
  },
  actions: {
    rememberLoss: assign({ lostAt: ({ context }) => context.actor.now() }),
    stopVms: ({ context: { actor } }) => {
      for (const vm of actor.with('host', actor.id)) actor.send(vm.id, { type: 'hostLost' });
    },
  },
  delays: { bootTime: ({ context }) => context.actor.draw('bootTime', hostParameters.bootTime) },
}).createMachine({
  id: 'host',
  context: ({ input }) => ({ lostAt: 0, ...input }),
  initial: 'up',
  states: {
    up: { on: { powerLost: 'down' } },
    down: { entry: ['rememberLoss', 'stopVms'], on: { powerRestored: 'booting' } },
    booting: { after: { bootTime: 'up' }, on: { powerLost: 'down' } },
  },
});

export const hostKind = defineKind('host', hostMachine);
