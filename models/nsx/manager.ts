/** The NSX manager cluster as one: its loss stops changes, not traffic. Left out: its three nodes and their quorum. */
import { setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

export const managerMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'fail' | 'recover' } },
  actions: {
    tellLeases: ({ context: { actor } }, params: { type: 'storeLost' | 'storeBack' }) => {
      for (const lease of actor.with('store', actor.id)) actor.send(lease.id, { type: params.type });
    },
  },
}).createMachine({
  id: 'nsx-manager',
  context: ({ input }) => input,
  initial: 'available',
  states: {
    available: { on: { fail: { target: 'unavailable', actions: { type: 'tellLeases', params: { type: 'storeLost' } } } } },
    unavailable: { on: { recover: { target: 'available', actions: { type: 'tellLeases', params: { type: 'storeBack' } } } } },
  },
});

export const managerKind = defineKind('nsx-manager', managerMachine);
