/**
 * VM Component Protection (VMCP): what vSphere HA does about a VM that runs but whose disk its host cannot reach. Off unless
 * the cluster says otherwise; then the VM hangs until its datastore answers again.
 * Left out: the reset of a VM when APD clears before its response, which is off by default too.
 */
import { type Controller, type ControllerHand, defineParameters, duration, type Micros, min, s } from '../../sim/index.ts';
import { datastoreKind } from './datastore.ts';
import { choose, isHost, withoutSeparation } from './placement.ts';
import type { Rule } from './rule.ts';
import { type VirtualMachine, vmKind } from './vm.ts';

export const protectionParameters = defineParameters('vsphere.vmcp', {
  apdTimeout: duration(s(140), { source: 'vSphere Availability 6.0, VMCP timeline: APD is declared after 140 s' }),
  apdDelay: duration(min(3), { source: 'vSphere Availability 6.0, VMCP timeline: 3 min from the APD timeout to the response' }),
});

export type ApdResponse = 'disabled' | 'warning' | 'restartConservative' | 'restartAggressive';
export type PdlResponse = 'disabled' | 'warning' | 'restartAggressive';

export interface ProtectionSettings {
  enabled: boolean;
  apd: ApdResponse;
  pdl: PdlResponse;
  respectAntiAffinity: boolean;
  rules: readonly Rule[];
}

/** Keys: the id of a VM that hangs. */
export function componentProtection(settings: ProtectionSettings): Controller {
  const { enabled, apd, pdl } = settings;
  const isOn = enabled && (apd !== 'disabled' || pdl !== 'disabled');
  return {
    name: 'vmcp',
    watch: {
      vm: (vm) => (isOn && vm.is('stalled') ? vm.id : undefined),
      // A device that is lost after its paths, or a host that could run the VM, changes the answer.
      datastore: (datastore, hand) => (isOn && datastore.is('lost') ? hanging(hand, datastore.id) : undefined),
      host: (host, hand) => (isOn && host.is('up') ? hanging(hand) : undefined),
    },
    reconcile(key, hand) {
      const vm = hand.find(key, vmKind);
      if (!vm?.is('stalled')) return undefined;
      const { datastore, stalledAt } = vm.data;
      if (hand.get(datastore, datastoreKind).is('lost')) return onLoss(hand, vm, pdl);
      const due: Micros = stalledAt + hand.value(protectionParameters.apdTimeout) + hand.value(protectionParameters.apdDelay);
      if (apd === 'disabled') return undefined;
      if (hand.now() < due) return due;
      return onPathsDown(hand, vm, settings);
    },
  };
}

const hanging = (hand: ControllerHand, datastore?: string): string[] =>
  hand
    .all(vmKind)
    .filter((vm) => vm.is('stalled') && (datastore === undefined || vm.data.datastore === datastore))
    .map(({ id }) => id);

function onLoss(hand: ControllerHand, { id, data }: VirtualMachine, response: PdlResponse): undefined {
  if (response === 'restartAggressive') terminate(hand, id, `${data.datastore} has lost its device`);
  else if (response === 'warning') warn(hand, id, `${data.datastore} has lost its device`);
}

/** Conservative ends the VM only if another host is known to run it; aggressive also if none reaches the disk, not if memory is short. */
function onPathsDown(hand: ControllerHand, vm: VirtualMachine, { apd, respectAntiAffinity, rules }: ProtectionSettings): undefined {
  const why = `${vm.data.host} has no path to ${vm.data.datastore}`;
  if (apd === 'warning') return warn(hand, vm.id, why);
  const found = choose(hand, vm, respectAntiAffinity ? rules : withoutSeparation(rules));
  if (isHost(hand, found) || (apd === 'restartAggressive' && found === 'no host reaches its datastore')) terminate(hand, vm.id, why);
  else warn(hand, vm.id, `${why}, and ${found}`);
}

function terminate(hand: ControllerHand, id: string, why: string): void {
  hand.note(`ends ${id} for a restart: ${why}`);
  hand.send(id, { type: 'terminate' });
}

function warn(hand: ControllerHand, id: string, why: string): undefined {
  const said: Record<string, string> = (hand.memory.said ??= {});
  if (said[id] !== why) hand.note(`leaves ${id} as it is: ${why}`);
  said[id] = why;
}
