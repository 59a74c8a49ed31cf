/**
 * DRS: it empties hosts for maintenance, and at each pass it mends broken separation rules by vMotion and evens out the hosts' memory, if fully automated.
 * Left out: CPU, the migration threshold's five levels (3, the default, is meant), must/should VM-Host rules.
 */
import { type Controller, type ControllerHand, defineParameters, duration, nextTick, ratio, s } from '../../sim/index.ts';
import type { AdmissionSettings } from './admission.ts';
import { reaches } from './datastore.ts';
import { evacuate, evacuations } from './evacuation.ts';
import { inService, isReachable } from './ha-agent.ts';
import { breaksRule, choose, isHost, type SeparationRule, usedMemory } from './placement.ts';
import { vmKind } from './vm.ts';

export const drsParameters = defineParameters('vsphere.drs', {
  pass: duration(s(300), { source: 'Mastering VMware vSphere 6.7, ch. 12: DRS runs every 300 s' }),
  imbalance: ratio(0.2, {
    assumption: 'difference in memory use between fullest and emptiest host that is worth a vMotion at threshold 3',
  }),
});

export interface DrsSettings {
  automation: 'manual' | 'partiallyAutomated' | 'fullyAutomated';
  rules: readonly SeparationRule[];
  /** What HA's admission control holds back. */
  ha: AdmissionSettings;
}

/** Keys: `pass`, and `evacuate HOST`. */
export function drs({ automation, rules, ha }: DrsSettings): Controller {
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
      if (!mendRules(hand, rules)) evenOut(hand, rules);
      return undefined;
    },
  };
}

/** Moves one VM of each broken rule to a host that breaks none; true when something moved. */
function mendRules(hand: ControllerHand, rules: readonly SeparationRule[]): boolean {
  let moved = false;
  for (const { name, vms } of rules) {
    for (const id of vms) {
      const vm = hand.find(id, vmKind);
      if (!vm?.is('running') || !isReachable(hand, vm.data.host) || !breaksRule(hand, rules, id, vm.data.host)) continue;
      const found = choose(hand, vm, rules);
      if (!isHost(hand, found) || found === vm.data.host) continue;
      hand.note(`moves ${id} from ${vm.data.host} to ${found}: rule ${name}`);
      hand.send(id, { type: 'migrate', host: found });
      moved = true;
      break;
    }
  }
  return moved;
}

/** Moves one VM from the fullest to the emptiest host when that brings them closer. The move itself wakes the next pass. */
function evenOut(hand: ControllerHand, rules: readonly SeparationRule[]): void {
  const load = (host: { id: string; data: { memory: number } }) => usedMemory(hand, host.id) / host.data.memory;
  const up = inService(hand);
  if (up.length < 2) return;
  const fullest = up.reduce((most, host) => (load(host) > load(most) ? host : most));
  const emptiest = up.reduce((least, host) => (load(host) < load(least) ? host : least));
  const gap = load(fullest) - load(emptiest);
  if (gap <= hand.value(drsParameters.imbalance)) return;
  const movable = hand
    .with('host', fullest.id, vmKind)
    .filter(
      (vm) =>
        vm.is('running') &&
        reaches(hand, emptiest.id, vm.data.datastore) &&
        vm.data.memory / emptiest.data.memory < gap &&
        !breaksRule(hand, rules, vm.id, emptiest.id),
    );
  const [first] = movable.sort((a, b) => b.data.memory - a.data.memory);
  if (!first) return;
  hand.note(`moves ${first.id} from ${fullest.id} to ${emptiest.id}: balance`);
  hand.send(first.id, { type: 'migrate', host: emptiest.id });
}
