/**
 * The API servers, one on each master, and the API as its clients find it. An API server lives on its VM, needs etcd to
 * have a leader, and says so at /healthz (kubernetes/apiserver@kubernetes-1.14.6 pkg/storage/storagebackend/factory/etcd3.go).
 * Left out: request limits, watch caches.
 */
import { setup } from 'xstate';
import { type Actor, type Controller, defineKind, defineParameters, s, uniform } from '../../sim/index.ts';
import { etcdKind } from '../etcd/cluster.ts';

export const apiParameters = defineParameters('kubernetes.api', {
  startTime: uniform(s(5), s(15), { assumption: 'guest up to API server answering; PKS gives no figure, a process restart takes seconds' }),
});

type StoreEvent = { type: 'storeLost' | 'storeBack' };

export const apiServerMachine = setup({
  types: {
    input: {} as { actor: Actor },
    context: {} as { actor: Actor },
    events: {} as { type: 'vmStopped' | 'vmStarted' | 'leaseLost' } | StoreEvent,
  },
  guards: { hasStore: ({ context }) => context.actor.get('etcd', etcdKind).is('led') },
  delays: { startTime: ({ context }) => context.actor.draw('startTime', apiParameters.startTime) },
}).createMachine({
  id: 'api-server',
  context: ({ input }) => input,
  initial: 'stopped',
  on: { vmStopped: '.stopped' },
  states: {
    stopped: { on: { vmStarted: 'starting' } },
    starting: { after: { startTime: [{ guard: 'hasStore', target: 'serving' }, { target: 'unhealthy' }] } },
    serving: { on: { storeLost: 'unhealthy' } },
    unhealthy: { on: { storeBack: 'serving' } },
  },
});

export const apiServerKind = defineKind('api-server', apiServerMachine);

/** Whether any API server takes writes. Controllers and leases depend on it. */
export const apiMachine = setup({
  types: {
    input: {} as { actor: Actor; allowsPrivileged: boolean },
    context: {} as { actor: Actor; allowsPrivileged: boolean },
    events: {} as { type: 'served' | 'unserved' },
  },
  actions: {
    tellLeases: ({ context: { actor } }, params: { type: 'storeLost' | 'storeBack' }) => {
      for (const lease of actor.with('store', actor.id)) actor.send(lease.id, { type: params.type });
    },
  },
}).createMachine({
  id: 'kube-api',
  context: ({ input }) => input,
  initial: 'unavailable',
  states: {
    available: { on: { unserved: { target: 'unavailable', actions: { type: 'tellLeases', params: { type: 'storeLost' } } } } },
    unavailable: { on: { served: { target: 'available', actions: { type: 'tellLeases', params: { type: 'storeBack' } } } } },
  },
});

export const apiKind = defineKind('kube-api', apiMachine);

/** Tells API servers of etcd, and the API of its servers. */
export const apiHealth: Controller = {
  name: 'api-health',
  watch: { etcd: () => 'etcd', 'api-server': () => 'servers', 'etcd-space': () => 'servers' },
  reconcile(key, hand) {
    const servers = hand.all(apiServerKind);
    if (key === 'etcd') {
      const isLed = hand.get('etcd', etcdKind).is('led');
      for (const server of servers) {
        if (server.is(isLed ? 'unhealthy' : 'serving')) hand.send(server.id, { type: isLed ? 'storeBack' : 'storeLost' });
      }
      return undefined;
    }
    // Their health checks read, and go on; writes are refused (etcd-io/etcd@v3.4.3 Documentation/op-guide/maintenance.md).
    const isServed = servers.some((server) => server.is('serving')) && !hand.get('etcd-space').is('full');
    if (hand.get('kube-api', apiKind).is('available') !== isServed) hand.send('kube-api', { type: isServed ? 'served' : 'unserved' });
    return undefined;
  },
};
