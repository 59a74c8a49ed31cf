/**
 * The NSX Container Plugin: gives each namespace a /24, a segment, a Tier-1 router and a SNAT address, each
 * LoadBalancer Service an address and a virtual server for each port, and keeps pool members in line with Endpoints.
 * One NCP is active, on one of the masters (docs-pks@1.6 verify-health). What it is refused it asks again.
 * Left out: distributed firewall rules, several blocks in order, no-SNAT namespaces, the shared Tier-1 topology.
 */
import { type Controller, type ControllerHand, defineParameters, duration, flag, s, uniform } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type BalancerSize, balancerParameters, serversPer } from './load-balancer.ts';

export const ncpParameters = defineParameters('nsx.ncp', {
  leaseDuration: duration(s(18), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: master_timeout' }),
  heartbeat: duration(s(6), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: heartbeat_period' }),
  updateTimeout: duration(s(12), { source: 'vmware/nsx-container-plugin-operator configmap.yaml: update_timeout = timeout - heartbeat' }),
  change: uniform(s(1), s(4), { assumption: 'from a change in Kubernetes to its objects in NSX-T; no figure published' }),
  keepsSubnetWithoutSnat: flag(true, {
    assumption: 'no source says whether a namespace refused its SNAT address keeps its /24; NCP 2.5 annotates the namespace, which suggests that it lives on',
  }),
  releaseLag: duration(s(60), { assumption: 'until a deleted namespace has given back its /24; 60 s is what NCP 4.x waits with a released pod address' }),
});

/** Keys: a namespace's id, a Service's id, or `refused` when something was given back. */
export const ncp = (size: BalancerSize): Controller => ({
  name: 'ncp',
  needs: { 'kube-api': 'available', 'nsx-manager': 'available', 'ncp-master': 'held' },
  watch: {
    namespace: (namespace) => (namespace.is('unnetworked.waiting') || namespace.is('terminating') ? namespace.id : undefined),
    service: (service) => (service.data.type === 'LoadBalancer' ? service.id : undefined),
  },
  watchPools: { 'pods-ip-block': 'refused', 'floating-ip-pool': 'refused', 'lb-services': 'refused' },
  // Changes take their time and keep their order.
  delay: (key, hand) => {
    const due = Math.max(hand.memory.lastDue ?? 0, hand.now() + hand.draw(`change of ${key}`, ncpParameters.change));
    hand.memory.lastDue = due;
    return due - hand.now();
  },
  reconcile(key, hand) {
    if (key === 'refused') {
      for (const namespace of hand.all(namespaceKind)) if (namespace.is('unnetworked.refused')) network(namespace.id, hand);
      for (const service of hand.all(serviceKind)) if (service.is('pending') && service.data.refusal !== '') serve(service.id, hand, size);
      return undefined;
    }
    const namespace = hand.find(key, namespaceKind);
    if (!key.startsWith('ns/')) {
      serve(key, hand, size);
      return undefined;
    }
    if (namespace?.is('terminating')) return release(key, hand);
    if (namespace?.is('unnetworked')) network(key, hand);
    return undefined;
  },
});

/** A namespace's subnet, then its SNAT address. */
function network(id: string, hand: ControllerHand): void {
  const { subnet: kept } = hand.get(id, namespaceKind).data;
  const isWhole = hand.value(ncpParameters.keepsSubnetWithoutSnat) || hand.pool('floating-ip-pool').free > 0;
  const subnet = !isWhole ? -1 : kept >= 0 ? kept : hand.take('pods-ip-block', id);
  if (isWhole && subnet < 0) return refuse(id, hand, 'the pods IP block is exhausted', -1);
  const snat = hand.take('floating-ip-pool', `SNAT of ${id}`);
  if (snat < 0) return refuse(id, hand, 'the floating IP pool is exhausted', subnet);
  hand.send(id, { type: 'networkReady', subnet, snat });
}

function refuse(id: string, hand: ControllerHand, refusal: string, subnet: number): void {
  if (hand.get(id, namespaceKind).data.refusal !== refusal) hand.note(`${id.replace('ns/', 'namespace ')} stays without network: ${refusal}`);
  hand.send(id, { type: 'networkRefused', refusal, subnet });
}

function release(id: string, hand: ControllerHand): number | undefined {
  const { subnet, snat } = hand.get(id, namespaceKind).data;
  const since: number = (hand.memory[id] ??= hand.now());
  const due = since + hand.value(ncpParameters.releaseLag);
  if (hand.now() < due) return due;
  delete hand.memory[id];
  if (subnet >= 0) hand.give('pods-ip-block', subnet, id);
  if (snat >= 0) hand.give('floating-ip-pool', snat, `SNAT of ${id}`);
  hand.send(id, { type: 'released' });
  return undefined;
}

/** A LoadBalancer Service's virtual servers and address, then its pool members. */
function serve(id: string, hand: ControllerHand, size: BalancerSize): void {
  const service = hand.find(id, serviceKind);
  if (service?.data.type !== 'LoadBalancer') return;
  const { endpoints, members } = service.data;
  if (service.is('pending')) return realize(service, hand, size);
  if (members.length !== endpoints.length || members.some((pod, i) => pod !== endpoints[i])) {
    hand.send(id, { type: 'members', pods: endpoints });
  }
}

function realize({ id, data: { ports, refusal } }: Service, hand: ControllerHand, size: BalancerSize): void {
  const address = hasServers(hand, ports, size) ? hand.take('floating-ip-pool', id) : -2;
  if (address >= 0) {
    for (let port = 0; port < ports; port++) hand.take('virtual-servers', `${id} port ${port}`);
    hand.send(id, { type: 'realized', address });
    hand.wake('ncp', id);
    return;
  }
  const why = address === -2 ? 'the load balancer has no virtual server left' : 'the floating IP pool is exhausted';
  if (refusal === why) return;
  hand.note(`${id.replace('svc/', 'Service ')} stays <pending>: ${why}`);
  hand.send(id, { type: 'refused', refusal: why });
}

type Service = { id: string; data: { ports: number; refusal: string } };

/** Room for some more virtual servers; where it lacks, auto-scaling makes another load balancer, if the edges carry one. */
function hasServers(hand: ControllerHand, ports: number, size: BalancerSize): boolean {
  const { taken, free } = hand.pool('virtual-servers');
  const extra: number = hand.memory.balancers ?? 0;
  if (taken + ports <= (1 + extra) * serversPer(hand, size)) return true;
  if (!hand.value(balancerParameters.autoScaling) || free < ports) return false;
  if (hand.take('lb-services', `load balancer ${extra + 2}`) < 0) return false;
  hand.memory.balancers = extra + 1;
  return true;
}
