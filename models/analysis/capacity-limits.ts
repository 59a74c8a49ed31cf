/**
 * The limits of a design: hard pools, which refuse what is too much, and limits that vendors support, which nothing
 * enforces. Left out: etcd's quota, bandwidth, and what Kubernetes' own pods take on a node.
 */
import { type Design, isOnPks } from '../design.ts';
import { podParameters } from '../kubernetes/pod.ts';
import { pksParameters } from '../pks/parameters.ts';
import { workerVms } from '../platform/homes.ts';
import { planVms, toMiB } from '../platform/vms.ts';
import { largestRow, type RancherVersion, sizingOf, sizingRow, sizingSources } from '../rancher/sizing.ts';
import { nsxLimits } from './capacity-nsx-limits.ts';
import { type LimitName, valueOf } from './capacity-things.ts';

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

/** The sizing table of a design's Rancher. */
export const sizingVersion = (design: Design): RancherVersion => sizingOf(design.versions.rancher);

/** GiB of the smallest node that may carry Rancher. */
export function nodeMemory(design: Design): number {
  const workers = workerVms(design);
  return Math.min(...planVms(design).flatMap(({ id, memory }) => (workers.includes(id) ? [memory] : []))) / 1_024;
}

function rancherLimits(design: Design): Limit[] {
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

function vendorLimits(design: Design): Limit[] {
  const { hosts, ha } = design.vsphere;
  const memory = hosts.map((host) => toMiB(host.memory) / 1_024).sort((a, b) => b - a);
  const reserve = ha.enabled ? ha.admissionControl.hostFailuresToTolerate : 0;
  const about = { isHard: false };
  return [
    ...rancherLimits(design),
    podLimit(design),
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

/** PKS supports fewer pods than a kubelet admits. */
function podLimit(design: Design): Limit {
  const workers = workerVms(design).length;
  const [perWorker, source, harm] = isOnPks(design)
    ? [pksParameters.podsPerWorker, 'docs-pks@1.6 vm-sizing: at most 100 pods a worker', 'PKS has not tested more; ']
    : [podParameters.maxPerNode, 'kubernetes/kubelet config/v1beta1/types.go: max pods 110', ''];
  return {
    name: 'pods-per-node',
    capacity: valueOf(design, perWorker) * workers,
    unit: 'pod',
    source,
    text: `pods on ${workers} workers, without the system's own`,
    isHard: false,
    harm: `${harm}a kubelet refuses the 111th, and new pods stay Pending`,
  };
}

/** Hard pools first, which only NSX-T has, then what vendors support. */
export const limitsOf = (design: Design): Limit[] => [...(isOnPks(design) ? nsxLimits(design) : []), ...vendorLimits(design)];
