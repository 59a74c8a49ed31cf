/**
 * What the platform takes of each limit before anybody imports a cluster, and what each further thing costs. Counted
 * from the same parameters that the twin runs on, without running it; a property test holds the two together.
 */
import type { Parameter } from '../../sim/index.ts';
import { defaults } from '../defaults.ts';
import type { PksDesign } from '../design.ts';
import { othersIn } from '../nsx/blocks.ts';
import { creditsPer } from '../nsx/load-balancer.ts';
import { routersPerCluster, routersPerNamespace } from '../nsx/topology.ts';
import { balancerSize, balancerUnit, type Network, networkOf } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { planOf } from '../platform/homes.ts';
import { planVms, toMiB } from '../platform/vms.ts';
import { rancherParameters } from '../rancher/server.ts';
import { valuesIn } from '../settings.ts';
import { ingressServers } from './capacity-services.ts';

/** What can be added to a platform. */
export const things = ['import', 'project', 'user', 'service', 'pksCluster'] as const;
export type Thing = (typeof things)[number];

/** Whatever is counted; pools of the twin carry their name there. */
export type LimitName =
  | 'pods-ip-block'
  | 'nodes-ip-block'
  | 'floating-ip-pool'
  | 'virtual-servers'
  | 'rancher-sizing'
  | 'rancher-sizing-nodes'
  | 'rancher-sizing-largest'
  | 'rancher-sizing-largest-nodes'
  | 'tier-1-routers'
  | 'lb-services'
  | 'pods-per-node'
  | 'host-memory';

export type Counts = Partial<Record<LimitName, number>>;

/** A part of what is taken, in words. */
export interface Share {
  what: string;
  count: number;
}

/** A whole number as a design sets it. */
export const valueOf = (design: PksDesign, parameter: Parameter<number>): number => valuesIn(design)(parameter);

/** Places that a load balancer of the cluster's size takes in the pool, which counts the smallest that the design asks for. */
export const placesPerBalancer = (design: PksDesign): number => {
  const view = { value: valuesIn(design) };
  return Math.ceil(creditsPer(view, balancerSize(design.pks)) / creditsPer(view, balancerUnit(design)));
};

/** What one more of each thing takes; a Service of type LoadBalancer a virtual server for each of its ports (NCP30). */
export function costsOf(design: PksDesign, portsPerService = 1): Record<Thing, Counts> {
  const { downstream } = design;
  const plan = planOf(design);
  const perCluster = valueOf(design, rancherParameters.namespacesPerCluster);
  const perProject = valueOf(design, rancherParameters.namespacesPerProject);
  const system = valueOf(design, pksParameters.systemNamespaces);
  const network = networkOf(design);
  const namespaces = (n: number): Counts => namespaceCosts(network, n);
  const { nodeSnat, apiAddresses, ingressAddresses } = pksParameters;
  const own = [apiAddresses, ingressAddresses, ...(network.areNodesRoutable ? [] : [nodeSnat])];
  const addresses = own.reduce((sum, one) => sum + valueOf(design, one), 0);
  const managed = {
    'rancher-sizing': 1,
    'rancher-sizing-largest': 1,
    'rancher-sizing-nodes': downstream.nodesPerCluster,
    'rancher-sizing-largest-nodes': downstream.nodesPerCluster,
  };
  return {
    import: { ...namespaces(perCluster + downstream.extraProjectsPerCluster * perProject), ...managed },
    project: namespaces(perProject),
    // Rancher makes a user's namespace at the first stored preference (rancher/rancher@v2.2.8 pkg/api/store/userscope/store.go).
    user: namespaces(1),
    service: { 'floating-ip-pool': 1, 'virtual-servers': portsPerService },
    pksCluster: {
      'pods-ip-block': system,
      'nodes-ip-block': valueOf(design, pksParameters.nodeSubnets),
      'floating-ip-pool': (network.isRoutable ? 0 : system) + addresses,
      'tier-1-routers': system * routersPerNamespace(network) + routersPerCluster(network),
      'lb-services': placesPerBalancer(design),
      'host-memory': (plan.masters * toMiB(plan.masterMemory) + plan.workers * toMiB(plan.workerMemory)) / 1_024,
    },
  };
}

