/** What a cluster takes from NSX-T when it is created. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { makeBalancer } from '../nsx/balancer-router.ts';
import { takeFirst } from '../nsx/blocks.ts';
import { pksClusterKind } from './cluster.ts';
import { carrierObjects, type Needed, objectsOf } from './cluster-objects.ts';

/** Takes what a new cluster needs, or gives all of it back and fails. Needs NSX-T's manager. */
export const provisioning = (ingress: 'nginx' | 'nsx'): Controller => ({
  name: 'pks-provisioning',
  needs: { 'nsx-manager': 'available' },
  watch: { 'pks-cluster': (cluster) => (cluster.is('requested') || cluster.is('inProgress.releasing') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const cluster = hand.get(id, pksClusterKind);
    if (cluster.is('inProgress.releasing')) return release(id, hand);
    if (!cluster.is('requested')) return undefined;
    const { isFollowed } = cluster.data;
    const taken: [pool: string, place: number, owner: string][] = [];
    const short = (isFollowed ? missingObjects(id, hand) : objectsOf(id, hand)).find(([pools, owner]) => {
      const { pool, place } = takeFirst(hand, pools, owner);
      if (place >= 0) taken.push([pool, place, owner]);
      return place < 0;
    });
    if (!short) {
      if (isFollowed && !hand.find('lb-tier-1')) {
        makeBalancer(hand, ingress);
        hand.note(`NSX-T has the router, the load balancer and the addresses of PKS cluster ${id}`);
      }
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    hand.note(`PKS cluster ${id} cannot be created: no place left in ${short[0].join(', ')}`);
    hand.send(id, { type: 'refused', reason: `no place left in ${short[0].join(', ')}` });
    return undefined;
  },
});

/** What the cluster that carries Rancher does not have yet. */
export const missingObjects = (id: string, hand: ControllerHand): Needed[] =>
  carrierObjects(id, hand).filter(([pools, owner]) => !pools.some((pool) => [...hand.pool(pool).holders()].some(([, holder]) => holder === owner)));

/** Gives back all that the cluster's creation took, pool by pool. */
function release(id: string, hand: ControllerHand): undefined {
  for (const pool of new Set(objectsOf(id, hand).flatMap(([pools]) => pools))) {
    for (const [place, owner] of [...hand.pool(pool).holders()]) if (owner.endsWith(` of ${id}`)) hand.give(pool, place, owner);
  }
  hand.send(id, { type: 'released' });
}
