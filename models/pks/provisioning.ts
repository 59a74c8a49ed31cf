/** What a further cluster takes from NSX-T when it is created. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { takeFirst } from '../nsx/blocks.ts';
import { pksClusterKind } from './cluster.ts';
import { objectsOf } from './cluster-objects.ts';

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
    if (!short) {
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    hand.note(`PKS cluster ${id} cannot be created: no place left in ${short[0].join(', ')}`);
    hand.send(id, { type: 'refused', reason: `no place left in ${short[0].join(', ')}` });
    return undefined;
  },
};

/** Gives back all that the cluster's creation took, pool by pool. */
function release(id: string, hand: ControllerHand): undefined {
  for (const pool of new Set(objectsOf(id, hand).flatMap(([pools]) => pools))) {
    for (const [place, owner] of [...hand.pool(pool).holders()]) if (owner.endsWith(` of ${id}`)) hand.give(pool, place, owner);
  }
  hand.send(id, { type: 'released' });
}
