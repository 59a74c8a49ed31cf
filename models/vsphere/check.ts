/** What the shape of a design cannot say of vSphere. */
import type { Design } from '../design.ts';
import { planVms } from '../platform/vms.ts';
import type { Problem } from '../problem.ts';
import { nearest } from '../words.ts';
import { priorityGroups } from './restart-priority.ts';

export const check = (design: Design): Problem[] => [...outOfReach(design), ...priorities(design), ...ruledHosts(design)];

/** Classes are given to VMs and groups that there are. */
function priorities(design: Design): Problem[] {
  const known = [...Object.values(priorityGroups), ...planVms(design).map(({ id }) => id)];
  return Object.keys(design.vsphere.ha.restartPriorities)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'unknown-name',
      message: `there is no VM or group "${name}"`,
      path: ['vsphere', 'ha', 'restartPriorities', name],
      isKey: true,
      found: name,
      expected: known.join(', '),
      ...nearest(name, known),
    }));
}

/** A host runs only VMs whose disk it sees. */
function outOfReach(design: Design): Problem[] {
  const { hosts, datastores, disks } = design.vsphere;
  return planVms(design).flatMap(({ id, host, datastore }) => {
    const seen = hosts.find(({ name }) => name === host)?.datastores ?? datastores;
    if (datastore === '' || seen.includes(datastore)) return [];
    const path = disks[id] === undefined ? ['vsphere', 'hosts'] : ['vsphere', 'disks', id];
    return [{ code: 'out-of-reach', message: `${id} runs on ${host}, which does not see ${datastore}`, path, found: datastore, expected: seen.join(', ') }];
  });
}

/** A VM-Host rule is about hosts that there are, a separation about none and about two VMs at least. */
function ruledHosts(design: Design): Problem[] {
  const hosts = design.vsphere.hosts.map(({ name }) => name);
  return design.vsphere.drs.rules.flatMap(({ name, type, of, on }, i): Problem[] => {
    const path = ['vsphere', 'drs', 'rules', i];
    if (type !== 'separate') {
      if (on === undefined) return [{ code: 'missing', message: `the rule "${name}" needs hosts`, path, expected: `on: [${hosts.join(', ')}]` }];
      return on.flatMap((host, j) =>
        hosts.includes(host)
          ? []
          : [
              {
                code: 'unknown-name',
                message: `there is no host "${host}"`,
                path: [...path, 'on', j],
                found: host,
                expected: hosts.join(', '),
                ...nearest(host, hosts),
              },
            ],
      );
    }
    if (on !== undefined)
      return [
        {
          code: 'unknown-key',
          message: `the rule "${name}" keeps VMs apart, on whatever hosts`,
          path: [...path, 'on'],
          isKey: true,
          found: 'on',
          expected: 'no hosts',
        },
      ];
    return Array.isArray(of) && of.length < 2
      ? [
          {
            code: 'too-few',
            message: `the rule "${name}" keeps one VM apart from nothing`,
            path: [...path, 'of'],
            found: of.join(', '),
            expected: 'two VMs or more',
          },
        ]
      : [];
  });
}
