/**
 * NCP as a process: one on each master, of which the holder of a lease works and the rest stand by (docs-pks@1.6
 * verify-health). monit starts a killed one again. One that loses its lease stands by; it does not end.
 * Left out: how long a start takes; no figure is published, and a standby has nothing to read in.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, defineKind } from '../../sim/index.ts';
import { etcdParameters } from '../etcd/ticks.ts';

export const ncpMachine = setup({
  types: {
    input: {} as { actor: Actor },
    context: {} as { actor: Actor; isHeld: boolean },
    events: {} as { type: 'kill'; isHeld: boolean } | { type: 'release' | 'vmStopped' | 'vmStarted' | 'leaseLost' },
  },
  guards: { isHeld: ({ event }) => 'isHeld' in event && event.isHeld, wasHeld: ({ context }) => context.isHeld },
  actions: { hold: assign({ isHeld: true }), free: assign({ isHeld: false }) },
  delays: { monitRestart: ({ context }) => context.actor.draw('monitRestart', etcdParameters.monitRestart) },
}).createMachine({
  id: 'ncp',
  context: ({ input }) => ({ isHeld: false, ...input }),
  initial: 'running',
  states: {
    running: { on: { kill: [{ guard: 'isHeld', target: 'down.held', actions: 'hold' }, { target: 'down.monit' }], vmStopped: 'down.withVm' } },
    down: {
      initial: 'monit',
      on: { vmStopped: '.withVm', kill: { guard: 'isHeld', target: '.held', actions: 'hold' } },
      states: {
        /** monit starts it again. */
        monit: { after: { monitRestart: '#ncp.running' } },
        /** A fault lasts. */
        held: { on: { release: { target: '#ncp.running', actions: 'free' } } },
        withVm: {
          on: {
            vmStarted: [{ guard: 'wasHeld', target: 'held' }, { target: '#ncp.running' }],
            release: { actions: 'free' },
            kill: { guard: 'isHeld', actions: 'hold' },
          },
        },
      },
    },
  },
});

export const ncpKind = defineKind('ncp', ncpMachine);

/** Tells the lease which NCPs could hold it. */
export const ncpStandby: Controller = {
  name: 'ncp-standby',
  watch: { ncp: (process) => process.id },
  reconcile(id, hand) {
    const isUp = hand.get(id, ncpKind).is('running');
    const { able } = hand.get('ncp-master').data as { able: readonly string[] };
    if (able.includes(id) !== isUp) hand.send('ncp-master', { type: isUp ? 'contenderUp' : 'contenderDown', id });
    return undefined;
  },
};
