/** What a fresh cluster takes of NSX-T: docs-pks vsphere-nsxt-cluster-objects. */
import type { ControllerHand } from '../../sim/index.ts';
import { ncpConfigKind } from '../nsx/ncp-config.ts';
import { routerPool, routersPerCluster, routersPerNamespace } from '../nsx/topology.ts';
import { pksParameters } from './parameters.ts';

/**
 * A further cluster's places, each from the first of some pools that has one: node subnet, a subnet, a router and a SNAT
 * address for each system namespace, and its addresses. Further clusters are taken to have the first one's network profile.
 */
export function objectsOf(id: string, hand: ControllerHand): [pools: readonly string[], owner: string][] {
  const config = hand.get('ncp-config', ncpConfigKind).data;
  const { podBlocks, nodeBlocks, floatingPools, isRoutable } = config;
  const times = (n: number, pools: readonly string[], owner: string): [readonly string[], string][] =>
    Array.from({ length: n }, (_, i) => [pools, `${owner} ${i} of ${id}`]);
  const namespaces = hand.value(pksParameters.systemNamespaces);
  return [
    ...times(hand.value(pksParameters.balancers), ['lb-services'], 'load balancer'),
    ...times(hand.value(pksParameters.nodeSubnets), nodeBlocks, 'nodes'),
    ...times(namespaces, podBlocks, 'namespace'),
    ...times(routersPerCluster(config) + namespaces * routersPerNamespace(config), [routerPool], 'router'),
    ...times(isRoutable ? 0 : namespaces, floatingPools, 'SNAT'),
    ...times(hand.value(pksParameters.nodeSnat), floatingPools, 'node SNAT'),
    ...times(hand.value(pksParameters.apiAddresses), floatingPools, 'API'),
    ...times(hand.value(pksParameters.ingressAddresses), floatingPools, 'ingress'),
  ];
}
