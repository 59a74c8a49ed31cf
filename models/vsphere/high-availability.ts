/**
 * vSphere HA (FDM): notices a dead host and restarts its VMs elsewhere. The times are those after the failure of a
 * secondary and of the primary host (D. Epping, "vSphere HA Deepdive", 6.0 edition, restarting_virtual_machines.md). A host
 * that is cut off and beats on no datastore is held for dead as well; its VMs are started elsewhere only if it has lost them.
 */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { hostKind } from './host.ts';
import { elect, holdForDead, isAbsent, missed, primaryOf, release, untilDead, untilElected, untilHeldForDead } from './primary.ts';
import { fail, type RestartSettings, restart, toRestart, tried, tryRestart } from './restart.ts';
import { heldBack } from './restart-order.ts';

export interface HaSettings extends RestartSettings {
  enabled: boolean;
}

/**
 * Keys: `host ID` when a dead host's fate is decided, `missed ID` when that of one that is cut off is, `election`, a VM's id for its
 * restart, `failed ID` when a power-on came to nothing, `turns` for those that wait for a class before theirs, `waiting` when there
 * may be room again.
 */
export function highAvailability(settings: HaSettings): Controller {
  return {
    name: 'vsphere-ha',
    watch: settings.enabled ? watches : {},
    delay: (key, hand) => {
      if (key.startsWith('host ')) return untilDead(key.slice(5), hand);
      if (key.startsWith('missed ')) return untilHeldForDead(hand);
      return key === 'election' ? untilElected(hand) : 0;
    },
    reconcile(key, hand) {
      if (key.startsWith('host ')) return bury(key.slice(5), hand, settings);
      if (key.startsWith('missed ')) return miss(key.slice(7), hand, settings);
      if (key.startsWith('failed ')) return fail(key.slice(7), hand, 'its host is gone');
      if (key === 'election') return isAbsent(primaryOf(hand), hand) ? succeed(hand, settings) : undefined;
      if (key === 'turns') {
        restart(heldBack(hand), hand, settings);
        return undefined;
      }
      if (key !== 'waiting') return tryRestart(key, hand, settings);
      // The first host to be back after all were lost leads.
      if (primaryOf(hand) === undefined) elect(hand);
      release(hand);
      restart(hand.memory.waiting ?? [], hand, settings);
      return undefined;
    },
  };
}

const missedKeys = (hand: ControllerHand): string[] => missed(hand).map((id) => `missed ${id}`);

const watches: NonNullable<Controller['watch']> = {
  host: (host, hand) => {
    if (host.is('down')) return `host ${host.id}`;
    if (host.is('maintenance') && host.id === primaryOf(hand)) return 'election';
    // It may have lost its paths, and its datastore heartbeats with them.
    return host.is('up') ? ['waiting', ...missedKeys(hand)] : undefined;
  },
  'ha-agent': (agent, hand) => {
    if (agent.is('connected')) return 'waiting';
    return agent.data.host === primaryOf(hand) ? ['election', ...missedKeys(hand)] : missedKeys(hand);
  },
  datastore: (datastore, hand) => (datastore.is('available') ? 'waiting' : missedKeys(hand)),
  vm: (vm, hand) => {
    if (vm.is('booting') || vm.is('running')) return heldBack(hand).length > 0 ? 'turns' : undefined;
    if (!vm.is('lost') && !vm.is('off')) return undefined;
    // A VM lost with its host waits for the verdict on the host; one registered later is restarted by itself.
    const isLater = vm.is('lost') && hand.get(vm.data.host, hostKind).data.lostAt < hand.now();
    return isLater ? vm.id : 'waiting';
  },
};

/** Elects, and says who it is; a new primary judges anew whom it misses and counts restarts anew. */
function succeed(hand: ControllerHand, settings: HaSettings): undefined {
  const elected = elect(hand);
  if (elected === undefined) return;
  hand.note(`${elected} leads vSphere HA`);
  for (const key of missedKeys(hand)) hand.wake('vsphere-ha', key, untilHeldForDead(hand));
  restart(tried(hand), hand, settings);
}

function bury(id: string, hand: ControllerHand, settings: HaSettings): undefined {
  if (id === primaryOf(hand)) succeed(hand, settings);
  const lost = toRestart(hand, id).map((vm) => vm.id);
  if (lost.length > 0) hand.note(`finds ${id} dead, restarts ${lost.join(', ')}`);
  restart(lost, hand, settings);
}

/** A host that runs on, though nobody hears it. */
function miss(id: string, hand: ControllerHand, settings: HaSettings): undefined {
  if (!holdForDead(hand, id)) return;
  const vms = toRestart(hand, id).map((vm) => vm.id);
  hand.note(`holds ${id} for dead: it beats neither on the network nor on a datastore`);
  restart(vms, hand, settings);
}
