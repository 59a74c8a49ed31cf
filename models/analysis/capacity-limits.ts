/**
 * The limits of a design: hard pools, which refuse what is too much, and limits that vendors support, which nothing
 * enforces. Left out: etcd's quota, bandwidth, and what Kubernetes' own pods take on a node.
 */
import type { View } from '../../sim/index.ts';
import { addresses, subnets } from '../addresses.ts';
import type { PksDesign } from '../design.ts';
import { rangeOf, sharedOf } from '../nsx/blocks.ts';
import { type BalancerSize, servicesOn } from '../nsx/load-balancer.ts';
import { limitParameters, routerPool } from '../nsx/topology.ts';
import { balancerUnit, networkOf, prefixOf, tile } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { planOf } from '../platform/homes.ts';
import { toMiB } from '../platform/vms.ts';
import { largestRow, type RancherVersion, sizingOf, sizingRow, sizingSources } from '../rancher/sizing.ts';
import { valuesIn } from '../settings.ts';
import { type LimitName, valueOf } from './capacity-costs.ts';
import { isScaling, serversOf } from './capacity-services.ts';

export interface Limit {
  name: LimitName;
  capacity: number;
  /** What one of it is. */
  unit: string;
  source: string;
  /** The limit in a sentence, where its name does not say it. */
  text?: string;
  /** A hard pool refuses; a supported limit is a vendor's word. */
  isHard: boolean;
  /** What is seen first when it has run out. */
  harm: string;
}

/** The parameters as the design sets them. */
const viewOf = (design: PksDesign): Pick<View, 'value'> => ({ value: valuesIn(design) });

/** Load balancers of a size that some edges carry. */
export const balancersOn = (design: PksDesign, edges: PksDesign['nsx']['edges'], size: BalancerSize): number => servicesOn(viewOf(design), edges, size);

const snat = 'a namespace gets no SNAT address and stays without network, an import becomes active all the same';
const stuck = "the next new namespace's pods stay ContainerCreating and `pks create-cluster` fails";

/** Several blocks or pools are one limit, since the next is used when the first is used up. */
const listed = (names: readonly string[]): { text?: string } => (names.some((name) => !tiles.includes(name)) ? { text: names.join(', ') } : {});
const tiles: readonly string[] = Object.values(tile);

const blocksIn = (design: PksDesign, names: readonly string[]): Pick<Limit, 'capacity' | 'unit' | 'text'> => ({
  capacity: names.reduce((sum, name) => sum + subnets(rangeOf(sharedOf(design, name)), prefixOf(design, name)).count, 0),
  unit: `/${prefixOf(design, names[0] ?? '')}`,
  ...listed(names),
});

/** The pools of the twin, in its order. */
function pools(design: PksDesign): Limit[] {
  const network = networkOf(design);
  const { size, podBlocks, nodeBlocks, floatingPools, serversMax = Number.POSITIVE_INFINITY } = network;
  const services = balancersOn(design, design.nsx.edges, size);
  const unit = balancerUnit(design);
  const block = 'docs-pks@1.5 vsphere-nsxt-cluster-objects: one /24';
  return [
    {
      name: 'pods-ip-block',
      ...blocksIn(design, podBlocks),
      source: `${block} for each namespace`,
      isHard: true,
      harm: `a namespace gets no /24, an import becomes active all the same; ${stuck}`,
    },
    {
      name: 'nodes-ip-block',
      ...blocksIn(design, nodeBlocks),
      source: `${block} for each cluster`,
      isHard: true,
      harm: '`pks create-cluster` fails',
    },
    {
      name: 'floating-ip-pool',
      capacity: floatingPools.reduce((sum, name) => sum + addresses(rangeOf(sharedOf(design, name))).count, 0),
      ...listed(floatingPools),
      unit: 'address',
      source: 'docs-pks@1.5 vsphere-nsxt-cluster-objects: SNAT addresses and VIPs',
      isHard: true,
      harm: `${snat}; ${stuck}, and a new Service stays <pending>`,
    },
    routers(design),
    {
      name: 'lb-services',
      capacity: balancersOn(design, design.nsx.edges, unit),
      unit: `${unit} load balancer`,
      source: 'docs.pivotal.io/pra/2-1 and 2-2 routing: LB services per edge node, NSX-T 2.4 and 2.5; a pair carries what one does',
      text: `${unit === size ? `${size} load balancers` : `load balancers, in places of a ${unit} one,`} on ${design.nsx.edges.length} edges; each full one also costs a further one`,
      isHard: true,
      harm: '`pks create-cluster` fails, and a new Service may stay <pending>',
    },
    {
      name: 'virtual-servers',
      capacity: Math.min(serversOf(design, size) * (isScaling(design) ? services : 1), serversMax + valueOf(design, pksParameters.clusterServers)),
      unit: 'virtual server',
      source: `dcoghlan/VMware.CfgMax README.md: virtual servers of a ${size} load balancer`,
      isHard: true,
      harm: 'a new Service stays <pending>',
    },
  ];
}

