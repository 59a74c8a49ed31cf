/** The members of the pools of a Service: its pods, on each port, as far as its load balancer and the edges hold them. */
import type { ControllerHand, View } from '../../sim/index.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { balancersOnEdge, lbServiceKind, servicesOf } from './lb-service.ts';
import { membersOnEdge, membersPer } from './load-balancer.ts';
import { report, resolve } from './nsx-error.ts';
import { edgeKind } from './service-router.ts';

/** Writes a Service's members; those that a full load balancer could not hold wait until another has fewer. */
export function writeMembers(id: string, hand: ControllerHand): void {
  const { endpoints, members } = hand.get(id, serviceKind).data;
  if (members.length === endpoints.length && members.every((pod, i) => pod === endpoints[i])) return;
  const waiting: string[] = hand.memory.waiting ?? [];
  const refusal = endpoints.length > members.length ? fullFor(id, hand) : undefined;
  if (refusal !== undefined) {
    if (waiting.includes(id)) return;
    hand.note(`${id.replace('svc/', 'Service ')} stays with its old members: ${refusal}`);
    report(hand, id, refusal);
    hand.memory.waiting = [...waiting, id];
    return;
  }
  resolve(hand, id);
  hand.memory.waiting = waiting.filter((one) => one !== id);
  hand.send(id, { type: 'members', pods: endpoints });
  for (const one of hand.memory.waiting as string[]) hand.wake('ncp', one);
}

/** What is full for the members that a Service's pods would be, if anything is. */
function fullFor(id: string, view: View): string | undefined {
  const { balancer, ports, endpoints } = view.get(id, serviceKind).data;
  const { size, edges } = view.get(balancer, lbServiceKind).data;
  const wanted = ports * endpoints.length;
  const most = membersPer(view, size);
  if (membersOn(view, balancer, id) + wanted > most) return `the load balancer holds at most ${most} members`;
  const edge = edges.find((one) => {
    const there = balancersOnEdge(view, one).reduce((sum, other) => sum + membersOn(view, other.id, id), 0);
    return there + wanted > membersOnEdge(view, view.get(one, edgeKind).data.size);
  });
  return edge === undefined ? undefined : `${edge.replace('dataplane-', '')} holds at most ${membersOnEdge(view, view.get(edge, edgeKind).data.size)} members`;
}

/** Members on a load balancer of all Services but one. */
const membersOn = (view: View, balancer: string, except: string): number =>
  servicesOf(view, balancer).reduce((sum, { id, data }) => sum + (id === except ? 0 : data.ports * data.members.length), 0);
