/**
 * The NSX Container Plugin: gives each namespace a subnet, a segment, a Tier-1 router and a SNAT address, each
 * LoadBalancer Service an address and a virtual server for each port, and keeps pool members in line with Endpoints.
 * One NCP is active, on one of the masters (docs-pks@1.6 verify-health). What it is refused it asks again.
 * What each takes is in namespace-network.ts and service-network.ts. Left out: distributed firewall rules.
 */
import { type Controller, type ControllerHand, defineParameters, duration, s, uniform } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { balancerPool } from './lb-service.ts';
import { giveNetwork, namespaceParameters, takeNetwork } from './namespace-network.ts';
import { report, resolve } from './nsx-error.ts';
import { serve, serverPool } from './service-network.ts';
import { routerPool } from './topology.ts';

export const ncpParameters = defineParameters('nsx.ncp', {
  leaseDuration: duration(s(18), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: master_timeout' }),
  heartbeat: duration(s(6), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: heartbeat_period' }),
  updateTimeout: duration(s(12), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: update_timeout = timeout - heartbeat' }),
  change: uniform(s(1), s(4), { assumption: 'from a change in Kubernetes to its objects in NSX-T; no figure published' }),
});

/** Keys: a namespace's id, a Service's id, or `refused` when something was given back. */
export const ncp = (pools: readonly string[]): Controller => ({
  name: 'ncp',
  needs: { 'kube-api': 'available', 'nsx-manager': 'available', 'ncp-master': 'held' },
  watch: {
    namespace: (namespace) => (namespace.is('unnetworked.waiting') || namespace.is('terminating') ? namespace.id : undefined),
    'ncp-config': () => 'refused',
    service: (service) => (service.data.type === 'LoadBalancer' ? service.id : undefined),
  },
  watchPools: Object.fromEntries([...pools, routerPool, balancerPool, serverPool].map((pool) => [pool, 'refused'])),
  // Changes take their time and keep their order.
  delay: (key, hand) => {
    const due = Math.max(hand.memory.lastDue ?? 0, hand.now() + hand.draw(`change of ${key}`, ncpParameters.change));
    hand.memory.lastDue = due;
    return due - hand.now();
  },
  reconcile(key, hand) {
    if (key === 'refused') {
      for (const namespace of hand.all(namespaceKind)) if (namespace.is('unnetworked.refused')) network(namespace.id, hand);
      // One after the other, since each has to see what the one before has taken.
      for (const { id } of hand.all(serviceKind).filter((service) => service.is('pending') && service.data.refusal !== '')) hand.wake('ncp', id);
      return undefined;
    }
    const namespace = hand.find(key, namespaceKind);
    if (!key.startsWith('ns/')) return serve(key, hand);
    if (namespace?.is('terminating')) return release(key, hand);
    if (namespace?.is('unnetworked')) network(key, hand);
    return undefined;
  },
});

function network(id: string, hand: ControllerHand): void {
  const { data } = hand.get(id, namespaceKind);
  const { block, subnet, router, snatPool, snat } = data;
  const got = takeNetwork(hand, id, { block, subnet, router, snatPool, snat }, data.isRouted);
  if (got.refusal !== '' && got.refusal !== data.refusal) hand.note(`${id.replace('ns/', 'namespace ')} stays without network: ${got.refusal}`);
  if (got.refusal === '') resolve(hand, id);
  else report(hand, id, got.refusal);
  hand.send(id, { type: got.refusal === '' ? 'networkReady' : 'networkRefused', ...got });
}

function release(id: string, hand: ControllerHand): number | undefined {
  const since: number = (hand.memory[id] ??= hand.now());
  const due = since + hand.value(namespaceParameters.releaseLag);
  if (hand.now() < due) return due;
  delete hand.memory[id];
  resolve(hand, id);
  giveNetwork(hand, id);
  hand.send(id, { type: 'released' });
  return undefined;
}
