/**
 * The NSX manager cluster: three nodes, of which a majority has to live for changes to be made; without it nothing
 * changes and traffic goes on. `nsx-manager` is the cluster as its clients see it. Left out: the virtual IP and its move
 * between the nodes, the nodes' own VMs, backup and replacement of a node.
 * Source: docs.vmware.com NSX-T 2.4 installation GUID-72A55651: "reduced from three to one … not able to make topology changes".
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  nodes: readonly string[];
  /** Nodes that are lost. */
  lost: readonly string[];
  /** The cluster is out as a whole, whatever its nodes do. */
  isOut: boolean;
}

export const managerMachine = setup({
  types: {
    input: {} as { actor: Actor; nodes: readonly string[] },
    context: {} as Context,
    events: {} as { type: 'fail' | 'recover' } | { type: 'nodeLost' | 'nodeBack'; node: string },
  },
  guards: {
    losesMajority: ({ context: { nodes, lost } }) => !isMajority(nodes.length - lost.length - 1, nodes.length),
    hasMajority: ({ context: { nodes, lost } }) => isMajority(nodes.length - lost.length, nodes.length),
    regainsMajority: ({ context: { nodes, lost, isOut } }) => !isOut && isMajority(nodes.length - lost.length + 1, nodes.length),
  },
  actions: {
    goOut: assign({ isOut: true }),
    comeBack: assign({ isOut: false }),
    addLost: assign({ lost: ({ context, event }) => ('node' in event ? [...context.lost, event.node] : context.lost) }),
    dropLost: assign({ lost: ({ context, event }) => context.lost.filter((node) => !('node' in event) || node !== event.node) }),
    tellLeases: ({ context: { actor } }, params: { type: 'storeLost' | 'storeBack' }) => {
      for (const lease of actor.with('store', actor.id)) actor.send(lease.id, { type: params.type });
    },
  },
}).createMachine({
  id: 'nsx-manager',
  context: ({ input }) => ({ lost: [], isOut: false, ...input }),
  initial: 'available',
  states: {
    available: {
      on: {
        fail: { target: 'unavailable', actions: ['goOut', { type: 'tellLeases', params: { type: 'storeLost' } }] },
        nodeLost: [
          { guard: 'losesMajority', target: 'unavailable', actions: ['addLost', { type: 'tellLeases', params: { type: 'storeLost' } }] },
          { actions: 'addLost' },
        ],
        nodeBack: { actions: 'dropLost' },
      },
    },
    unavailable: {
      on: {
        fail: { actions: 'goOut' },
        recover: [
          { guard: 'hasMajority', target: 'available', actions: ['comeBack', { type: 'tellLeases', params: { type: 'storeBack' } }] },
          { actions: 'comeBack' },
        ],
        nodeLost: { actions: 'addLost' },
        nodeBack: [
          { guard: 'regainsMajority', target: 'available', actions: ['dropLost', { type: 'tellLeases', params: { type: 'storeBack' } }] },
          { actions: 'dropLost' },
        ],
      },
    },
  },
});

export const managerKind = defineKind('nsx-manager', managerMachine);

const isMajority = (some: number, all: number): boolean => 2 * some > all;

/** One node of the cluster, an appliance of its own outside the hosts of the design. */
export const managerNodeMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'fail' | 'recover' } },
  actions: {
    tellCluster: ({ context: { actor } }, params: { type: 'nodeLost' | 'nodeBack' }) => actor.send('nsx-manager', { type: params.type, node: actor.id }),
  },
}).createMachine({
  id: 'nsx-manager-node',
  context: ({ input }) => input,
  initial: 'up',
  states: {
    up: { on: { fail: { target: 'down', actions: { type: 'tellCluster', params: { type: 'nodeLost' } } } } },
    down: { on: { recover: { target: 'up', actions: { type: 'tellCluster', params: { type: 'nodeBack' } } } } },
  },
});

export const managerNodeKind = defineKind('nsx-manager-node', managerNodeMachine);
