/** What a further cluster takes from NSX-T when it is created. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { pksParameters } from './parameters.ts';

/** Takes what a new cluster needs, or gives all of it back and fails. Needs NSX-T's manager. */
export const provisioning: Controller = {
  name: 'pks-provisioning',
  needs: { 'nsx-manager': 'available' },
  watch: { 'pks-cluster': (cluster) => (cluster.is('requested') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const taken: [pool: string, place: number, owner: string][] = [];
    const short = wants(id, hand).find(([pool, owner]) => {
      const place = hand.take(pool, owner);
      if (place >= 0) taken.push([pool, place, owner]);
      return place < 0;
    });
    if (!short) {
      hand.send(id, { type: 'granted' });
      return undefined;
    }
    for (const [pool, place, owner] of taken.reverse()) hand.give(pool, place, owner);
    hand.note(`PKS cluster ${id} cannot be created: no place left in ${short[0]}`);
    hand.send(id, { type: 'refused', reason: `no place left in ${short[0]}` });
    return undefined;
  },
};

/** A fresh cluster's places: node subnet, a /24 and a SNAT address for each system namespace, and its addresses. */
function wants(id: string, hand: ControllerHand): [pool: string, owner: string][] {
  const times = (n: number, pool: string, owner: string): [string, string][] => Array.from({ length: n }, (_, i) => [pool, `${owner} ${i} of ${id}`]);
  const namespaces = hand.value(pksParameters.systemNamespaces);
  return [
    ...times(hand.value(pksParameters.balancers), 'lb-services', 'load balancer'),
    ...times(hand.value(pksParameters.nodeSubnets), 'nodes-ip-block', 'nodes'),
    ...times(namespaces, 'pods-ip-block', 'namespace'),
    ...times(namespaces, 'floating-ip-pool', 'SNAT'),
    ...times(hand.value(pksParameters.nodeSnat), 'floating-ip-pool', 'node SNAT'),
    ...times(hand.value(pksParameters.apiAddresses), 'floating-ip-pool', 'API'),
    ...times(hand.value(pksParameters.ingressAddresses), 'floating-ip-pool', 'ingress'),
  ];
}
