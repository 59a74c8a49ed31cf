/**
 * Which replica runs whose controllers: every replica works it out for itself from the ready ones, sorted by address as
 * text, and from a hash of the cluster's UID (rancher/rancher@v2.2.8 pkg/api/controllers/usercontrollers/usercontroller.go).
 * A change of the Endpoints moves clusters at once, so Rancher's look every 2 minutes never finds more, and is no event.
 * What a replica owns it keeps in memory: one with a limit that owns too much is killed, and the others get its share.
 * Left out: what a hand-over costs in time, requests to the API while caches fill.
 */
import { type Actor, bytes, type Controller, type ControllerHand, count, defineParameters, duration, s, type View } from '../../sim/index.ts';
import { agentKind } from '../downstream/agent.ts';
import { podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { clusterKind, isKept } from './cluster.ts';
import { rancherKind } from './server.ts';

const mebibyte = 1_048_576;

export const ownershipParameters = defineParameters('rancher.ownership', {
  perCluster: bytes(109 * mebibyte, {
    assumption: 'the sizing table of 2.4 read as what two of three replicas carry: 8 GB for 75 of 150 clusters; no figure published for one cluster',
  }),
  nodesPerShare: count(10, {
    source: 'rancher/docs content/rancher/v2.0-v2.4/en/installation/requirements: 150 clusters or 1500 nodes, whichever comes first',
  }),
  syncLimit: duration(s(30), {
    source: 'rancher/rancher@v2.2.8 pkg/clustermanager/manager.go: 30 s sync limit',
    why: 'by then the caches of what a replica was given have filled',
  }),
});

/** Ready replicas in the order that all of them agree on. The last part of an address stands for the whole: they share a subnet. */
export function sortedPeers(pods: readonly string[]): string[] {
  const address = (pod: string) => String(2 + (Number(pod.split('-').at(-1)) % 253));
  return [...pods].sort((a, b) => (address(a) < address(b) ? -1 : address(a) > address(b) ? 1 : a < b ? -1 : 1));
}

/** The owner among sorted peers of a cluster whose UID has this hash, 0 to 2^32 - 1. */
export const ownerOf = (peers: readonly string[], hash: number): string | undefined =>
  peers[Math.min(peers.length - 1, Math.floor((hash * peers.length) / (2 ** 32 - 1)))];

/** UIDs are random, so that their checksum is a number drawn once. */
const hashOf = (hand: ControllerHand, cluster: string): number => hand.phase(`uid of ${cluster}`, 2 ** 32);

/** What a cluster weighs: one share of the table, or more when it has more nodes than the table's clusters. */
function weightOf(view: View, { data: { agent } }: Actor<{ agent: string }>): number {
  return Math.max(1, view.get(agent, agentKind).data.nodes / view.value(ownershipParameters.nodesPerShare));
}

/** Keys: `peers` when the Endpoints change, a replica whose memory is to be looked at, a new cluster. `limit` in MiB. */
export const ownership = (limit: number | undefined): Controller => ({
  name: 'cluster-ownership',
  needs: { 'kube-api': 'available', rancher: 'serving' },
  watch: {
    service: (service) => (service.id === 'svc/rancher' ? 'peers' : undefined),
    ...(limit === undefined ? {} : { cluster: (cluster: Actor) => (cluster.is('waiting') ? cluster.id : undefined) }),
  },
  reconcile(key, hand) {
    if (key === 'peers') return share(hand, limit);
    if (limit === undefined) return undefined;
    if (hand.find(key)?.kind === podKind.name) return judge(key, hand, limit);
    // One more cluster fills its owner's caches.
    const owner = ownerOf(hand.get('rancher', rancherKind).data.peers, hashOf(hand, key));
    if (owner !== undefined) hand.wake('cluster-ownership', owner, hand.value(ownershipParameters.syncLimit));
    return undefined;
  },
});

/** Hands clusters over after a change of who is ready. */
function share(hand: ControllerHand, limit: number | undefined): undefined {
  const before = hand.get('rancher', rancherKind).data.peers;
  const peers = sortedPeers(hand.get('svc/rancher', serviceKind).data.endpoints);
  if (peers.length === 0 || peers.join() === before.join()) return;
  const clusters = hand.all(clusterKind).filter(isKept);
  const moved = clusters.filter(({ id }) => ownerOf(before, hashOf(hand, id)) !== ownerOf(peers, hashOf(hand, id))).length;
  hand.send('rancher', { type: 'peersChanged', peers, moved });
  if (moved > 0) hand.note(`the controllers of ${moved} of ${clusters.length} clusters go to other replicas: ready are ${peers.join(', ')}`);
  if (limit !== undefined) for (const peer of peers) hand.wake('cluster-ownership', peer, hand.value(ownershipParameters.syncLimit));
}

/** Kills a replica whose clusters need more than its limit. */
function judge(pod: string, hand: ControllerHand, limit: number): undefined {
  const { peers } = hand.get('rancher', rancherKind).data;
  if (!hand.find(pod, podKind)?.is('ready') || !peers.includes(pod)) return;
  const own = hand.all(clusterKind).filter((cluster) => isKept(cluster) && ownerOf(peers, hashOf(hand, cluster.id)) === pod);
  const shares = own.reduce((sum, cluster) => sum + weightOf(hand, cluster), 0);
  const needed = (shares * hand.value(ownershipParameters.perCluster)) / mebibyte;
  if (needed <= limit) return;
  hand.note(`${pod} is OOMKilled: ${own.length} clusters need ${(needed / 1_024).toFixed(1)}Gi of ${(limit / 1_024).toFixed(1)}Gi`);
  hand.send(pod, { type: 'kill' });
}