/** Namespaces cost a subnet each, a SNAT address unless routable, a router unless shared (docs-pks vsphere-nsxt-cluster-objects). */
function namespaceCosts(network: Network, n: number): Counts {
  const routers = n * routersPerNamespace(network);
  return { 'pods-ip-block': n, ...(network.isRoutable ? {} : { 'floating-ip-pool': n }), ...(routers > 0 ? { 'tier-1-routers': routers } : {}) };
}

/** What is taken at the start, and for what. */
export function platformOf(design: PksDesign): Record<LimitName, Share[]> {
  const { ingress, rancher, downstream } = design;
  const { name } = design.pks.clusters[0] ?? { name: '' };
  const plan = planOf(design);
  const perCluster = valueOf(design, rancherParameters.namespacesPerCluster);
  const perProject = valueOf(design, rancherParameters.namespacesPerProject);
  const inNamespaces: Share[] = [
    { what: `system namespaces of ${name}`, count: Math.min(knownSystemNamespaces, valueOf(design, pksParameters.systemNamespaces)) },
    { what: "Rancher's own and the ingress", count: valueOf(design, defaults['rancher.fixedNamespaces']) + (ingress.namespace === 'cattle-system' ? 0 : 1) },
    { what: "the administrator's namespace", count: rancher.userNamespace ? 1 : 0 },
    { what: 'the cluster local and its projects', count: perCluster },
    { what: 'clusters imported before', count: downstream.atStart * (perCluster + downstream.extraProjectsPerCluster * perProject) },
  ];
  const network = networkOf(design);
  const others = (pools: readonly string[]): Share => ({ what: 'others', count: othersIn(design, pools) });
  // NSX-T's own L7 uses the cluster's ingress address and virtual servers, and has no pods.
  const isNginx = ingress.controller === 'nginx';
  const services = [{ what: 'the Service of the ingress', count: isNginx ? 1 : 0 }];
  const managed = [{ what: 'clusters imported before', count: downstream.atStart }];
  const nodes = [{ what: 'nodes of clusters imported before', count: downstream.atStart * downstream.nodesPerCluster }];
  const ingressPods = !isNginx ? 0 : ingress.kind === 'DaemonSet' ? plan.workers : ingress.replicas;
  const taken: Record<LimitName, Share[]> = {
    'pods-ip-block': [others(network.podBlocks), ...inNamespaces],
    'nodes-ip-block': [others(network.nodeBlocks), { what: `nodes of ${name}`, count: 1 }],
    'floating-ip-pool': [
      others(network.floatingPools),
      { what: `${network.areNodesRoutable ? '' : 'node SNAT, '}API and ingress of ${name}`, count: network.areNodesRoutable ? 2 : 3 },
      ...services,
      ...inNamespaces.map(({ what, count }) => ({ what: `SNAT of ${what}`, count: network.isRoutable ? 0 : count })),
    ],
    'virtual-servers': [
      { what: `API and ingress of ${name}`, count: valueOf(design, pksParameters.clusterServers) },
      { what: 'the Service of the ingress, ports 80 and 443', count: ingressServers(design) },
    ],
    'rancher-sizing': managed,
    'rancher-sizing-nodes': nodes,
    'rancher-sizing-largest': managed,
    'rancher-sizing-largest-nodes': nodes,
    'tier-1-routers': [
      { what: `nodes and load balancer of ${name}`, count: routersPerCluster(network) },
      ...inNamespaces.map(({ what, count }) => ({ what, count: count * routersPerNamespace(network) })),
    ],
    'lb-services': [{ what: `load balancer of ${name}`, count: placesPerBalancer(design) }],
    'pods-per-node': [
      { what: 'ingress pods', count: ingressPods },
      { what: 'Rancher replicas', count: rancher.replicas },
      { what: 'the cluster agent', count: 1 },
    ],
    'host-memory': [
      { what: 'edges', count: memoryOf(design, 'edge') },
      { what: 'masters', count: memoryOf(design, 'master') },
      { what: 'workers', count: memoryOf(design, 'worker') },
    ],
  };
  return Object.fromEntries(Object.entries(taken).map(([limit, shares]) => [limit, shares.filter(({ count }) => count > 0)])) as Record<LimitName, Share[]>;
}

/** The names of system namespaces that the twin knows (models/platform/populate.ts). */
const knownSystemNamespaces = 5;

/** GiB. */
const memoryOf = (design: PksDesign, role: string): number =>
  planVms(design)
    .filter((vm) => vm.role === role)
    .reduce((sum, { memory }) => sum + memory, 0) / 1_024;
