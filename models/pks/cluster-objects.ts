/** What a fresh cluster takes of NSX-T: docs-pks vsphere-nsxt-cluster-objects. */
import type { ControllerHand } from '../../sim/index.ts';
import { ncpConfigKind } from '../nsx/ncp-config.ts';
import { routerPool, routersPerCluster, routersPerNamespace } from '../nsx/topology.ts';
import { pksClusterKind } from './cluster.ts';
import type { Network } from './network-profile.ts';
import { pksParameters } from './parameters.ts';

/** What a cluster has by its network profile; the one that carries Rancher as it is now, since another may have been given to it. */
export function networkFor(id: string, hand: ControllerHand): Network {
  const { cluster, profiles, ...own } = hand.get('ncp-config', ncpConfigKind).data;
  return (id === cluster ? undefined : profiles[hand.get(id, pksClusterKind).data.profile]) ?? own;
}

/**
 * A further cluster's places, each from the first of some pools that has one: node subnet, a subnet, a router and a SNAT
 * address for each system namespace, and its addresses. Its load balancer is made apart (../nsx/lb-service.ts).
 */
export function objectsOf(id: string, hand: ControllerHand): [pools: readonly string[], owner: string][] {
  const network = networkFor(id, hand);
  const { podBlocks, nodeBlocks, floatingPools, isRoutable } = network;
  const times = (n: number, pools: readonly string[], owner: string): [readonly string[], string][] =>
    Array.from({ length: n }, (_, i) => [pools, `${owner} ${i} of ${id}`]);
  const namespaces = hand.value(pksParameters.systemNamespaces);
  return [
    ...times(hand.value(pksParameters.nodeSubnets), nodeBlocks, 'nodes'),
    ...times(namespaces, podBlocks, 'namespace'),
    ...times(routersPerCluster(network) + namespaces * routersPerNamespace(network), [routerPool], 'router'),
    ...times(isRoutable ? 0 : namespaces, floatingPools, 'SNAT'),
    ...times(hand.value(pksParameters.nodeSnat), floatingPools, 'node SNAT'),
    ...times(hand.value(pksParameters.apiAddresses), floatingPools, 'API'),
    ...times(hand.value(pksParameters.ingressAddresses), floatingPools, 'ingress'),
  ];
}
