/** The Tier-1 service router that carries a cluster's load balancer, and NSX-T's own ingress behind it. */
import type { ControllerHand } from '../../sim/index.ts';
import { l7Answer, l7Kind } from './l7-ingress.ts';
import { balancersOf } from './lb-service.ts';
import { edgeKind, routerKind } from './service-router.ts';

/** Makes it on the edges of the cluster's first load balancer, active on the first that is up. */
export function makeBalancerRouter(hand: ControllerHand, cluster: string, ingress: 'nginx' | 'nsx'): void {
  const { edges } = balancersOf(hand, cluster)[0]?.data ?? hand.get('tier-0', routerKind).data;
  const alive = edges.filter((id) => hand.get(id, edgeKind).is('up'));
  hand.create(routerKind, 'lb-tier-1', { settled: alive.length > 0 ? 'active' : 'down', input: { edges, alive, active: alive[0] } });
  if (ingress !== 'nsx') return;
  hand.create(l7Kind, 'l7-ingress', { settled: 'realized' });
  hand.note(`Rancher's page answers nobody: ${l7Answer}`);
}
