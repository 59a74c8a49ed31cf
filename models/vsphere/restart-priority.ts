/** In which order vSphere HA restarts VMs: those of a higher class are given their host first. */
import type { VmRole } from './vm.ts';

/** 6.5 and later. */
export const restartPriorities = ['highest', 'high', 'medium', 'low', 'lowest', 'disabled'] as const;

export type RestartPriority = (typeof restartPriorities)[number];

/** The class of every VM or of a group: a VM's own counts before its group's, and that before the cluster's. */
export interface PrioritySettings {
  restartPriority: RestartPriority;
  restartPriorities: Readonly<Record<string, RestartPriority>>;
}

/** Groups that a class may be given to. */
export const priorityGroups: Readonly<Record<VmRole, string>> = {
  master: 'masters',
  worker: 'workers',
  edge: 'edges',
  node: 'nodes',
  balancer: 'balancers',
};

export const priorityOf = ({ restartPriority, restartPriorities: own }: PrioritySettings, vm: { id: string; data: { role: VmRole } }): RestartPriority =>
  own[vm.id] ?? own[priorityGroups[vm.data.role]] ?? restartPriority;

/** The place of a VM's class, the highest first. */
export const rankOf = (settings: PrioritySettings, vm: { id: string; data: { role: VmRole } }): number => restartPriorities.indexOf(priorityOf(settings, vm));
