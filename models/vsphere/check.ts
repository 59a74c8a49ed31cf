/** What the shape of a design cannot say of vSphere. */
import type { Design } from '../design.ts';
import { planVms } from '../platform/vms.ts';
import type { Problem } from '../problem.ts';

/** A host runs only VMs whose disk it sees. */
export function check(design: Design): Problem[] {
  const { hosts, datastores, disks } = design.vsphere;
  return planVms(design).flatMap(({ id, host, datastore }) => {
    const seen = hosts.find(({ name }) => name === host)?.datastores ?? datastores;
    if (datastore === '' || seen.includes(datastore)) return [];
    const path = disks[id] === undefined ? ['vsphere', 'hosts'] : ['vsphere', 'disks', id];
    return [{ code: 'out-of-reach', message: `${id} runs on ${host}, which does not see ${datastore}`, path, found: datastore, expected: seen.join(', ') }];
  });
}
