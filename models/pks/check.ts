/** What PKS makes of a design beyond its shape: its plan, its profile, its masters. */
import type { PksDesign } from '../design.ts';
import { masterVms } from '../platform/homes.ts';
import { duplicate, type Problem, unknown } from '../problem.ts';
import { rancherParameters } from '../rancher/server.ts';
import { valuesIn } from '../settings.ts';
import { checkProfiles } from './check-profiles.ts';
import { hostsFor } from './zones.ts';

/** Names that must exist. */
export function checkNames(design: PksDesign): Problem[] {
  const { clusters, plans, networkProfiles } = design.pks;
  const planNames = plans.map(({ name }) => name);
  const profiles = networkProfiles.map(({ name }) => name);
  const found = clusters.flatMap(({ plan, networkProfile }, i): Problem[] => [
    ...(planNames.includes(plan) ? [] : [unknown('plan', plan, planNames, ['pks', 'clusters', i, 'plan'])]),
    ...(networkProfile === undefined || profiles.includes(networkProfile)
      ? []
      : [unknown('network profile', networkProfile, profiles, ['pks', 'clusters', i, 'networkProfile'])]),
  ]);
  return [...found, ...zoneNames(design), ...checkProfiles(design)];
}

/** Zones have names of their own and hosts that exist, and plans name zones that exist. */
function zoneNames({ pks: { availabilityZones, plans }, vsphere }: PksDesign): Problem[] {
  const hosts = vsphere.hosts.map(({ name }) => name);
  const zones = availabilityZones.map(({ name }) => name);
  const inZones = availabilityZones.flatMap(({ name, hosts: own }, i): Problem[] => [
    ...(zones.indexOf(name) < i ? [duplicate(name, ['pks', 'availabilityZones', i, 'name'])] : []),
    ...own.flatMap((host, j) => (hosts.includes(host) ? [] : [unknown('host', host, hosts, ['pks', 'availabilityZones', i, 'hosts', j])])),
  ]);
  const inPlans = plans.flatMap((plan, i) =>
    (['masterAzs', 'workerAzs'] as const).flatMap((key) =>
      (plan[key] ?? []).flatMap((zone, j) => (zones.includes(zone) ? [] : [unknown('availability zone', zone, zones, ['pks', 'plans', i, key, j])])),
    ),
  );
  return [...inZones, ...inPlans];
}

/** A VM starts in its zone. */
const outOfZone = (design: PksDesign): Problem[] =>
  Object.entries(design.vsphere.placement).flatMap(([vm, host]): Problem[] => {
    const hosts = hostsFor(design, vm);
    if (hosts.length === 0 || hosts.includes(host)) return [];
    return [
      {
        code: 'out-of-zone',
        message: `${vm} runs on ${host}, outside its availability zone`,
        path: ['vsphere', 'placement', vm],
        found: host,
        expected: hosts.join(', '),
      },
    ];
  });

export const check = (design: PksDesign): Problem[] => [...outOfZone(design), ...noLeader(design), ...tooManyWorkers(design), ...unprivileged(design)];

/** The leader at the start is one of the masters. */
function noLeader(design: PksDesign): Problem[] {
  const leader = design.pks.clusters[0]?.etcdLeader;
  const masters = masterVms(design);
  return leader === undefined || masters.includes(leader) ? [] : [unknown('master', leader, masters, ['pks', 'clusters', 0, 'etcdLeader'])];
}

/** A plan's own workers count as well. */
const tooManyWorkers = ({ pks: { plans } }: PksDesign): Problem[] =>
  plans.flatMap(({ workers, maxWorkers }, i): Problem[] => {
    if (workers <= maxWorkers) return [];
    const message = `the plan makes ${workers} workers and allows ${maxWorkers}`;
    return [{ code: 'too-many', message, path: ['pks', 'plans', i, 'workers'], found: String(workers), expected: `at most ${maxWorkers}` }];
  });

function unprivileged(design: PksDesign): Problem[] {
  const { plans, clusters } = design.pks;
  const isNeeded = design.installed === 'rancher' && valuesIn(design)(rancherParameters.hasPrivilegedAgent);
  if (!isNeeded || plans.find(({ name }) => name === clusters[0]?.plan)?.allowPrivileged !== false) return [];
  const message = "without privileged containers Rancher's node agent cannot run, so the local cluster cannot be active at the start";
  return [{ code: 'not-privileged', message, path: ['pks', 'plans', 0, 'allowPrivileged'], found: 'false', expected: 'true, or installed: cluster' }];
}
