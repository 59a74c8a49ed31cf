/**
 * A PKS cluster: what it takes from NSX-T when it is created, and its Last Action. The cluster that carries Rancher is
 * there from the start; further ones are created by an operation and only take their share of the pools.
 * Left out: the VMs of further clusters, resize, upgrade, delete, BOSH tasks.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, count, defineKind, defineParameters, min, uniform } from '../../sim/index.ts';

const objects = 'docs-pks@1.5 vsphere-nsxt-cluster-objects';

export const pksParameters = defineParameters('pks', {
  createTime: uniform(min(15), min(30), { assumption: 'docs-pks@1.4 create-cluster says up to 30 minutes; the lower bound is taken at half of it' }),
  systemNamespaces: count(4, {
    source: 'blog.jgriffiths.org: default, kube-public, kube-system, pks-system on Kubernetes 1.13 (PKS 1.4)',
    versions: { product: 'pks', since: { '1.5': [5, 'bdereims/pks-prep log (Sept 2019): the same and kube-node-lease, Kubernetes 1.14'] } },
  }),
  nodeSubnets: count(1, { source: `${objects}: one /24 of the nodes block per cluster` }),
  nodeSnat: count(1, { source: `${objects}: NAT mode, one SNAT address for the node subnet` }),
  apiAddresses: count(1, { source: `${objects}: one address for the API` }),
  ingressAddresses: count(1, { source: `${objects}: HTTP and HTTPS ingress virtual servers share one address` }),
  balancers: count(1, { source: `${objects}: one load balancer service; further clusters are taken to use this profile's size` }),
  clusterServers: count(3, { source: `${objects}: API 8443, ingress 80 and 443` }),
});

interface Context {
  actor: Actor;
  lastAction: 'CREATE';
  description: string;
}

export const pksClusterMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as Context, events: {} as { type: 'granted' } | { type: 'refused'; reason: string } },
  actions: {
    complete: assign({ description: 'Instance provisioning completed' }),
    explain: assign({ description: ({ event }) => (event.type === 'refused' ? `Instance provisioning failed: ${event.reason}` : '') }),
  },
  delays: { createTime: ({ context }) => context.actor.draw('createTime', pksParameters.createTime) },
}).createMachine({
  id: 'pks-cluster',
  context: ({ input }) => ({ lastAction: 'CREATE', description: 'Instance provisioning in progress', ...input }),
  initial: 'requested',
  states: {
    requested: { on: { granted: 'inProgress', refused: { target: 'failed', actions: 'explain' } } },
    inProgress: { after: { createTime: { target: 'succeeded', actions: 'complete' } } },
    succeeded: {},
    failed: {},
  },
});

export const pksClusterKind = defineKind('pks-cluster', pksClusterMachine);

/** Takes what a new cluster needs, or gives all of it back and fails. Needs NSX-T's manager. */
export const provisioning: Controller = {
  name: 'pks-provisioning',
  needs: { 'nsx-manager': 'available' },
  watch: { 'pks-cluster': (cluster) => (cluster.is('requested') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const taken: [pool: string, place: number, owner: string][] = [];
    const short = wants(id, hand).find(([pool, owner]) => {
      const place = hand.take(pool, owner);
      if (place >= 0) taken.push([pool, place, owner]);
      return place < 0;
    });
    if (!short) {
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    hand.note(`PKS cluster ${id} cannot be created: no place left in ${short[0]}`);
    hand.send(id, { type: 'refused', reason: `no place left in ${short[0]}` });
    return undefined;
  },
};

/** A fresh cluster's places: node subnet, a /24 and a SNAT address for each system namespace, and its addresses. */
function wants(id: string, hand: ControllerHand): [pool: string, owner: string][] {
  const times = (n: number, pool: string, owner: string): [string, string][] => Array.from({ length: n }, (_, i) => [pool, `${owner} ${i} of ${id}`]);
  const namespaces = hand.value(pksParameters.systemNamespaces);
  return [
    ...times(hand.value(pksParameters.balancers), 'lb-services', 'load balancer'),
    ...times(hand.value(pksParameters.nodeSubnets), 'nodes-ip-block', 'nodes'),
    ...times(namespaces, 'pods-ip-block', 'namespace'),
    ...times(namespaces, 'floating-ip-pool', 'SNAT'),
    ...times(hand.value(pksParameters.nodeSnat), 'floating-ip-pool', 'node SNAT'),
    ...times(hand.value(pksParameters.apiAddresses), 'floating-ip-pool', 'API'),
    ...times(hand.value(pksParameters.ingressAddresses), 'floating-ip-pool', 'ingress'),
  ];
}
