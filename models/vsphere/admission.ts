/**
 * vSphere HA's admission control by cluster resource percentage: what would be left after the host failures to tolerate is held
 * back from people and DRS. HA's own restarts are not asked about.
 * Left out: slots and dedicated failover hosts; a VM's configured memory counts as reserved, CPU does not count.
 */
import type { View } from '../../sim/index.ts';
import { inService } from './ha-agent.ts';
import { usedMemory } from './placement.ts';

export interface AdmissionSettings {
  /** vSphere HA. */
  enabled: boolean;
  admissionControl: { hostFailuresToTolerate: number };
}

/** Whether hosts in service may take `memory` more, in MiB: the share of as many hosts as may fail stays free. */
export function admits(view: View, { enabled, admissionControl: { hostFailuresToTolerate } }: AdmissionSettings, memory: number): boolean {
  if (!enabled || hostFailuresToTolerate === 0) return true;
  const hosts = inService(view);
  const total = hosts.reduce((sum, host) => sum + host.data.memory, 0);
  const used = hosts.reduce((sum, host) => sum + usedMemory(view, host.id), 0);
  return used + memory <= total * Math.max(0, 1 - hostFailuresToTolerate / hosts.length);
}
