/** BOSH: the health monitor and the resurrector. */
import { rulesOf } from '../platform/vms.ts';
import type { System } from '../system.ts';
import { healthMonitor } from './health-monitor.ts';
import { names } from './telling.ts';

export const bosh: System = {
  name: 'bosh',
  kinds: [],
  controllers: (design) => [healthMonitor({ resurrector: design.bosh.resurrector, rules: rulesOf(design), mandatoryRules: design.vsphere.drs.mandatoryRules })],
  names,
};
