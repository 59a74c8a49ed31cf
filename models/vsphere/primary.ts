/**
 * The primary of the HA agents: who leads, who is elected, and what it thinks of a host that it does not hear. A host that
 * beats on no datastore either is held for dead, whatever it does (facts/vsphere-k8s-etcd-rancher.md 1.1, host states).
 */
import { type ControllerHand, count, defineParameters, duration, type Micros, s, type View } from '../../sim/index.ts';
import { isAnswering } from './datastore.ts';
import { agentParameters, inService, isReachable } from './ha-agent.ts';
import { hostKind, isAlive } from './host.ts';
import { isOn, type VirtualMachine } from './vm.ts';

const deepdive = 'equelin/vsphere-ha-deepdive restarting_virtual_machines.md (5.0-6.x)';

export const primaryParameters = defineParameters('vsphere.ha', {
  secondaryLost: duration(s(15), { source: deepdive, why: '10 s without heartbeats, 5 s of pings; no heartbeat datastore' }),
  secondaryLostWithDatastores: duration(s(18), { source: deepdive, why: '3 s, then 15 s of watching datastore heartbeats' }),
  primaryLost: duration(s(35), { source: deepdive, why: '10 s, 15 s of election, 10 s to read the protected list' }),
  heartbeatDatastores: count(2, {
    source: 'equelin/vsphere-ha-deepdive: heartbeat datastores per host, 2 (max 5)',
    why: 'the first ones that it sees',
  }),
});

/** Label of the host that leads the HA agents. */
const lead = 'leads';

/** The host that leads the HA agents, up or not. */
export const primaryOf = (view: View): string | undefined => view.with(lead, 'vsphere-ha', hostKind)[0]?.id;

/** Elects among the hosts that are up: most datastores, then the highest name. */
export function elect(hand: ControllerHand): string | undefined {
  const up = inService(hand);
  up.sort((a, b) => b.data.datastores.length - a.data.datastores.length || (a.id < b.id ? 1 : -1));
  const before = primaryOf(hand);
  const elected = up[0]?.id;
  if (before !== undefined) hand.labelOther(before, lead, undefined);
  if (elected !== undefined) hand.labelOther(elected, lead, 'vsphere-ha');
  return elected;
}

/** A host in maintenance mode has no agent that could lead, one that is cut off leads nobody. A dead one is another matter. */
export function isAbsent(id: string | undefined, hand: ControllerHand): boolean {
  return id !== undefined && (hand.get(id, hostKind).is('maintenance') || !isReachable(hand, id));
}

/** The others stand when they have missed a cut-off primary for 10 s; one that retires says so. Restarts need the protected list too. */
export function untilElected(hand: ControllerHand): Micros {
  const primary = primaryOf(hand);
  const isMissed = primary !== undefined && !isReachable(hand, primary);
  if (isMissed) hand.memory.primaryFrom = hand.now() + hand.value(primaryParameters.primaryLost);
  return hand.value(agentParameters.election) + (isMissed ? hand.value(agentParameters.hostTimeout) : 0);
}

/** How long after its death a host's VMs are restarted. A secondary that dies while no primary lives waits for the new one. */
export function untilDead(id: string, hand: ControllerHand): Micros {
  if (id === primaryOf(hand)) {
    hand.memory.primaryFrom = hand.now() + hand.value(primaryParameters.primaryLost);
    return hand.value(primaryParameters.primaryLost);
  }
  const { secondaryLost, secondaryLostWithDatastores } = primaryParameters;
  return Math.max(hand.value(isBeating(hand, id) ? secondaryLostWithDatastores : secondaryLost), untilPrimary(hand));
}

/** How long a host is missed, by network and datastores, before it is held for dead. */
export const untilHeldForDead = (hand: ControllerHand): Micros => Math.max(hand.value(primaryParameters.secondaryLost), untilPrimary(hand));

const untilPrimary = (hand: ControllerHand): Micros => (hand.memory.primaryFrom ?? 0) - hand.now();

/** Whether a host writes heartbeats to a datastore. */
function isBeating(hand: ControllerHand, id: string): boolean {
  const { datastores, hasPaths } = hand.get(id, hostKind).data;
  return hasPaths && datastores.slice(0, hand.value(primaryParameters.heartbeatDatastores)).some((datastore) => isAnswering(hand, datastore));
}

/** Hosts that are cut off, and that a primary may come to hold for dead. */
export const missed = (hand: ControllerHand): string[] =>
  hand
    .all(hostKind)
    .filter((host) => isAlive(host) && !isReachable(hand, host.id))
    .map(({ id }) => id);

/** Holds a host for dead if it is heard in no way; true when it does so anew. */
export function holdForDead(hand: ControllerHand, id: string): boolean {
  const primary = primaryOf(hand);
  if (primary === undefined || isAbsent(primary, hand) || !missed(hand).includes(id) || isBeating(hand, id)) return false;
  const held: string[] = hand.memory.held ?? [];
  if (held.includes(id)) return false;
  hand.memory.held = [...held, id];
  return true;
}

/** Hosts that are heard again are no longer held for dead. */
export function release(hand: ControllerHand): void {
  const held: string[] = hand.memory.held ?? [];
  if (held.length > 0) hand.memory.held = held.filter((id) => missed(hand).includes(id));
}

/** Whether a VM runs on a host that is held for dead. */
export const isHeldForDead = (hand: ControllerHand, vm: VirtualMachine): boolean => (hand.memory.held ?? []).includes(vm.data.host) && isOn(vm);
