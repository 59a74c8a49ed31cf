/**
 * Maintenance mode: DRS moves a host's VMs away one after the other, if fully automated; the task waits for as long as one
 * has nowhere to go. Rules, memory and what HA's admission control holds back are kept, so that a cluster can be too small for it.
 */
import type { ControllerHand } from '../../sim/index.ts';
import { type AdmissionSettings, admits } from './admission.ts';
import { isReachable } from './ha-agent.ts';
import { hostKind } from './host.ts';
import { choose, isHost } from './placement.ts';
import type { Rule } from './rule.ts';
import { isOn, type VirtualMachine, vmKind } from './vm.ts';

/** Keys of DRS for hosts that are to be emptied. */
export const evacuations = (hand: ControllerHand): string[] =>
  hand
    .all(hostKind)
    .filter((host) => host.is('enteringMaintenance'))
    .map(({ id }) => `evacuate ${id}`);

/** Moves one VM; the move wakes DRS for the next. The last one gone, the host is in maintenance. */
export function evacuate(hand: ControllerHand, id: string, isAutomatic: boolean, rules: readonly Rule[], ha: AdmissionSettings): undefined {
  if (!hand.get(id, hostKind).is('enteringMaintenance')) return;
  const vms = hand.with('host', id, vmKind).filter(isOn);
  if (vms.length === 0) hand.send(id, { type: 'evacuated' });
  for (const vm of vms) {
    const found = isAutomatic ? goal(hand, vm, rules, ha) : 'DRS is not fully automated';
    if (isHost(hand, found)) {
      hand.note(`moves ${vm.id} from ${id} to ${found}: maintenance`);
      hand.send(vm.id, { type: 'migrate', host: found });
      return;
    }
    const said: Record<string, string> = (hand.memory.said ??= {});
    if (said[vm.id] !== found) hand.note(`cannot move ${vm.id}: ${found}`);
    said[vm.id] = found;
  }
}

function goal(hand: ControllerHand, vm: VirtualMachine, rules: readonly Rule[], ha: AdmissionSettings): string {
  if (!isReachable(hand, vm.data.host)) return 'its host does not answer';
  if (vm.is('stalled')) return 'it hangs without its disk';
  const found = choose(hand, vm, rules);
  return isHost(hand, found) && !admits(hand, ha, vm.data.memory) ? 'admission control holds the memory back' : found;
}
