/** Where a VM fits: host memory, the rules of DRS, and how full the hosts are. */
import type { Actor, View } from '../../sim/index.ts';
import { reaches } from './datastore.ts';
import { inService } from './ha-agent.ts';
import { isEnabled, isFor, isPreference, isSeparation, type Rule } from './rule.ts';
import { isOn, vmKind } from './vm.ts';

/** A VM that is there, or one that is to be made. */
interface Vm {
  id: string;
  data: { memory: number; datastore: string; hosts?: readonly string[] };
}

/** Whether a VM may run on a host: any, or one of its availability zone. */
export const mayRunOn = ({ data: { hosts = [] } }: { data: Pick<Vm['data'], 'hosts'> }, host: string): boolean => hosts.length === 0 || hosts.includes(host);

/** Memory in use on a host, MiB. */
export function usedMemory(view: View, host: string, without?: string): number {
  let used = 0;
  for (const vm of view.with('host', host, vmKind)) {
    if (vm.id !== without && isOn(vm)) used += vm.data.memory;
  }
  return used;
}

/** Whether a VM on `host` breaks one of some rules: it shares it with one that it is kept apart from, or is not for it. */
export function breaksRule(view: View, rules: readonly Rule[], vm: string, host: string): boolean {
  const own = rules.filter((rule) => rule.vms.includes(vm) && isEnabled(view, rule));
  if (own.some((rule) => !isSeparation(rule) && !isFor(rule, host))) return true;
  const mates = new Set(own.filter(isSeparation).flatMap(({ vms }) => vms));
  mates.delete(vm);
  return mates.size > 0 && view.with('host', host, vmKind).some((other) => mates.has(other.id) && isOn(other));
}

/** The rules that hold even where VM-VM rules do not count. */
export const withoutSeparation = (rules: readonly Rule[]): Rule[] => rules.filter((rule) => !isSeparation(rule));

/** Why no host would do. */
export type Refusal =
  | 'no host is up'
  | 'no host of its availability zone is up'
  | 'no host reaches its datastore'
  | 'no host has the memory'
  | 'a rule keeps it off every host that has the memory';

/**
 * The emptiest host, by share of memory in use, that is in service, reaches the disk, has the memory, and breaks none of some
 * rules; what they prefer is kept where it can be.
 */
export function choose(view: View, vm: Vm, rules: readonly Rule[]): string | Refusal {
  const up = inService(view).filter((host) => mayRunOn(vm, host.id));
  if (up.length === 0) return (vm.data.hosts ?? []).length === 0 ? 'no host is up' : 'no host of its availability zone is up';
  const { memory, datastore } = vm.data;
  const able = up.filter((host) => reaches(view, host.id, datastore));
  if (able.length === 0) return 'no host reaches its datastore';
  const fitting = able.filter((host) => usedMemory(view, host.id, vm.id) + memory <= host.data.memory);
  if (fitting.length === 0) return 'no host has the memory';
  const hard = rules.filter((rule) => !isPreference(rule));
  const allowed = fitting.filter((host) => !breaksRule(view, hard, vm.id, host.id));
  if (allowed.length === 0) return 'a rule keeps it off every host that has the memory';
  const load = (host: Actor<{ memory: number }>) => usedMemory(view, host.id, vm.id) / host.data.memory;
  const preferred = allowed.filter((host) => !breaksRule(view, rules, vm.id, host.id));
  return (preferred.length > 0 ? preferred : allowed).reduce((best, host) => (load(host) < load(best) ? host : best)).id;
}

/** Whether {@link choose} found a host. */
export const isHost = (view: View, found: string): boolean => view.find(found) !== undefined;
