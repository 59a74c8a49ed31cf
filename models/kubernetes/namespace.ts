/**
 * A namespace and its network. Under NCP a namespace is Active at once and gets its segment, router, /24 and SNAT address
 * later, or not at all: NCP is no admission step. The addresses are in the context, as places in their pools.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** Places taken in a pods block, of the Tier-1 routers and in a floating pool; -1 for none. */
  block: string;
  subnet: number;
  router: number;
  snatPool: string;
  snat: number;
  /** Annotated `ncp/no_snat` when it was made: its pods are reached by their own addresses. */
  isRouted: boolean;
  /** Why it has no network. */
  refusal: string;
}

export const namespaceMachine = setup({
  types: {
    input: {} as { actor: Actor } & Partial<Omit<Context, 'actor'>>,
    context: {} as Context,
    events: {} as
      | ({ type: 'networkReady' | 'networkRefused' } & Pick<Context, 'block' | 'subnet' | 'router' | 'snatPool' | 'snat' | 'refusal'>)
      | { type: 'delete' }
      | { type: 'released' },
  },
  actions: {
    keepPlaces: assign(({ event }) => {
      if (event.type !== 'networkReady' && event.type !== 'networkRefused') return {};
      const { block, subnet, router, snatPool, snat, refusal } = event;
      return { block, subnet, router, snatPool, snat, refusal };
    }),
    forget: assign({ subnet: -1, router: -1, snat: -1 }),
  },
}).createMachine({
  id: 'namespace',
  context: ({ input }) => ({ block: '', subnet: -1, router: -1, snatPool: '', snat: -1, refusal: '', isRouted: false, ...input }),
  initial: 'unnetworked',
  on: { delete: '.terminating' },
  states: {
    /** Active in Kubernetes, without a segment of its own so far. */
    unnetworked: {
      initial: 'waiting',
      on: {
        networkReady: { target: 'networked', actions: 'keepPlaces' },
        networkRefused: { target: '.refused', actions: 'keepPlaces' },
      },
      states: { waiting: {}, refused: {} },
    },
    networked: {},
    /** What was on its way when it was deleted is given back with the rest. */
    terminating: {
      on: { networkReady: { actions: 'keepPlaces' }, networkRefused: { actions: 'keepPlaces' }, released: { target: 'gone', actions: 'forget' } },
    },
    gone: {},
  },
});

export const namespaceKind = defineKind('namespace', namespaceMachine);
