/** vSphere: hosts, VMs, HA and DRS. */
import { rulesOf } from '../platform/vms.ts';
import type { System } from '../system.ts';
import { drs } from './drs.ts';
import { highAvailability } from './high-availability.ts';
import { hostKind } from './host.ts';
import { populate } from './populate.ts';
import { names, phrases, shows } from './telling.ts';
import { vsphereFaults, vsphereGroups, vsphereRelations } from './verbs.ts';
import { vmKind } from './vm.ts';

export const vsphere: System = {
  name: 'vsphere',
  kinds: [hostKind, vmKind],
  controllers: (design) => {
    const rules = rulesOf(design);
    return [highAvailability({ ...design.vsphere.ha, rules }), drs({ ...design.vsphere.drs, rules })];
  },
  populate,
  faults: vsphereFaults,
  groups: vsphereGroups,
  relations: vsphereRelations,
  names,
  phrases,
  shows,
};
