/**
 * An ESXi host: in service, in maintenance mode, without power, or booting, and with or without paths to its datastores. VMs stop the moment their
 * host loses power, and hang while it has no path to their disks.
 * Left out: the host's own hardware in parts.
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
  /** Its storage adapters have a path to its datastores. */
  hasPaths: boolean;
  /** When it last lost its paths, in µs. */
  pathsLostAt: Micros;
  /** It comes back in maintenance mode after a loss of power. */
  isInMaintenance: boolean;
}

export const hostMachine = setup({
  types: {
    input: {} as Omit<Context, 'lostAt' | 'hasPaths' | 'pathsLostAt' | 'isInMaintenance'>,
    context: {} as Context,
    events: {} as { type: 'powerLost' | 'powerRestored' | 'remove' | 'pathsLost' | 'pathsRestored' | 'enterMaintenance' | 'evacuated' | 'exitMaintenance' },
  },
  guards: { isInMaintenance: ({ context }) => context.isInMaintenance },
  actions: {
    startAgent: ({ context: { actor } }) => actor.send(`fdm-${actor.id}`, { type: 'hostUp' }),
    putAside: assign({ isInMaintenance: true }),
    putBack: assign({ isInMaintenance: false }),
    rememberLoss: assign({ lostAt: ({ context }) => context.actor.now() }),
    losePaths: assign({ hasPaths: false, pathsLostAt: ({ context }) => context.actor.now() }),
    regainPaths: assign({ hasPaths: true }),
    stallVms: ({ context: { actor } }) => {
      for (const vm of actor.with('host', actor.id)) actor.send(vm.id, { type: 'diskLost' });
    },
    releaseVms: ({ context: { actor } }) => {
      for (const vm of actor.with('host', actor.id)) actor.send(vm.id, { type: 'diskRestored' });
    },
    stopVms: ({ context: { actor } }) => {
      actor.send(`fdm-${actor.id}`, { type: 'hostLost' });
      for (const vm of actor.with('host', actor.id)) actor.send(vm.id, { type: 'hostLost' });
    },
  },
  delays: { bootTime: ({ context }) => context.actor.draw('bootTime', hostParameters.bootTime) },
}).createMachine({
  id: 'host',
  context: ({ input }) => ({ lostAt: 0, hasPaths: true, pathsLostAt: 0, isInMaintenance: false, ...input }),
  initial: 'up',
  on: { pathsLost: { actions: ['losePaths', 'stallVms'] }, pathsRestored: { actions: ['regainPaths', 'releaseVms'] } },
  states: {
    up: { on: { powerLost: 'down', enterMaintenance: 'enteringMaintenance' } },
    /** Its VMs are being moved away; no other comes. */
    enteringMaintenance: { on: { powerLost: 'down', evacuated: { target: 'maintenance', actions: 'putAside' }, exitMaintenance: 'up' } },
    maintenance: { on: { powerLost: 'down', exitMaintenance: { target: 'up', actions: 'putBack' } } },
    down: { entry: ['rememberLoss', 'stopVms'], on: { powerRestored: 'booting', remove: 'removed' } },
    booting: {
      after: {
        bootTime: [
          { guard: 'isInMaintenance', target: 'maintenance', actions: 'startAgent' },
          { target: 'up', actions: 'startAgent' },
        ],
      },
      on: { powerLost: 'down' },
    },
    /** Taken out of the inventory by an operator, and its VMs with it; it does not come back. */
    removed: {},
  },
});

export const hostKind = defineKind('host', hostMachine);

export type Host = Actor<Context>;

/** Whether a host has power and has booted, in maintenance or not. */
export const isAlive = (host: Actor<unknown>): boolean => !host.is('down') && !host.is('booting') && !host.is('removed');
