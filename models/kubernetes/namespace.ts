/**
 * A namespace and its network. Under NCP a namespace is Active at once and gets its segment, router, /24 and SNAT address
 * later, or not at all: NCP is no admission step. The addresses are in the context, as places in their pools.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** Places taken in the pods block and the floating pool; -1 for none. */
  subnet: number;
  snat: number;
  /** Why it has no network. */
  refusal: string;
}

export const namespaceMachine = setup({
  types: {
    input: {} as { actor: Actor; subnet?: number; snat?: number },
    context: {} as Context,
    events: {} as
      | { type: 'networkReady'; subnet: number; snat: number }
      | { type: 'networkRefused'; refusal: string; subnet: number }
      | { type: 'delete' }
      | { type: 'released' },
  },
  actions: {
    keepAddresses: assign(({ event }) => (event.type === 'networkReady' ? { subnet: event.subnet, snat: event.snat, refusal: '' } : {})),
    keepRefusal: assign(({ event }) => (event.type === 'networkRefused' ? { refusal: event.refusal, subnet: event.subnet } : {})),
    forget: assign({ subnet: -1, snat: -1 }),
  },
}).createMachine({
  id: 'namespace',
  context: ({ input }) => ({ subnet: -1, snat: -1, refusal: '', ...input }),
  initial: 'unnetworked',
  on: { delete: '.terminating' },
  states: {
    /** Active in Kubernetes, without a segment of its own so far. */
    unnetworked: {
      initial: 'waiting',
      on: {
        networkReady: { target: 'networked', actions: 'keepAddresses' },
        networkRefused: { target: '.refused', actions: 'keepRefusal' },
      },
      states: { waiting: {}, refused: {} },
    },
    networked: {},
    terminating: { on: { released: { target: 'gone', actions: 'forget' } } },
    gone: {},
  },
});

export const namespaceKind = defineKind('namespace', namespaceMachine);
