/** The load balancer of a cluster: its Tier-1 service router on the edges of the Tier-0, and NSX-T's own ingress behind it. */
import type { ControllerHand } from '../../sim/index.ts';
import { l7Answer, l7Kind } from './l7-ingress.ts';
import { edgeKind, routerKind } from './service-router.ts';

/** Makes it, active on the first edge that is up. */
export function makeBalancer(hand: ControllerHand, ingress: 'nginx' | 'nsx'): void {
  const { edges } = hand.get('tier-0', routerKind).data;
  const alive = edges.filter((id) => hand.get(id, edgeKind).is('up'));
  hand.create(routerKind, 'lb-tier-1', { settled: alive.length > 0 ? 'active' : 'down', input: { edges, alive, active: alive[0] } });
  if (ingress !== 'nsx') return;
  hand.create(l7Kind, 'l7-ingress', { settled: 'realized' });
  hand.note(`Rancher's page answers nobody: ${l7Answer}`);
}
