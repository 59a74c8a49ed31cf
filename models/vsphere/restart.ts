/**
 * How vSphere HA restarts VMs: by class, each on a host that is found for it, or on the list of those that wait for one. A
 * power-on may fail, as long as a host that is held for dead still has a VM's files open; it is tried five times in 30 min
 * (D. Epping, "vSphere HA Deepdive", 6.0 edition, restarting_virtual_machines.md, Restart Retries).
 * Left out: more than 32 power-ons at a time on one host, since a power-on takes no time.
 */
import { type ControllerHand, count, defineParameters, duration, type Micros, min } from '../../sim/index.ts';
import { reaches } from './datastore.ts';
import { choose, isHost, withoutSeparation } from './placement.ts';
import { isHeldForDead, primaryOf } from './primary.ts';
import { enter, leave, type OrderSettings, turnOf } from './restart-order.ts';
import { priorityOf, rankOf } from './restart-priority.ts';
import type { Rule } from './rule.ts';
import { type VirtualMachine, vmKind } from './vm.ts';

const retries = 'equelin/vsphere-ha-deepdive restarting_virtual_machines.md, Restart Retries';

export const restartParameters = defineParameters('vsphere.ha', {
  maxRestartCount: count(5, { source: `${retries}: das.maxvmrestartcount 5, the first one included` }),
  firstRetry: duration(min(2), { source: `${retries}: at 0, 2, 6, 14 and 30 min`, why: 'doubling from one to the next' }),
});

export interface RestartSettings extends OrderSettings {
  /** das.respectVmVmAntiAffinityRules. */
  respectAntiAffinity: boolean;
  rules: readonly Rule[];
}

/** By class, one after the other, 1 µs apart and whatever host they come from, so that each is placed in the room that the last one left. */
export function restart(vms: readonly string[], hand: ControllerHand, settings: RestartSettings): void {
  enter(hand, vms, settings);
  const rank = (id: string) => rankOf(settings, hand.get(id, vmKind));
  for (const vm of [...vms].sort((a, b) => rank(a) - rank(b))) {
    const at = Math.max(hand.now(), (hand.memory.restartedAt ?? -1) + 1);
    hand.memory.restartedAt = at;
    hand.wake('vsphere-ha', vm, at - hand.now());
  }
}

/** Looks at one VM: whether it is its turn, whether there is a host, and whether the power-on can succeed. */
export function tryRestart(id: string, hand: ControllerHand, settings: RestartSettings): Micros | undefined {
  const vm = hand.find(id, vmKind);
  if (!vm || !(vm.is('lost') || isHeldForDead(hand, vm))) {
    waiting(hand, id, false);
    delete attemptsIn(hand)[id];
    leave(hand, id);
    return undefined;
  }
  const turn = turnOf(hand, vm, settings);
  if (turn > hand.now()) return Number.isFinite(turn) ? turn : undefined;
  const attempts = attemptsOf(hand, id);
  if (attempts.made >= hand.value(restartParameters.maxRestartCount)) return undefined;
  if (hand.now() < attempts.due) return attempts.due;
  const isLeft = priorityOf(settings, vm) === 'disabled';
  const found = isLeft
    ? 'its restart priority is disabled'
    : choose(hand, vm, settings.respectAntiAffinity ? settings.rules : withoutSeparation(settings.rules));
  if (!isHost(hand, found)) {
    if (waiting(hand, id, true)) hand.note(`cannot restart ${id}: ${found}`);
    return undefined;
  }
  waiting(hand, id, false);
  const { host, datastore } = vm.data;
  if (!vm.is('lost')) {
    if (reaches(hand, host, datastore)) return fail(id, hand, `its files are locked by ${host}`);
    // Whoever has lost the datastore has lost the lock too; what still runs there has no disk and ends.
    hand.send(id, { type: 'terminate' });
  }
  hand.send(id, { type: 'powerOn', host: found });
  return undefined;
}

interface Attempts {
  made: number;
  due: Micros;
  /** Each primary counts anew. */
  under: string | undefined;
}

const attemptsIn = (hand: ControllerHand): Record<string, Attempts> => (hand.memory.attempts ??= {});

function attemptsOf(hand: ControllerHand, id: string): Attempts {
  const all = attemptsIn(hand);
  const under = primaryOf(hand);
  const known = all[id];
  return known?.under === under && known ? known : { made: 0, due: 0, under };
}

/** VMs whose restart has failed under an earlier primary. */
export const tried = (hand: ControllerHand): string[] => Object.keys(attemptsIn(hand)).filter((id) => hand.find(id)?.kind === 'vm');

/** A power-on that came to nothing. */
export function fail(id: string, hand: ControllerHand, why: string): Micros | undefined {
  const attempts = attemptsOf(hand, id);
  const most = hand.value(restartParameters.maxRestartCount);
  const made = attempts.made + 1;
  const due = hand.now() + hand.value(restartParameters.firstRetry) * 2 ** attempts.made;
  attemptsIn(hand)[id] = { ...attempts, made, due };
  hand.note(`cannot restart ${id}: ${why} (attempt ${made} of ${most})`);
  return made < most ? due : undefined;
}

/** Puts a VM on the pending list or takes it off; true when that is news. */
function waiting(hand: ControllerHand, vm: string, isWaiting: boolean): boolean {
  const list: string[] = hand.memory.waiting ?? [];
  if (list.includes(vm) === isWaiting) return false;
  hand.memory.waiting = isWaiting ? [...list, vm] : list.filter((one) => one !== vm);
  return true;
}

/** VMs on a host that are to be restarted: those lost with it, or all of those that it may still run when it is held for dead. */
export const toRestart = (hand: ControllerHand, host: string): VirtualMachine[] =>
  hand.with('host', host, vmKind).filter((vm) => vm.is('lost') || isHeldForDead(hand, vm));
