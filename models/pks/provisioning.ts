/** What a further cluster takes from NSX-T when it is created. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { takeFirst } from '../nsx/blocks.ts';
import { makeBalancer, removeBalancers } from '../nsx/lb-service.ts';
import { pksClusterKind } from './cluster.ts';
import { networkFor, objectsOf } from './cluster-objects.ts';
import { pksParameters } from './parameters.ts';

/** Takes what a new cluster needs, or gives all of it back and fails. Needs NSX-T's manager. */
export const provisioning: Controller = {
  name: 'pks-provisioning',
  needs: { 'nsx-manager': 'available' },
  watch: { 'pks-cluster': (cluster) => (cluster.is('requested') || cluster.is('inProgress.releasing') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const cluster = hand.get(id, pksClusterKind);
    if (cluster.is('inProgress.releasing')) return release(id, hand);
    if (!cluster.is('requested')) return undefined;
    const taken: [pool: string, place: number, owner: string][] = [];
    const short = objectsOf(id, hand).find(([pools, owner]) => {
      const { pool, place } = takeFirst(hand, pools, owner);
      if (place >= 0) taken.push([pool, place, owner]);
      return place < 0;
    });
    const reason = short ? `no place left in ${short[0].join(', ')}` : refusedBalancer(id, hand);
    if (reason === undefined) {
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    hand.note(`PKS cluster ${id} cannot be created: ${reason}`);
    hand.send(id, { type: 'refused', reason });
    return undefined;
  },
};

/** Makes its load balancer, of its profile's size; what is on it is not followed. Why not, when the edges have no room. */
function refusedBalancer(id: string, hand: ControllerHand): string | undefined {
  const { size } = networkFor(id, hand);
  const made = makeBalancer(hand, { cluster: id, size, ownServers: hand.value(pksParameters.clusterServers) });
  return made === undefined ? `the edges carry no further ${size} load balancer` : undefined;
}

/** Gives back all that the cluster's creation took, pool by pool. */
function release(id: string, hand: ControllerHand): undefined {
  for (const pool of new Set(objectsOf(id, hand).flatMap(([pools]) => pools))) {
    for (const [place, owner] of [...hand.pool(pool).holders()]) if (owner.endsWith(` of ${id}`)) hand.give(pool, place, owner);
  }
  removeBalancers(hand, id);
  hand.send(id, { type: 'released' });
}
