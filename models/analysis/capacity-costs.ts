/**
 * What the platform takes of each limit before anybody imports a cluster, and what each further thing costs. Counted
 * from the same parameters that the twin runs on, without running it; a property test holds the two together.
 */
import { type Design, isOnPks } from '../design.ts';
import { workerVms } from '../platform/homes.ts';
import { planVms } from '../platform/vms.ts';
import type { VmRole } from '../vsphere/vm.ts';
import { nsxCosts, nsxPlatform } from './capacity-nsx-costs.ts';
import { type Counts, type LimitName, type Share, type Thing, things } from './capacity-things.ts';

/** What one more of each thing takes. */
export function costsOf(design: Design, portsPerService = 1): Record<Thing, Counts> {
  const { nodesPerCluster } = design.downstream;
  const managed: Counts = {
    'rancher-sizing': 1,
    'rancher-sizing-largest': 1,
    'rancher-sizing-nodes': nodesPerCluster,
    'rancher-sizing-largest-nodes': nodesPerCluster,
  };
  const own = isOnPks(design) ? nsxCosts(design, portsPerService) : undefined;
  return Object.fromEntries(things.map((thing) => [thing, { ...own?.[thing], ...(thing === 'import' ? managed : {}) }])) as Record<Thing, Counts>;
}

/** What is taken at the start, and for what. */
export function platformOf(design: Design): Record<LimitName, Share[]> {
  const { rancher, downstream } = design;
  const managed = [{ what: 'clusters imported before', count: downstream.atStart }];
  const nodes = [{ what: 'nodes of clusters imported before', count: downstream.atStart * downstream.nodesPerCluster }];
  const taken: Partial<Record<LimitName, Share[]>> = {
    ...(isOnPks(design) ? nsxPlatform(design) : {}),
    'rancher-sizing': managed,
    'rancher-sizing-nodes': nodes,
    'rancher-sizing-largest': managed,
    'rancher-sizing-largest-nodes': nodes,
    'pods-per-node': [
      { what: 'ingress pods', count: ingressPods(design) },
      { what: 'Rancher replicas', count: rancher.replicas },
      { what: 'the cluster agent', count: 1 },
    ],
    'host-memory': (Object.keys(vmNames) as VmRole[]).map((role) => ({ what: vmNames[role], count: memoryOf(design, role) })),
  };
  return Object.fromEntries(Object.entries(taken).map(([limit, shares]) => [limit, shares.filter(({ count }) => count > 0)])) as Record<LimitName, Share[]>;
}

/** NSX-T's own L7 has no pods; RKE's ingress has one on every worker. */
function ingressPods(design: Design): number {
  const { controller, kind, replicas } = design.ingress;
  const workers = workerVms(design).length;
  if (!isOnPks(design)) return workers;
  if (controller !== 'nginx') return 0;
  return kind === 'DaemonSet' ? workers : replicas;
}

const vmNames: Readonly<Record<VmRole, string>> = { edge: 'edges', balancer: 'load balancers', master: 'masters', worker: 'workers', node: 'nodes' };

/** GiB. */
const memoryOf = (design: Design, role: VmRole): number =>
  planVms(design)
    .filter((vm) => vm.role === role)
    .reduce((sum, { memory }) => sum + memory, 0) / 1_024;
