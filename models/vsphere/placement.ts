/** Where a VM fits: host memory, the rules that keep VMs apart, and how full the hosts are. */
import type { Actor, View } from '../../sim/index.ts';
import { reaches } from './datastore.ts';
import { inService } from './ha-agent.ts';
import { isEnabled } from './rule.ts';
import { isOn, vmKind } from './vm.ts';

/** A DRS rule that keeps VMs on different hosts. */
export interface SeparationRule {
  name: string;
  vms: readonly string[];
}

/** A VM that is there, or one that is to be made. */
interface Vm {
  id: string;
  data: { memory: number; datastore: string };
}

/** Memory in use on a host, MiB. */
export function usedMemory(view: View, host: string, without?: string): number {
  let used = 0;
  for (const vm of view.with('host', host, vmKind)) {
    if (vm.id !== without && isOn(vm)) used += vm.data.memory;
  }
  return used;
}

/** Whether a VM on `host` would share it with one that a rule keeps it apart from. */
export function breaksRule(view: View, rules: readonly SeparationRule[], vm: string, host: string): boolean {
  const mates = new Set(rules.filter((rule) => rule.vms.includes(vm) && isEnabled(view, rule)).flatMap(({ vms }) => vms));
  mates.delete(vm);
  return view.with('host', host, vmKind).some((other) => mates.has(other.id) && isOn(other));
}

/** Why no host would do. */
export type Refusal = 'no host is up' | 'no host reaches its datastore' | 'no host has the memory' | 'a rule keeps it off every host that has the memory';

/** The emptiest host, by share of memory in use, that is in service, reaches the disk, has the memory, and breaks no rule if rules are to be kept. */
export function choose(view: View, vm: Vm, rules: readonly SeparationRule[]): string | Refusal {
  const up = inService(view);
  if (up.length === 0) return 'no host is up';
  const { memory, datastore } = vm.data;
  const able = up.filter((host) => reaches(view, host.id, datastore));
  if (able.length === 0) return 'no host reaches its datastore';
  const fitting = able.filter((host) => usedMemory(view, host.id, vm.id) + memory <= host.data.memory);
  if (fitting.length === 0) return 'no host has the memory';
  const allowed = fitting.filter((host) => !breaksRule(view, rules, vm.id, host.id));
  if (allowed.length === 0) return 'a rule keeps it off every host that has the memory';
  const load = (host: Actor<{ memory: number }>) => usedMemory(view, host.id, vm.id) / host.data.memory;
  return allowed.reduce((best, host) => (load(host) < load(best) ? host : best)).id;
}

/** Whether {@link choose} found a host. */
export const isHost = (view: View, found: string): boolean => view.find(found) !== undefined;
