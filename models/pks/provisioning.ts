/** What a cluster takes from NSX-T when it is created. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { makeBalancerRouter } from '../nsx/balancer-router.ts';
import { takeFirst } from '../nsx/blocks.ts';
import { balancersOf, makeBalancer, removeBalancers } from '../nsx/lb-service.ts';
import { pksClusterKind } from './cluster.ts';
import { carrierObjects, type Needed, networkFor, objectsOf } from './cluster-objects.ts';
import { pksParameters } from './parameters.ts';

/** Takes what a new cluster needs, or gives all of it back and fails. Needs NSX-T's manager. */
export const provisioning = (ingress: 'nginx' | 'nsx'): Controller => ({
  name: 'pks-provisioning',
  needs: { pks: 'available', 'nsx-manager': 'available' },
  watch: { 'pks-cluster': (cluster) => (cluster.is('requested') || cluster.is('inProgress.releasing') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const cluster = hand.get(id, pksClusterKind);
    if (cluster.is('inProgress.releasing')) return release(id, hand);
    if (!cluster.is('requested')) return undefined;
    const { isFollowed } = cluster.data;
    // Its load balancer comes first: what the edges lack is then named, and not the virtual servers that would have been on it.
    const isNew = balancersOf(hand, id).length === 0;
    const taken: [pool: string, place: number, owner: string][] = [];
    const shortOf = ([pools, owner]: Needed): string | undefined => {
      const { pool, place } = takeFirst(hand, pools, owner);
      if (place >= 0) taken.push([pool, place, owner]);
      return place < 0 ? `no place left in ${pools.join(', ')}` : undefined;
    };
    const needed = isFollowed ? missingObjects(id, hand) : objectsOf(id, hand);
    const reason = (isNew ? refusedBalancer(id, hand) : undefined) ?? firstOf(needed, shortOf);
    if (reason === undefined) {
      if (isFollowed && !hand.find('lb-tier-1')) {
        makeBalancerRouter(hand, id, ingress);
        hand.note(`NSX-T has the router, the load balancer and the addresses of PKS cluster ${id}`);
      }
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    if (isNew) removeBalancers(hand, id);
    hand.note(`PKS cluster ${id} cannot be created: ${reason}`);
    hand.send(id, { type: 'refused', reason });
    return undefined;
  },
});

/** What the cluster that carries Rancher does not have yet. */
export const missingObjects = (id: string, hand: ControllerHand): Needed[] =>
  carrierObjects(id, hand).filter(([pools, owner]) => !pools.some((pool) => [...hand.pool(pool).holders()].some(([, holder]) => holder === owner)));

/** The first answer that there is; the rest is not asked. */
function firstOf<T, A>(all: readonly T[], ask: (one: T) => A | undefined): A | undefined {
  for (const one of all) {
    const answer = ask(one);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

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
