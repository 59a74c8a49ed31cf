/**
 * Which replica runs whose controllers: every replica works it out for itself from the ready ones, sorted by address as
 * text, and from a hash of the cluster's UID (rancher/rancher@v2.2.8 pkg/api/controllers/usercontrollers/usercontroller.go).
 * A change of the Endpoints moves clusters at once, so Rancher's look every 2 minutes never finds more, and is no event.
 * What it owns is a replica's load (load.ts).
 * Left out: what a hand-over costs in time, requests to the API while caches fill.
 */
import type { Actor, Controller, ControllerHand } from '../../sim/index.ts';
import { podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { clusterKind, isKept } from './cluster.ts';
import { type Bounds, judge, ownershipParameters } from './load.ts';
import { rancherKind } from './server.ts';

/** Ready replicas in the order that all of them agree on. The last part of an address stands for the whole: they share a subnet. */
export function sortedPeers(pods: readonly string[]): string[] {
  const address = (pod: string) => String(2 + (Number(pod.split('-').at(-1)) % 253));
  return [...pods].sort((a, b) => (address(a) < address(b) ? -1 : address(a) > address(b) ? 1 : a < b ? -1 : 1));
}

/** The owner among sorted peers of a cluster whose UID has this hash, 0 to 2^32 - 1. */
export const ownerOf = (peers: readonly string[], hash: number): string | undefined =>
  peers[Math.min(peers.length - 1, Math.floor((hash * peers.length) / (2 ** 32 - 1)))];

/** UIDs are random, so that their checksum is a number drawn once. */
export const hashOf = (hand: ControllerHand, cluster: string): number => hand.phase(`uid of ${cluster}`, 2 ** 32);

/** Keys: `peers` when the Endpoints change, a replica whose load is to be looked at, a new cluster. */
export const ownership = (bounds: Bounds | undefined): Controller => ({
  name: 'cluster-ownership',
  needs: { 'kube-api': 'available', rancher: 'serving' },
  watch: {
    service: (service) => (service.id === 'svc/rancher' ? 'peers' : undefined),
    ...(bounds === undefined ? {} : { cluster: (cluster: Actor) => (cluster.is('waiting') ? cluster.id : undefined) }),
  },
  reconcile(key, hand) {
    if (key === 'peers') return share(hand, bounds !== undefined);
    if (bounds === undefined) return undefined;
    if (hand.find(key)?.kind === podKind.name) return judge(key, hand, bounds);
    // One more cluster fills its owner's caches.
    const owner = ownerOf(hand.get('rancher', rancherKind).data.peers, hashOf(hand, key));
    if (owner !== undefined) hand.wake('cluster-ownership', owner, hand.value(ownershipParameters.syncLimit));
    return undefined;
  },
});

/** Hands clusters over after a change of who is ready. */
function share(hand: ControllerHand, isBounded: boolean): undefined {
  const before = hand.get('rancher', rancherKind).data.peers;
  const peers = sortedPeers(hand.get('svc/rancher', serviceKind).data.endpoints);
  if (peers.length === 0 || peers.join() === before.join()) return;
  const clusters = hand.all(clusterKind).filter(isKept);
  const moved = clusters.filter(({ id }) => ownerOf(before, hashOf(hand, id)) !== ownerOf(peers, hashOf(hand, id))).length;
  hand.send('rancher', { type: 'peersChanged', peers, moved });
  if (moved > 0) hand.note(`the controllers of ${moved} of ${clusters.length} clusters go to other replicas: ready are ${peers.join(', ')}`);
  if (isBounded) for (const peer of peers) hand.wake('cluster-ownership', peer, hand.value(ownershipParameters.syncLimit));
}
