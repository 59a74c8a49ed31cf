/**
 * What the next class of VMs waits for when vSphere HA restarts several (6.5 and later): nothing more than that a host was
 * found, unless the cluster says that the one before has to be powered on or to send heartbeats. A class is waited for no
 * longer than its timeout.
 */
import { type ControllerHand, defineParameters, duration, type Micros, s } from '../../sim/index.ts';
import { type PrioritySettings, priorityOf, rankOf } from './restart-priority.ts';
import { isOn, type VirtualMachine, vmKind } from './vm.ts';

const terraform = 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown';

/** As vim.cluster.VmReadiness names them. */
export const restartConditions = ['none', 'poweredOn', 'guestHbStatusGreen', 'appHbStatusGreen'] as const;

export type RestartCondition = (typeof restartConditions)[number];

export const orderParameters = defineParameters('vsphere.ha', {
  restartAdditionalDelay: duration(0, { source: `${terraform}: ha_vm_restart_additional_delay 0`, why: 'after the condition is met' }),
  restartTimeout: duration(s(600), { source: `${terraform}: ha_vm_restart_timeout 600`, why: 'how long a class is waited for' }),
});

export interface OrderSettings extends PrioritySettings {
  restartCondition: RestartCondition;
}

/** Since when a VM of the present restarts has had its turn, and since when it is ready. */
interface Turn {
  since?: Micros;
  readyAt?: Micros;
}

const turnsIn = (hand: ControllerHand): Record<string, Turn> => (hand.memory.turns ??= {});

/** VMs that wait for a class before theirs. */
export const heldBack = (hand: ControllerHand): string[] => Object.keys(turnsIn(hand)).filter((id) => turnsIn(hand)[id]?.since === undefined);

/** Takes VMs into the present restarts; what is through with an earlier one is forgotten. */
export function enter(hand: ControllerHand, vms: readonly string[], settings: OrderSettings): void {
  if (settings.restartCondition === 'none') return;
  const turns = turnsIn(hand);
  for (const id of Object.keys(turns)) if (until(hand, id, settings) <= hand.now()) delete turns[id];
  for (const id of vms) if (priorityOf(settings, hand.get(id, vmKind)) !== 'disabled') turns[id] ??= {};
}

/** Nobody waits any longer for a VM that needs no restart after all: its host was held for dead and is heard again. */
export function leave(hand: ControllerHand, id: string): void {
  const turns = turnsIn(hand);
  if (turns[id] === undefined || turns[id].since !== undefined) return;
  delete turns[id];
  for (const other of heldBack(hand)) hand.wake('vsphere-ha', other);
}

/** When it is a VM's turn: now, at the latest then, or never as long as one of a higher class has not had its own. */
export function turnOf(hand: ControllerHand, vm: VirtualMachine, settings: OrderSettings): Micros {
  const turn = settings.restartCondition === 'none' ? undefined : turnsIn(hand)[vm.id];
  if (turn === undefined || turn.since !== undefined) return hand.now();
  const before = Object.keys(turnsIn(hand)).filter((id) => rankOf(settings, hand.get(id, vmKind)) < rankOf(settings, vm));
  const due = Math.max(hand.now(), ...before.map((id) => until(hand, id, settings)));
  if (due > hand.now()) return due;
  turn.since = hand.now();
  // Whoever waits for this one can now say how long.
  for (const id of heldBack(hand)) hand.wake('vsphere-ha', id);
  return due;
}

/** Until when those of lower classes wait for a VM. */
function until(hand: ControllerHand, id: string, { restartCondition }: OrderSettings): Micros {
  const turn = turnsIn(hand)[id] as Turn;
  if (turn.since === undefined) return Number.POSITIVE_INFINITY;
  const vm = hand.get(id, vmKind);
  const isReady = restartCondition === 'poweredOn' ? isOn(vm) : restartCondition === 'guestHbStatusGreen' && vm.is('running');
  if (isReady) turn.readyAt ??= hand.now();
  const timeout = turn.since + hand.value(orderParameters.restartTimeout);
  return turn.readyAt === undefined ? timeout : Math.min(timeout, turn.readyAt + hand.value(orderParameters.restartAdditionalDelay));
}
