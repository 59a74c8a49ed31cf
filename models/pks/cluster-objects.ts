/** What a fresh cluster takes of NSX-T: docs-pks vsphere-nsxt-cluster-objects. */
import type { ControllerHand } from '../../sim/index.ts';
import { ncpConfigKind } from '../nsx/ncp-config.ts';
import { serverPool } from '../nsx/service-network.ts';
import { routerPool, routersPerCluster, routersPerNamespace } from '../nsx/topology.ts';
import { pksClusterKind } from './cluster.ts';
import { type Network, tile } from './network-profile.ts';
import { pksParameters } from './parameters.ts';

/** A place that is needed: the pools of which one has to give it, in their order, and who is to hold it. */
export type Needed = readonly [pools: readonly string[], owner: string];

/** What a cluster has by its network profile; the one that carries Rancher as it is now, since another may have been given to it. */
export function networkFor(id: string, hand: ControllerHand): Network {
  const { cluster, profiles, ...own } = hand.get('ncp-config', ncpConfigKind).data;
  return (id === cluster ? undefined : profiles[hand.get(id, pksClusterKind).data.profile]) ?? own;
}

/**
 * What PKS makes of NSX-T for the cluster that carries Rancher before BOSH makes its VMs; what its namespaces need, NCP takes
 * when they are there. The API's address is the tile's pool's, where its DNS record leads. Its load balancer is made apart.
 */
export function carrierObjects(id: string, hand: ControllerHand): Needed[] {
  const network = networkFor(id, hand);
  const { nodeBlocks, floatingPools, areNodesRoutable } = network;
  const numbered = (n: number, pool: string, owner: (i: number) => string): Needed[] => Array.from({ length: n }, (_, i) => [[pool], owner(i)]);
  return [
    ...numbered(routersPerCluster(network), routerPool, (i) => `router ${i} of ${id}`),
    [nodeBlocks, `nodes of ${id}`],
    [[tile.floating], `API of ${id}`],
    ...(areNodesRoutable ? [] : [[floatingPools, `node SNAT of ${id}`] as const]),
    [floatingPools, `ingress of ${id}`],
    ...numbered(hand.value(pksParameters.clusterServers), serverPool, (i) => `${id} ${i}`),
  ];
}

/**
 * A further cluster's places, each from the first of some pools that has one: node subnet, a subnet, a router and a SNAT
 * address for each system namespace, and its addresses. Its load balancer is made apart (../nsx/lb-service.ts).
 */
export function objectsOf(id: string, hand: ControllerHand): Needed[] {
  const network = networkFor(id, hand);
  const { podBlocks, nodeBlocks, floatingPools, isRoutable, areNodesRoutable } = network;
  const times = (n: number, pools: readonly string[], owner: string): Needed[] => Array.from({ length: n }, (_, i) => [pools, `${owner} ${i} of ${id}`]);
  const namespaces = hand.value(pksParameters.systemNamespaces);
  return [
    ...times(hand.value(pksParameters.nodeSubnets), nodeBlocks, 'nodes'),
    ...times(namespaces, podBlocks, 'namespace'),
    ...times(routersPerCluster(network) + namespaces * routersPerNamespace(network), [routerPool], 'router'),
    ...times(isRoutable ? 0 : namespaces, floatingPools, 'SNAT'),
    ...times(areNodesRoutable ? 0 : hand.value(pksParameters.nodeSnat), floatingPools, 'node SNAT'),
    ...times(hand.value(pksParameters.apiAddresses), floatingPools, 'API'),
    ...times(hand.value(pksParameters.ingressAddresses), floatingPools, 'ingress'),
  ];
}
