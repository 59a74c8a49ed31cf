/**
 * What a Service of type LoadBalancer gets of NSX-T: an address, and on one of the cluster's load balancers a virtual server
 * and a pool for each port (NCP 3.0 guide). One address is on one load balancer, so all ports of a Service are together.
 * When no load balancer has room, NCP makes another one, if the edges and the profile allow it.
 */
import type { Actor, ControllerHand } from '../../sim/index.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { hasRoom, takeFirst, takePlace } from './blocks.ts';
import { balancersOf, hasServers, makeBalancer } from './lb-service.ts';
import { balancerParameters, serversPer } from './load-balancer.ts';
import { addressRefusal, namespaceParameters } from './namespace-network.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { report, resolve } from './nsx-error.ts';
import { writeMembers } from './pool-members.ts';
import { hasRouter, routerPool } from './topology.ts';

export const serverPool = 'virtual-servers';

/** The annotation says SERVICE_LOADBALANCER_UNREALIZED (docs-pks@1.6 nsxt-health). */
const edgeLimit = 'the edges carry no further load balancer (10087: Number of loadbalancer requested exceed Edge node limit)';

/** A Service's virtual servers and address, then its pool members; at last, when it gives them back. */
export function serve(id: string, hand: ControllerHand): number | undefined {
  const service = hand.find(id, serviceKind);
  if (service?.data.type !== 'LoadBalancer') return undefined;
  if (service.is('terminating')) return release(id, hand);
  if (service.is('pending')) realize(service, hand);
  if (service.is('realized')) writeMembers(id, hand);
  return undefined;
}

function realize({ id, data: { ports, refusal } }: Actor<{ ports: number; refusal: string }>, hand: ControllerHand): void {
  const { floatingPools } = hand.get('ncp-config', ncpConfigKind).data;
  const found = hasRoom(hand, floatingPools) ? balancerFor(ports, id, hand) : { refusal: addressRefusal };
  if ('balancer' in found) {
    for (let port = 0; port < ports; port++) hand.take(serverPool, `${id} port ${port}`);
    const { pool, place } = takeFirst(hand, floatingPools, id);
    resolve(hand, id);
    hand.send(id, { type: 'realized', address: place, addressPool: pool, balancer: found.balancer });
    hand.wake('ncp', id);
    return;
  }
  // The trace has what a pool refuses.
  if (found.refusal === addressRefusal) takeFirst(hand, floatingPools, id);
  if (refusal === found.refusal) return;
  hand.note(`${id.replace('svc/', 'Service ')} stays <pending>: ${found.refusal}`);
  report(hand, id, found.refusal);
  hand.send(id, { type: 'refused', refusal: found.refusal });
}

/** The first load balancer with room for some more virtual servers, a new one if need be, or why there is none. */
function balancerFor(ports: number, id: string, hand: ControllerHand): { balancer: string } | { refusal: string } {
  const { cluster, size, isSingleTier } = hand.get('ncp-config', ncpConfigKind).data;
  if (hand.pool(serverPool).free < ports) {
    hand.takeMany(serverPool, id, ports);
    return { refusal: 'max_l4_lb_service allows no further virtual server' };
  }
  const present = balancersOf(hand, cluster).find((balancer) => hasServers(hand, balancer.id, ports));
  if (present) return { balancer: present.id };
  if (!hand.value(balancerParameters.autoScaling)) return { refusal: 'the load balancer has no virtual server left' };
  if (ports > serversPer(hand, size)) return { refusal: `no ${size} load balancer holds ${ports} virtual servers` };
  // With routers of their own, each load balancer has one too (docs-pks@1.7 network-profiles-shared-t1).
  if (!isSingleTier && !hasRouter(hand)) {
    // The trace has what a pool refuses.
    takePlace(hand, routerPool, id);
    return { refusal: 'the Tier-0 carries no further Tier-1 router' };
  }
  const balancer = makeBalancer(hand, { cluster, size, ownServers: 0 });
  if (balancer === undefined) return { refusal: edgeLimit };
  if (!isSingleTier) takePlace(hand, routerPool, `router of ${balancer}`);
  hand.note(`NCP makes another load balancer: none has room for ${ports} virtual ${ports === 1 ? 'server' : 'servers'}`);
  return { balancer };
}

/** The virtual servers go at once, the address is free for others after the lag. */
function release(id: string, hand: ControllerHand): number | undefined {
  const service = hand.get(id, serviceKind);
  const { address, addressPool } = service.data;
  const since: number = (hand.memory[id] ??= hand.now());
  if (service.is('terminating.whole')) {
    for (const [place, owner] of [...hand.pool(serverPool).holders()]) if (owner.startsWith(`${id} port `)) hand.give(serverPool, place, owner);
    hand.send(id, { type: 'unrealized' });
  }
  const due = since + hand.value(namespaceParameters.releaseLag);
  if (hand.now() < due) return due;
  delete hand.memory[id];
  resolve(hand, id);
  if (address >= 0) hand.give(addressPool, address, id);
  hand.send(id, { type: 'released' });
  return undefined;
}
