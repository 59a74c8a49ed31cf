/**
 * A Service and its Endpoints: the pods that the API says are Ready, as the endpoints controller last wrote them.
 * Type LoadBalancer also has an address, which NCP gives it. Left out: kube-proxy's own lag (rules follow at once).
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, defineKind } from '../../sim/index.ts';
import { isListed, podKind } from './pod.ts';

interface Context {
  actor: Actor;
  app: string;
  type: 'ClusterIP' | 'LoadBalancer';
  ports: number;
  endpoints: readonly string[];
  /** Pool members of the load balancer, as NCP last wrote them. */
  members: readonly string[];
  /** Place in a floating pool, -1 for none, and the pool's name. */
  address: number;
  addressPool: string;
  /** The load balancer that its virtual servers are on; '' for none. */
  balancer: string;
  refusal: string;
}

export const serviceMachine = setup({
  types: {
    input: {} as Pick<Context, 'app' | 'type' | 'ports'> & { actor: Actor } & Partial<Context>,
    context: {} as Context,
    events: {} as
      | { type: 'endpoints'; pods: readonly string[] }
      | { type: 'members'; pods: readonly string[] }
      | { type: 'realized'; address: number; addressPool: string; balancer: string }
      | { type: 'refused'; refusal: string }
      | { type: 'create'; ports: number }
      | { type: 'delete' | 'unrealized' | 'released' },
  },
  actions: {
    keepEndpoints: assign(({ event }) => (event.type === 'endpoints' ? { endpoints: event.pods } : {})),
    keepMembers: assign(({ event }) => (event.type === 'members' ? { members: event.pods } : {})),
    keepAddress: assign(({ event }) => {
      if (event.type !== 'realized') return {};
      const { address, addressPool, balancer } = event;
      return { address, addressPool, balancer, refusal: '' };
    }),
    forget: assign({ address: -1, addressPool: '', balancer: '', members: [], refusal: '' }),
    keepPorts: assign(({ event }) => (event.type === 'create' ? { ports: event.ports } : {})),
    keepRefusal: assign(({ event }) => (event.type === 'refused' ? { refusal: event.refusal } : {})),
  },
}).createMachine({
  id: 'service',
  context: ({ input }) => ({ endpoints: [], members: [], address: -1, addressPool: '', balancer: '', refusal: '', ...input }),
  initial: 'pending',
  on: { endpoints: { actions: 'keepEndpoints' } },
  states: {
    /** EXTERNAL-IP `<pending>`; a ClusterIP Service stays here and is none the worse. */
    pending: {
      on: { realized: { target: 'realized', actions: 'keepAddress' }, refused: { actions: 'keepRefusal' }, delete: 'terminating' },
    },
    realized: { on: { members: { actions: 'keepMembers' }, delete: 'terminating' } },
    /** Gone for its users; NCP takes down its virtual servers, and its address is free after a lag. */
    terminating: {
      initial: 'whole',
      // What was on its way when it was deleted is given back with the rest.
      on: { realized: { actions: 'keepAddress' }, released: { target: 'gone', actions: 'forget' } },
      states: { whole: { on: { unrealized: 'address' } }, address: {} },
    },
    gone: { on: { create: { target: 'pending', actions: 'keepPorts' } } },
  },
});

export const serviceKind = defineKind('service', serviceMachine);

/** Writes Endpoints when the Ready pods of a Service change. */
export const endpoints: Controller = {
  name: 'endpoints',
  needs: { 'kube-api': 'available', 'kube-controller-manager': 'held' },
  watch: {
    pod: (pod) => `app ${pod.data.app}`,
    node: (node, hand) => {
      const apps = hand.with('node', node.id, podKind).map((pod) => `app ${pod.data.app}`);
      return apps.length > 0 ? [...new Set(apps)] : undefined;
    },
    service: (service) => (service.is('pending') ? `app ${service.data.app}` : undefined),
  },
  reconcile(key, hand) {
    const app = key.slice(4);
    const pods = hand
      .with('app', app, podKind)
      .filter(isListed)
      .map((pod) => pod.id);
    for (const service of hand.with('selects', app, serviceKind)) {
      const { endpoints: known } = service.data;
      if (known.length !== pods.length || known.some((id, i) => id !== pods[i])) hand.send(service.id, { type: 'endpoints', pods });
    }
    return undefined;
  },
};
