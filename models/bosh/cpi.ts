/** BOSH's vSphere CPI: where a VM that is created goes, and what is said when it goes nowhere. */
import type { View } from '../../sim/index.ts';
import { type AdmissionSettings, admits } from '../vsphere/admission.ts';
import { choose, isHost, withoutSeparation } from '../vsphere/placement.ts';
import type { Rule } from '../vsphere/rule.ts';
import type { NewVm } from '../vsphere/vm.ts';

export interface CpiSettings {
  /** What a VM of this name is made as. */
  plan: (vm: string) => Omit<NewVm, 'host'>;
  rules: readonly Rule[];
  /** Rules block a power-on that would break them. */
  mandatoryRules: boolean;
  /** Whose admission control holds memory back from a power-on. */
  ha: AdmissionSettings;
}

/** A host for a VM, or why there is none: within the rules, and against those between VMs where they allow that. */
export function placeFor(view: View, vm: { id: string; data: { memory: number; datastore: string } }, { rules, mandatoryRules, ha }: CpiSettings): string {
  const kept = choose(view, vm, rules);
  const found = isHost(view, kept) || mandatoryRules ? kept : choose(view, vm, withoutSeparation(rules));
  return isHost(view, found) && !admits(view, ha, vm.data.memory) ? 'admission control holds the memory back' : found;
}

/** The CPI's own words for a VM that fits nowhere (docs-pks@1.4 release-notes). */
export const noPlacement = (memory: number): string => `No valid placement found for requested memory: ${memory}`;

/** A VM's instance as BOSH writes it: `master/0`. */
export const instanceName = (vm: string): string => vm.replace(/-(?=\d+$)/, '/');