/** A vendor's word, unless the design has it enforced. */
function routers(design: PksDesign): Limit {
  const isHard = viewOf(design).value(limitParameters.isTier1PerTier0Enforced);
  return {
    name: routerPool,
    capacity: valueOf(design, limitParameters.tier1PerTier0),
    unit: 'Tier-1 router',
    source: 'ngschmidt/nsx-ninja-design-v3 SCALE.md: Tier-1 per Tier-0 400 (1000 from 3.1)',
    text: `Tier-1 routers on one Tier-0, one for each ${networkOf(design).isSingleTier ? 'cluster' : 'namespace'}`,
    isHard,
    harm: isHard ? `a namespace gets no router; ${stuck}` : 'the next router is made; VMware has not tested so many',
  };
}

/** The sizing table of a design's Rancher. */
export const sizingVersion = (design: PksDesign): RancherVersion => sizingOf(design.versions.rancher);

/** GiB of a node that carries Rancher. */
export const nodeMemory = (design: PksDesign): number => toMiB(planOf(design).workerMemory) / 1_024;

function rancherLimits(design: PksDesign): Limit[] {
  const version = sizingVersion(design);
  const memory = nodeMemory(design);
  const own = sizingRow(version, memory);
  const largest = largestRow(version);
  const about = { source: sizingSources[version], isHard: false };
  const name = `Rancher ${version} sizing table`;
  const on = own ? `${own.memoryGiB} GB nodes (and ${own.vcpu} vCPU)` : `nodes below its smallest, with ${memory} GB`;
  const harm = 'nothing breaks at the line: Rancher and etcd slow down, and the vendor asks for larger nodes';
  return [
    { ...about, name: 'rancher-sizing', capacity: own?.clusters ?? 0, unit: 'cluster', text: `${name}, ${on}`, harm },
    { ...about, name: 'rancher-sizing-nodes', capacity: own?.nodes ?? 0, unit: 'node', text: `${name}, ${on}`, harm },
    {
      ...about,
      name: 'rancher-sizing-largest',
      capacity: largest.clusters,
      unit: 'cluster',
      text: `${name}, largest row: ${largest.memoryGiB} GB, ${largest.vcpu} vCPU`,
      harm: 'beyond what the vendor states for any node size',
    },
    {
      ...about,
      name: 'rancher-sizing-largest-nodes',
      capacity: largest.nodes,
      unit: 'node',
      text: `${name}, largest row`,
      harm: 'beyond what the vendor states for any node size',
    },
  ];
}

function vendorLimits(design: PksDesign): Limit[] {
  const { hosts, ha } = design.vsphere;
  const memory = hosts.map((host) => toMiB(host.memory) / 1_024).sort((a, b) => b - a);
  const reserve = ha.enabled ? ha.admissionControl.hostFailuresToTolerate : 0;
  const about = { isHard: false };
  return [
    ...rancherLimits(design),
    {
      ...about,
      name: 'pods-per-node',
      capacity: valueOf(design, pksParameters.podsPerWorker) * planOf(design).workers,
      unit: 'pod',
      source: 'docs-pks@1.6 vm-sizing: at most 100 pods a worker',
      text: `pods on ${planOf(design).workers} workers, without the system's own`,
      harm: 'PKS has not tested more; a kubelet refuses the 111th, and new pods stay Pending',
    },
    {
      ...about,
      name: 'host-memory',
      capacity: memory.slice(reserve).reduce((sum, one) => sum + one, 0),
      unit: 'GiB',
      source: 'docs-pks@1.6 vsphere-nsxt-rpd-mpd: HA with 1-host admission control; sizes of the design',
      text: `memory with ${reserve} ${reserve === 1 ? 'host' : 'hosts'} kept free`,
      harm: 'vSphere HA cannot restart every VM after a host is lost',
    },
  ];
}

/** Hard pools first, then what vendors support. */
export const limitsOf = (design: PksDesign): Limit[] => [...pools(design), ...vendorLimits(design)];
