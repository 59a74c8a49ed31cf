/** What the platform consists of: kinds, pools, controllers and paths, as a design sizes them. */
import { type Kind, leaseKind, View, type World } from '../../sim/index.ts';
import { addresses, subnets } from '../addresses.ts';
import { healthMonitor } from '../bosh/health-monitor.ts';
import { defaults } from '../defaults.ts';
import type { Design } from '../design.ts';
import { dnsKind } from '../dns/server.ts';
import { agentKind, redial, tunnels } from '../downstream/agent.ts';
import { etcdKind } from '../etcd/cluster.ts';
import { memberKind } from '../etcd/member.ts';
import { ingressKind, ingressSync } from '../ingress/nginx.ts';
import { apiHealth, apiKind, apiServerKind } from '../kubernetes/api-server.ts';
import { masters } from '../kubernetes/master.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { kubeletStatus, nodeKind, nodeLifecycle } from '../kubernetes/node.ts';
import { podKind } from '../kubernetes/pod.ts';
import { endpoints, serviceKind } from '../kubernetes/service.ts';
import { sandboxes, scheduler, workloadKind, workloads } from '../kubernetes/workload.ts';
import { apiMonitor, apiPoolKind } from '../nsx/api-pool.ts';
import { type BalancerSize, balancerParameters, serversPer, servicesOn } from '../nsx/load-balancer.ts';
import { managerKind } from '../nsx/manager.ts';
import { ncp } from '../nsx/ncp.ts';
import { edgeHealth, edgeKind, routerKind } from '../nsx/service-router.ts';
import { agentRoute, agentTunnel, kubeApi, rancherUi } from '../paths.ts';
import { pksClusterKind, provisioning } from '../pks/cluster.ts';
import { clusterHealth, clusterKind, management } from '../rancher/cluster.ts';
import { rancherKind, replicas } from '../rancher/server.ts';
import { drs } from '../vsphere/drs.ts';
import { highAvailability } from '../vsphere/high-availability.ts';
import { hostKind } from '../vsphere/host.ts';
import { vmKind } from '../vsphere/vm.ts';
import { rulesOf } from './vms.ts';

/** Every kind of actor, lowest layer first. */
export const kinds: readonly Kind[] = [
  hostKind,
  vmKind,
  dnsKind,
  managerKind,
  edgeKind,
  routerKind,
  apiPoolKind,
  pksClusterKind,
  memberKind,
  etcdKind,
  apiServerKind,
  apiKind,
  leaseKind,
  nodeKind,
  namespaceKind,
  workloadKind,
  podKind,
  serviceKind,
  ingressKind,
  rancherKind,
  agentKind,
  clusterKind,
];

export function define(world: World, design: Design): void {
  for (const kind of kinds) world.addKind(kind);
  definePools(world, design);
  const rules = rulesOf(design);
  const { ha, drs: drsSettings } = design.vsphere;
  const controllers = [
    highAvailability({ ...ha, rules }),
    drs({ ...drsSettings, rules }),
    healthMonitor({ resurrector: design.bosh.resurrector, rules, mandatoryRules: drsSettings.mandatoryRules }),
    edgeHealth,
    provisioning,
    apiHealth,
    apiMonitor,
    masters,
    kubeletStatus,
    nodeLifecycle,
    workloads,
    scheduler,
    sandboxes,
    endpoints,
    ncp(balancerSize(design.pks)),
    ingressSync,
    replicas,
    management,
    clusterHealth,
    redial,
    tunnels,
  ];
  for (const controller of controllers) world.addController(controller);
  for (const path of [rancherUi, kubeApi, agentTunnel, agentRoute]) world.addPath(path);
}

function definePools(world: World, { nsx, pks }: Design): void {
  const { count: nodes, label: nodeLabel } = subnets(rangeOf(nsx.ipBlocks.nodes));
  const { count: pods, label: podLabel } = subnets(rangeOf(nsx.ipBlocks.pods));
  const { count: floating, label: floatingLabel } = addresses(rangeOf(nsx.floatingPool));
  world.addPool('pods-ip-block', pods, podLabel);
  world.addPool('nodes-ip-block', nodes, nodeLabel);
  world.addPool('floating-ip-pool', floating, floatingLabel);
  const size = balancerSize(pks);
  const view = new View(world);
  const services = servicesOn(view, nsx.edges, size);
  world.addPool('lb-services', services);
  world.addPool('virtual-servers', serversPer(view, size) * (world.value(balancerParameters.autoScaling) ? services : 1));
}

/** The size of the cluster's load balancers: its network profile's. */
export function balancerSize({ clusters, networkProfiles }: Design['pks']): BalancerSize {
  return networkProfiles.find(({ name }) => name === clusters[0]?.networkProfile)?.lbSize ?? defaults['pks.lbSize'].value;
}

type Shared = string | { range: string; takenByOthers: number };

export const rangeOf = (block: Shared): string => (typeof block === 'string' ? block : block.range);
export const othersOf = (block: Shared): number => (typeof block === 'string' ? 0 : block.takenByOthers);

/** The address that the design's DNS gives a host name, or '' without a record. */
export const addressOf = ({ dns }: Design, hostname: string): string => (Object.hasOwn(dns.records, hostname) ? (dns.records[hostname] ?? '') : '');
