/**
 * DRS: it empties hosts for maintenance, and at each pass it mends broken rules by vMotion and evens out the hosts' memory, if
 * fully automated. How uneven they have to be for a move is the migration threshold's to say (VMware KB 1007485).
 * Left out: CPU, the demand of VMs beside their configured memory, what a vMotion costs.
 */
import { type Controller, type ControllerHand, defineParameters, duration, nextTick, ratio, s } from '../../sim/index.ts';
import type { AdmissionSettings } from './admission.ts';
import { reaches } from './datastore.ts';
import { evacuate, evacuations } from './evacuation.ts';
import { inService, isReachable } from './ha-agent.ts';
import type { Host } from './host.ts';
import { breaksRule, choose, isHost, mayRunOn, usedMemory } from './placement.ts';
import type { Rule } from './rule.ts';
import { vmKind } from './vm.ts';

export const drsParameters = defineParameters('vsphere.drs', {
  pass: duration(s(300), { source: 'Mastering VMware vSphere 6.7, ch. 12: DRS runs every 300 s' }),
  imbalanceStep: ratio(0.1, {
    source: 'VMware KB 1007485 (vbrownbag.com/2010/06/the-math-behind-the-drs-stars): priority = 6 - ceil(imbalance / 0.1 * sqrt(hosts))',
    why: "imbalance is the standard deviation of the hosts' loads",
  }),
});

export interface DrsSettings {
  automation: 'manual' | 'partiallyAutomated' | 'fullyAutomated';
  migrationThreshold: number;
  rules: readonly Rule[];
  /** What HA's admission control holds back. */
  ha: AdmissionSettings;
}

/** Keys: `pass`, and `evacuate HOST`. */
export function drs({ automation, migrationThreshold, rules, ha }: DrsSettings): Controller {
  const isAutomatic = automation === 'fullyAutomated';
  return {
    name: 'drs',
    watch: {
      vm: (vm, hand) => [...evacuations(hand), ...(isAutomatic && vm.is('running') ? ['pass'] : [])],
      host: (host, hand) => [...evacuations(hand), ...(isAutomatic && host.is('up') ? ['pass'] : [])],
      'drs-rule': () => (isAutomatic ? 'pass' : undefined),
      datastore: (_, hand) => evacuations(hand),
      'ha-agent': (_, hand) => evacuations(hand),
    },
    delay: (key, hand) => {
      if (key !== 'pass') return 0;
      const period = hand.value(drsParameters.pass);
      return nextTick(hand.now() + 1, period, hand.phase('pass', period)) - hand.now();
    },
    reconcile(key, hand) {
      if (key !== 'pass') return evacuate(hand, key.slice('evacuate '.length), isAutomatic, rules, ha);
      if (!mendRules(hand, rules)) evenOut(hand, rules, migrationThreshold);
      return undefined;
    },
  };
}

/** Moves one VM of each broken rule to a host that breaks none; true when something moved. */
function mendRules(hand: ControllerHand, rules: readonly Rule[]): boolean {
  let moved = false;
  for (const rule of rules) {
    for (const id of rule.vms) {
      const vm = hand.find(id, vmKind);
      if (!vm?.is('running') || !isReachable(hand, vm.data.host) || !breaksRule(hand, [rule], id, vm.data.host)) continue;
      const found = choose(hand, vm, rules);
      if (!isHost(hand, found) || found === vm.data.host || breaksRule(hand, [rule], id, found)) continue;
      hand.note(`moves ${id} from ${vm.data.host} to ${found}: rule ${rule.name}`);
      hand.send(id, { type: 'migrate', host: found });
      moved = true;
      break;
    }
  }
  return moved;
}

/** The priority of a move that makes hosts of some loads even: 1 is for rules and maintenance alone, 2 the most urgent, 5 the least. */
function priorityOf(hand: ControllerHand, loads: readonly number[]): number {
  const urgency = Math.ceil((deviation(loads) / hand.value(drsParameters.imbalanceStep)) * Math.sqrt(loads.length));
  return urgency === 0 ? Number.POSITIVE_INFINITY : Math.max(2, 6 - urgency);
}

function deviation(loads: readonly number[]): number {
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  return Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length);
}

/** Moves the VM from the fullest to the emptiest host that evens them out the most. The move itself wakes the next pass. */
function evenOut(hand: ControllerHand, rules: readonly Rule[], threshold: number): void {
  const up = inService(hand);
  if (up.length < 2) return;
  const load = (host: Host) => usedMemory(hand, host.id) / host.data.memory;
  const loads = up.map(load);
  if (priorityOf(hand, loads) > threshold) return;
  const from = loads.indexOf(Math.max(...loads));
  const to = loads.indexOf(Math.min(...loads));
  const [fullest, emptiest] = [up[from] as Host, up[to] as Host];
  const after = (memory: number) =>
    deviation(loads.map((one, i) => (i === from ? one - memory / fullest.data.memory : i === to ? one + memory / emptiest.data.memory : one)));
  const [best] = hand
    .with('host', fullest.id, vmKind)
    .filter(
      (vm) => vm.is('running') && mayRunOn(vm, emptiest.id) && reaches(hand, emptiest.id, vm.data.datastore) && !breaksRule(hand, rules, vm.id, emptiest.id),
    )
    .sort((a, b) => after(a.data.memory) - after(b.data.memory));
  // What leaves them as uneven as before is no gain, whatever rounding says.
  if (!best || deviation(loads) - after(best.data.memory) < 1e-9) return;
  hand.note(`moves ${best.id} from ${fullest.id} to ${emptiest.id}: balance`);
  hand.send(best.id, { type: 'migrate', host: emptiest.id });
}
