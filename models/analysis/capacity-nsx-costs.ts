/** What a platform on NSX-T takes of its pools at the start, and what each further thing costs there. */
import { defaults } from '../defaults.ts';
import type { PksDesign } from '../design.ts';
import { othersIn } from '../nsx/blocks.ts';
import { creditsPer } from '../nsx/load-balancer.ts';
import { routersPerCluster, routersPerNamespace, segmentsPerCluster } from '../nsx/topology.ts';
import { balancerSize, balancerUnit, type Network, networkOf } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { planOf } from '../platform/homes.ts';
import { toMiB } from '../platform/vms.ts';
import { rancherParameters } from '../rancher/server.ts';
import { valuesIn } from '../settings.ts';
import { ingressServers } from './capacity-services.ts';
import { type Counts, type LimitName, type Share, type Thing, valueOf } from './capacity-things.ts';

/** Places that a load balancer of the cluster's size takes in the pool, which counts the smallest that the design asks for. */
export const placesPerBalancer = (design: PksDesign): number => {
  const view = { value: valuesIn(design) };
  return Math.ceil(creditsPer(view, balancerSize(design.pks)) / creditsPer(view, balancerUnit(design)));
};

/** What one more of each thing takes of NSX-T; a Service of type LoadBalancer a virtual server for each of its ports (NCP30). */
export function nsxCosts(design: PksDesign, portsPerService: number): Record<Thing, Counts> {
  const plan = planOf(design);
  const perCluster = valueOf(design, rancherParameters.namespacesPerCluster);
  const perProject = valueOf(design, rancherParameters.namespacesPerProject);
  const system = valueOf(design, pksParameters.systemNamespaces);
  const network = networkOf(design);
  const namespaces = (n: number): Counts => namespaceCosts(network, n);
  const { nodeSnat, apiAddresses, ingressAddresses } = pksParameters;
  const own = [apiAddresses, ingressAddresses, ...(network.areNodesRoutable ? [] : [nodeSnat])];
  const addresses = own.reduce((sum, one) => sum + valueOf(design, one), 0);
  return {
    import: namespaces(perCluster + design.downstream.extraProjectsPerCluster * perProject),
    project: namespaces(perProject),
    // Rancher makes a user's namespace at the first stored preference (rancher/rancher@v2.2.8 pkg/api/store/userscope/store.go).
    user: namespaces(1),
    service: { 'floating-ip-pool': 1, 'virtual-servers': portsPerService },
    pksCluster: {
      'pods-ip-block': system,
      'nodes-ip-block': valueOf(design, pksParameters.nodeSubnets),
      'floating-ip-pool': (network.isRoutable ? 0 : system) + addresses,
      'tier-1-routers': system * routersPerNamespace(network) + routersPerCluster(network),
      segments: system + segmentsPerCluster,
      'lb-services': placesPerBalancer(design),
      'host-memory': (plan.masters * toMiB(plan.masterMemory) + plan.workers * toMiB(plan.workerMemory)) / 1_024,
    },
  };
}

/** Namespaces cost a subnet and a segment each, a SNAT address unless routable, a router unless shared (docs-pks vsphere-nsxt-cluster-objects). */
function namespaceCosts(network: Network, n: number): Counts {
  const routers = n * routersPerNamespace(network);
  return { 'pods-ip-block': n, segments: n, ...(network.isRoutable ? {} : { 'floating-ip-pool': n }), ...(routers > 0 ? { 'tier-1-routers': routers } : {}) };
}

/** What is taken of NSX-T at the start, and for what. */
export function nsxPlatform(design: PksDesign): Partial<Record<LimitName, Share[]>> {
  const { ingress, rancher, downstream } = design;
  const { name } = design.pks.clusters[0] ?? { name: '' };
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
  return {
    'pods-ip-block': [others(network.podBlocks), ...inNamespaces],
    'nodes-ip-block': [others(network.nodeBlocks), { what: `nodes of ${name}`, count: 1 }],
    'floating-ip-pool': [
      others(network.floatingPools),
      { what: `${network.areNodesRoutable ? '' : 'node SNAT, '}API and ingress of ${name}`, count: network.areNodesRoutable ? 2 : 3 },
      // NSX-T's own L7 uses the cluster's ingress address and virtual servers.
      { what: 'the Service of the ingress', count: ingress.controller === 'nginx' ? 1 : 0 },
      ...inNamespaces.map(({ what, count }) => ({ what: `SNAT of ${what}`, count: network.isRoutable ? 0 : count })),
    ],
    'virtual-servers': [
      { what: `API and ingress of ${name}`, count: valueOf(design, pksParameters.clusterServers) },
      { what: 'the Service of the ingress, ports 80 and 443', count: ingressServers(design) },
    ],
    segments: [{ what: `nodes and load balancer of ${name}`, count: segmentsPerCluster }, ...inNamespaces],
    'tier-1-routers': [
      { what: `nodes and load balancer of ${name}`, count: routersPerCluster(network) },
      ...inNamespaces.map(({ what, count }) => ({ what, count: count * routersPerNamespace(network) })),
    ],
    'lb-services': [{ what: `load balancer of ${name}`, count: placesPerBalancer(design) }],
  };
}

/** The names of system namespaces that the twin knows (models/platform/populate.ts). */
const knownSystemNamespaces = 5;
