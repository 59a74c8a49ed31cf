/**
 * What a Service of type LoadBalancer gets of NSX-T: an address, a virtual server and a pool for each port (NCP 3.0 guide),
 * and its pods as members. When a load balancer is full, NCP makes another one, if the edges and the profile allow it.
 * Left out: which of several load balancers a Service is on; pools, since there is one for each virtual server and
 * a load balancer holds three times as many.
 */
import type { ControllerHand } from '../../sim/index.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { takeFirst, takePlace } from './blocks.ts';
import { type BalancerSize, balancerParameters, membersPer, serversPer } from './load-balancer.ts';
import { addressRefusal } from './namespace-network.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { report, resolve } from './nsx-error.ts';
import { hasRouter, routerPool } from './topology.ts';

/** The annotation says SERVICE_LOADBALANCER_UNREALIZED (docs-pks@1.6 nsxt-health). */
const edgeLimit = 'the edges carry no further load balancer (10087: Number of loadbalancer requested exceed Edge node limit)';

/** A Service's virtual servers and address, then its pool members. */
export function serve(id: string, hand: ControllerHand, size: BalancerSize): void {
  const service = hand.find(id, serviceKind);
  if (service?.data.type !== 'LoadBalancer') return;
  const { ports, refusal, endpoints, members } = service.data;
  if (service.is('pending')) return realize({ id, ports, refusal }, hand, size);
  if (members.length !== endpoints.length || members.some((pod, i) => pod !== endpoints[i])) write({ id, ports, endpoints, members }, hand, size);
}

function realize({ id, ports, refusal }: { id: string; ports: number; refusal: string }, hand: ControllerHand, size: BalancerSize): void {
  const short = shortOf(hand, ports, size);
  const { pool, place } = short === undefined ? takeFirst(hand, hand.get('ncp-config', ncpConfigKind).data.floatingPools, id) : { pool: '', place: -1 };
  if (place >= 0) {
    for (let port = 0; port < ports; port++) hand.take('virtual-servers', `${id} port ${port}`);
    resolve(hand, id);
    hand.send(id, { type: 'realized', address: place, addressPool: pool });
    hand.wake('ncp', id);
    return;
  }
  const why = short ?? addressRefusal;
  if (refusal === why) return;
  hand.note(`${id.replace('svc/', 'Service ')} stays <pending>: ${why}`);
  report(hand, id, why);
  hand.send(id, { type: 'refused', refusal: why });
}

/** Why there is no room for some more virtual servers; auto-scaling makes another load balancer first. */
function shortOf(hand: ControllerHand, ports: number, size: BalancerSize): string | undefined {
  const { taken, free } = hand.pool('virtual-servers');
  const extra: number = hand.memory.balancers ?? 0;
  const isCapped = free < ports && hand.pool('lb-services').free > 0;
  if (isCapped && hand.value(balancerParameters.autoScaling)) return 'max_l4_lb_service allows no further virtual server';
  if (taken + ports <= (1 + extra) * serversPer(hand, size) && free >= ports) return undefined;
  if (!hand.value(balancerParameters.autoScaling)) return 'the load balancer has no virtual server left';
  // With routers of their own, each load balancer has one too (docs-pks@1.7 network-profiles-shared-t1).
  const isShared = hand.get('ncp-config', ncpConfigKind).data.isSingleTier;
  if (!isShared && !hasRouter(hand)) return 'the Tier-0 carries no further Tier-1 router';
  if (hand.take('lb-services', `load balancer ${extra + 2}`) < 0) return edgeLimit;
  if (!isShared) takePlace(hand, routerPool, `router of load balancer ${extra + 2}`);
  hand.memory.balancers = extra + 1;
  return shortOf(hand, ports, size);
}

interface Members {
  id: string;
  ports: number;
  endpoints: readonly string[];
  members: readonly string[];
}

/** Writes a Service's members; those that a full load balancer could not hold wait until another has fewer. */
function write({ id, ports, endpoints, members }: Members, hand: ControllerHand, size: BalancerSize): void {
  const waiting: string[] = hand.memory.waiting ?? [];
  const most = (1 + (hand.memory.balancers ?? 0)) * membersPer(hand, size);
  const others = hand.all(serviceKind).filter((service) => service.id !== id && service.is('realized'));
  const held = others.reduce((sum, { data }) => sum + data.ports * data.members.length, 0);
  if (endpoints.length > members.length && held + ports * endpoints.length > most) {
    if (waiting.includes(id)) return;
    const why = `the load balancer holds at most ${most} members`;
    hand.note(`${id.replace('svc/', 'Service ')} stays with its old members: ${why}`);
    report(hand, id, why);
    hand.memory.waiting = [...waiting, id];
    return;
  }
  resolve(hand, id);
  hand.memory.waiting = waiting.filter((one) => one !== id);
  hand.send(id, { type: 'members', pods: endpoints });
  for (const one of hand.memory.waiting as string[]) hand.wake('ncp', one);
}
