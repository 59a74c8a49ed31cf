/** vSphere: hosts, datastores, VMs, HA and DRS. */
import { rulesOf } from '../platform/vms.ts';
import type { System } from '../system.ts';
import { check } from './check.ts';
import { componentProtection } from './component-protection.ts';
import { datastoreKind } from './datastore.ts';
import { drs } from './drs.ts';
import { agentKind } from './ha-agent.ts';
import { highAvailability } from './high-availability.ts';
import { hostKind } from './host.ts';
import { populate } from './populate.ts';
import { ruleKind } from './rule.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { vsphereFaults, vsphereGroups, vsphereOperations, vsphereRelations } from './verbs.ts';
import { vmKind } from './vm.ts';
import { vmMonitoring } from './vm-monitoring.ts';

export const vsphere: System = {
  name: 'vsphere',
  kinds: [datastoreKind, hostKind, agentKind, ruleKind, vmKind],
  controllers: (design) => {
    const rules = rulesOf(design);
    const { ha } = design.vsphere;
    return [highAvailability({ ...ha, rules }), componentProtection({ ...ha, rules }), vmMonitoring(ha), drs({ ...design.vsphere.drs, rules, ha })];
  },
  populate,
  check,
  faults: vsphereFaults,
  operations: vsphereOperations,
  groups: vsphereGroups,
  relations: vsphereRelations,
  ownNames: [/^fdm-/],
  facts,
  names,
  namePatterns,
  phrases,
  shows,
};
