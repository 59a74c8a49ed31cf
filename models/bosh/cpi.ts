/** BOSH's vSphere CPI: where a VM that is created goes, and what is said when it goes nowhere. */
import type { View } from '../../sim/index.ts';
import { choose, isHost, type SeparationRule } from '../vsphere/placement.ts';
import type { VirtualMachine } from '../vsphere/vm.ts';

export interface CpiSettings {
  rules: readonly SeparationRule[];
  /** Rules block a power-on that would break them. */
  mandatoryRules: boolean;
}

/** A host for a VM, or why there is none: within the rules, and against them where they allow that. */
export function placeFor(view: View, vm: VirtualMachine, { rules, mandatoryRules }: CpiSettings): string {
  const kept = choose(view, vm, rules);
  return isHost(view, kept) || mandatoryRules ? kept : choose(view, vm, []);
}

/** The CPI's own words for a VM that fits nowhere (docs-pks@1.4 release-notes). */
export const noPlacement = (memory: number): string => `No valid placement found for requested memory: ${memory}`;

/** A VM's instance as BOSH writes it: `master/0`. */
export const instanceName = (vm: string): string => vm.replace(/-(?=\d+$)/, '/');
