/**
 * vSphere HA (FDM): notices a dead host and restarts its VMs elsewhere. The times are those after the failure of a
 * secondary and of the primary host (D. Epping, "vSphere HA Deepdive", 6.0 edition, restarting_virtual_machines.md).
 * Left out: five attempts, as a power-on never fails once there is a host; delays between classes; more than 32 parallel power-ons.
 */
import { type Controller, type ControllerHand, count, defineParameters, duration, type Micros, s, type View } from '../../sim/index.ts';
import { datastoreKind } from './datastore.ts';
import { agentParameters, inService, isReachable } from './ha-agent.ts';
import { hostKind } from './host.ts';
import { choose, isHost, type SeparationRule } from './placement.ts';
import { type PrioritySettings, priorityOf, restartPriorities } from './restart-priority.ts';
import { vmKind } from './vm.ts';

const deepdive = 'equelin/vsphere-ha-deepdive restarting_virtual_machines.md (5.0-6.x)';

export const haParameters = defineParameters('vsphere.ha', {
  secondaryLost: duration(s(15), { source: deepdive, why: '10 s without heartbeats, 5 s of pings; no heartbeat datastore' }),
  secondaryLostWithDatastores: duration(s(18), { source: deepdive, why: '3 s, then 15 s of watching datastore heartbeats' }),
  primaryLost: duration(s(35), { source: deepdive, why: '10 s, 15 s of election, 10 s to read the protected list' }),
  heartbeatDatastores: count(2, {
    source: 'equelin/vsphere-ha-deepdive: heartbeat datastores per host, 2 (max 5)',
    why: 'with fewer a host is judged without them',
  }),
});

export interface HaSettings extends PrioritySettings {
  enabled: boolean;
  /** das.respectVmVmAntiAffinityRules. */
  respectAntiAffinity: boolean;
  rules: readonly SeparationRule[];
}

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

/** Keys: `host ID` when a host's fate is decided, a VM's id for its restart, `waiting` when there may be room again. */
export function highAvailability(settings: HaSettings): Controller {
  const { enabled, respectAntiAffinity, rules } = settings;
  return {
    name: 'vsphere-ha',
    watch: {
      host: (host, hand) =>
        !enabled
          ? undefined
          : host.is('down')
            ? `host ${host.id}`
            : host.is('maintenance') && host.id === primaryOf(hand)
              ? 'election'
              : host.is('up')
                ? 'waiting'
                : undefined,
      'ha-agent': (agent, hand) => (!enabled ? undefined : agent.is('connected') ? 'waiting' : agent.data.host === primaryOf(hand) ? 'election' : undefined),
      datastore: (datastore) => (enabled && datastore.is('available') ? 'waiting' : undefined),
      vm: (vm, hand) => {
        if (!enabled || !(vm.is('lost') || vm.is('off'))) return undefined;
        // A VM lost with its host waits for the verdict on the host; one registered later is restarted by itself.
        const isLater = vm.is('lost') && hand.get(vm.data.host, hostKind).data.lostAt < hand.now();
        return isLater ? vm.id : 'waiting';
      },
    },
    delay: (key, hand) => (key.startsWith('host ') ? detection(key.slice(5), hand) : key === 'election' ? untilElected(hand) : 0),
    reconcile(key, hand) {
      if (key.startsWith('host ')) return restartAll(key.slice(5), hand, settings);
      if (key === 'election') return isAbsent(primaryOf(hand), hand) ? electAndSay(hand) : undefined;
      if (key === 'waiting') {
        // The first host to be back after all were lost leads.
        if (primaryOf(hand) === undefined) elect(hand);
        restart(hand.memory.waiting ?? [], hand, settings);
        return undefined;
      }
      const vm = hand.find(key, vmKind);
      if (!vm?.is('lost')) {
        waiting(hand, key, false);
        return undefined;
      }
      const isLeft = priorityOf(settings, vm) === 'disabled';
      const found = isLeft ? 'its restart priority is disabled' : choose(hand, vm, respectAntiAffinity ? rules : []);
      if (isHost(hand, found)) {
        waiting(hand, key, false);
        hand.send(key, { type: 'powerOn', host: found });
      } else if (waiting(hand, key, true)) hand.note(`cannot restart ${key}: ${found}`);
      return undefined;
    },
  };
}

/** How long after its death a host's VMs are restarted. A secondary that dies while no primary lives waits for the new one. */
function detection(id: string, hand: ControllerHand): Micros {
  const now = hand.now();
  if (id === primaryOf(hand)) {
    hand.memory.primaryFrom = now + hand.value(haParameters.primaryLost);
    return hand.value(haParameters.primaryLost);
  }
  const { datastores, hasPaths } = hand.get(id, hostKind).data;
  const beating = hasPaths ? datastores.filter((datastore) => hand.get(datastore, datastoreKind).is('available')) : [];
  const own = hand.value(
    beating.length >= hand.value(haParameters.heartbeatDatastores) ? haParameters.secondaryLostWithDatastores : haParameters.secondaryLost,
  );
  return Math.max(own, (hand.memory.primaryFrom ?? 0) - now);
}

/** A host in maintenance mode has no agent that could lead, one that is cut off leads nobody. A dead one is another matter. */
function isAbsent(id: string | undefined, hand: ControllerHand): boolean {
  return id !== undefined && (hand.get(id, hostKind).is('maintenance') || !isReachable(hand, id));
}

/** The others stand when they have missed a cut-off primary for 10 s; one that retires says so. Restarts need the protected list too. */
function untilElected(hand: ControllerHand): Micros {
  const primary = primaryOf(hand);
  const isMissed = primary !== undefined && !isReachable(hand, primary);
  if (isMissed) hand.memory.primaryFrom = hand.now() + hand.value(haParameters.primaryLost);
  return hand.value(agentParameters.election) + (isMissed ? hand.value(agentParameters.hostTimeout) : 0);
}

/** Elects, and says who it is. */
function electAndSay(hand: ControllerHand): undefined {
  const elected = elect(hand);
  if (elected !== undefined) hand.note(`${elected} leads vSphere HA`);
}

function restartAll(id: string, hand: ControllerHand, settings: HaSettings): undefined {
  if (id === primaryOf(hand)) electAndSay(hand);
  const lost = hand.with('host', id, vmKind).filter((vm) => vm.is('lost'));
  if (lost.length > 0) hand.note(`finds ${id} dead, restarts ${lost.map((vm) => vm.id).join(', ')}`);
  restart(
    lost.map((vm) => vm.id),
    hand,
    settings,
  );
  return undefined;
}

/** By class, one after the other, 1 µs apart and whatever host they come from, so that each is placed in the room that the last one left. */
function restart(vms: readonly string[], hand: ControllerHand, settings: HaSettings): void {
  const rank = (id: string) => restartPriorities.indexOf(priorityOf(settings, hand.get(id, vmKind)));
  for (const vm of [...vms].sort((a, b) => rank(a) - rank(b))) {
    const at = Math.max(hand.now(), (hand.memory.restartedAt ?? -1) + 1);
    hand.memory.restartedAt = at;
    hand.wake('vsphere-ha', vm, at - hand.now());
  }
}

/** Puts a VM on the pending list or takes it off; true when that is news. */
function waiting(hand: ControllerHand, vm: string, isWaiting: boolean): boolean {
  const list: string[] = hand.memory.waiting ?? [];
  if (list.includes(vm) === isWaiting) return false;
  hand.memory.waiting = isWaiting ? [...list, vm] : list.filter((one) => one !== vm);
  return true;
}
