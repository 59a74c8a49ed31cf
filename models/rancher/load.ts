/**
 * What a replica carries, and what becomes of one that carries too much, if the design asks: with a memory limit, or once its
 * worker has no more memory, it is killed; beyond the sizing table it answers its probes too late, and these have it killed
 * (rancher/rancher#44649: more than 1 s at /healthz under load; a restart hands its clusters to the others, which may then be
 * too slow themselves). Left out: CPU, what else needs a worker's memory, requests to the API while caches fill.
 */
import { type Actor, bytes, type ControllerHand, count, defineParameters, duration, s, type View } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { agentKind } from '../downstream/agent.ts';
import { podKind } from '../kubernetes/pod.ts';
import { workerVms } from '../platform/homes.ts';
import { planVms, toMiB } from '../platform/vms.ts';
import { clusterKind, isKept } from './cluster.ts';
import { hashOf, ownerOf } from './ownership.ts';
import { rancherKind, rancherVersion } from './server.ts';
import { sizingOf, sizingRow } from './sizing.ts';

const mebibyte = 1_048_576;

export const ownershipParameters = defineParameters('rancher.ownership', {
  perCluster: bytes(109 * mebibyte, {
    assumption: 'the sizing table of 2.4 read as what two of three replicas carry: 8 GB for 75 of 150 clusters; no figure published for one cluster',
  }),
  nodesPerShare: count(10, {
    source: 'rancher/docs content/rancher/v2.0-v2.4/en/installation/requirements: 150 clusters or 1500 nodes, whichever comes first',
  }),
  evictionHard: bytes(100 * mebibyte, {
    source: 'kubernetes/kubernetes pkg/kubelet/apis/config/v1beta1/defaults_linux.go DefaultEvictionHard: memory.available 100Mi',
    why: 'what a worker keeps for itself',
  }),
  syncLimit: duration(s(30), {
    source: 'rancher/rancher@v2.2.8 pkg/clustermanager/manager.go: 30 s sync limit',
    why: 'by then the caches of what a replica was given have filled',
  }),
});

/** Two of three replicas carry what the table states, since one may be lost; the memory of a cluster is read from it in the same way. */
const carriers = 2;

/** What replicas may not pass, in MiB and GiB; what is left out bounds nothing. */
export interface Bounds {
  /** Of one replica. */
  memory?: number;
  /** Of a worker. */
  nodeMemory?: number;
  /** The sizing table's row for workers of so much memory, in GiB. */
  sizing?: number;
}

/** The bounds of a design, by its smallest worker; nothing without any. */
export function boundsOf(design: Design): Bounds | undefined {
  const { memoryLimit, nodeMemory, beyondSizing } = design.rancher;
  const bounds: Bounds = {
    ...(memoryLimit === undefined ? {} : { memory: toMiB(memoryLimit) }),
    ...(nodeMemory ? { nodeMemory: workerMemory(design) } : {}),
    ...(beyondSizing === 'hangs' ? { sizing: workerMemory(design) / 1_024 } : {}),
  };
  return Object.keys(bounds).length > 0 ? bounds : undefined;
}

/** MiB. */
function workerMemory(design: Design): number {
  const workers = workerVms(design);
  return planVms(design).reduce((least, { id, memory }) => (workers.includes(id) ? Math.min(least, memory) : least), Number.MAX_SAFE_INTEGER);
}

type Cluster = Actor<NonNullable<(typeof clusterKind)['context']>>;

const nodesOf = (view: View, { data: { agent } }: Cluster): number => view.get(agent, agentKind).data.nodes;

/** What a replica owns, as every replica works it out. */
function ownOf(hand: ControllerHand, pod: string): Cluster[] {
  const { peers } = hand.get('rancher', rancherKind).data;
  return hand.all(clusterKind).filter((cluster) => isKept(cluster) && ownerOf(peers, hashOf(hand, cluster.id)) === pod);
}

/** MiB for some clusters: one share of the table each, or more when one has more nodes than the table's clusters. */
function memoryFor(view: View, clusters: readonly Cluster[]): number {
  const shares = clusters.reduce((sum, cluster) => sum + Math.max(1, nodesOf(view, cluster) / view.value(ownershipParameters.nodesPerShare)), 0);
  return (shares * view.value(ownershipParameters.perCluster)) / mebibyte;
}

/** Looks at a replica that serves: what it owns may be too much for it, or for its worker. */
export function judge(pod: string, hand: ControllerHand, bounds: Bounds): undefined {
  const found = hand.find(pod, podKind);
  if (!found?.is('ready') || !hand.get('rancher', rancherKind).data.peers.includes(pod)) return;
  const own = ownOf(hand, pod);
  const needed = memoryFor(hand, own);
  if (bounds.memory !== undefined && needed > bounds.memory) return kill(hand, pod, `${own.length} clusters need ${gib(needed)} of ${gib(bounds.memory)}`);
  if (bounds.nodeMemory !== undefined && isLargest(hand, pod, found.data.node ?? '', needed, bounds.nodeMemory))
    return kill(hand, pod, `${own.length} clusters need ${gib(needed)} on a worker of ${gib(bounds.nodeMemory)}`);
  if (bounds.sizing !== undefined) slow(hand, pod, own, bounds.sizing);
}

const gib = (mib: number): string => `${(mib / 1_024).toFixed(1)}Gi`;

function kill(hand: ControllerHand, pod: string, why: string): undefined {
  hand.note(`${pod} is OOMKilled: ${why}`);
  hand.send(pod, { type: 'kill' });
}

/** Whether the replicas on a worker need more than it has, and this one the most of them: the kernel ends the largest. */
function isLargest(hand: ControllerHand, pod: string, node: string, needed: number, memory: number): boolean {
  const mates = hand.with('node', node, podKind).filter((one) => one.data.app === 'rancher' && one.is('ready') && one.id !== pod);
  const theirs = mates.map((one) => memoryFor(hand, ownOf(hand, one.id)));
  const all = theirs.reduce((sum, one) => sum + one, needed);
  return all > memory - hand.value(ownershipParameters.evictionHard) / mebibyte && theirs.every((one) => one <= needed);
}

/** Beyond its part of what the table states for all replicas, one is too slow for its probes. */
function slow(hand: ControllerHand, pod: string, own: readonly Cluster[], memory: number): void {
  const row = sizingRow(sizingOf(rancherVersion(hand)), memory);
  const nodes = own.reduce((sum, cluster) => sum + nodesOf(hand, cluster), 0);
  if (row && own.length <= row.clusters / carriers && nodes <= row.nodes / carriers) return;
  const stated = row ? `${row.clusters} clusters with ${row.nodes} nodes for all replicas` : 'none for workers so small';
  hand.note(`${pod} is too slow for its probes: it runs ${own.length} clusters with ${nodes} nodes, and the sizing table states ${stated}`);
  hand.send(pod, { type: 'hang' });
}
