/** What a design's shape cannot say: names that must exist, ranges that must not meet, things that must fit. */

import { checkPlatform } from './check-platform.ts';
import type { Design } from './design.ts';
import { clusterVms, memberIn, nodeIn, serverIn, workerVms } from './platform/homes.ts';
import { isOwnName } from './platform/own-names.ts';
import { planVms, rulesOf, toMiB } from './platform/vms.ts';
import { duplicate, type Problem, unknown } from './problem.ts';
import { readSettings } from './settings.ts';
import { systemsOf } from './systems.ts';

type Path = Problem['path'];

/** The same, of a design that a study asks about: it has to begin with the whole platform. */
export function checkInstalled(design: Design): Problem[] {
  const { installed } = design;
  if (installed === 'rancher') return checkDesign(design);
  const message = `a study asks about a platform that is there, and this one begins with ${installed === 'cluster' ? 'the cluster alone' : 'nothing'}`;
  return [...checkDesign(design), { code: 'not-installed', message, path: ['installed'], found: installed, expected: 'installed: rancher' }];
}

/** Every problem of a design whose shape is right. */
export function checkDesign(design: Design): Problem[] {
  const { problems } = readSettings(design);
  const strange = checkPlatform(design);
  if (strange.length > 0) return [...strange, ...problems];
  const systems = systemsOf(design);
  const names = [...uniqueNames(design), ...references(design), ...systems.flatMap(({ checkNames }) => checkNames?.(design) ?? [])];
  if (names.every(({ code }) => code !== 'unknown-name')) names.push(...vmReferences(design));
  // What follows counts on names and ranges being right.
  if (names.length > 0) return [...names, ...problems];
  // PKS and BOSH say themselves what does not fit when they are to make it.
  const misfits = design.installed === 'nothing' ? [] : room(design);
  return [...problems, ...sizes(design), ...misfits, ...systems.flatMap(({ check }) => check?.(design) ?? [])];
}

function uniqueNames(design: Design): Problem[] {
  const lists: [Path, readonly { name: string }[]][] = [
    [['vsphere', 'hosts'], design.vsphere.hosts],
    [['nsx', 'edges'], design.nsx?.edges ?? []],
    [['dns', 'servers'], design.dns.servers],
    [['pks', 'plans'], design.pks?.plans ?? []],
    [['pks', 'networkProfiles'], design.pks?.networkProfiles ?? []],
    [['vsphere', 'drs', 'rules'], design.vsphere.drs.rules],
  ];
  const twice = lists.flatMap(([path, list]) =>
    list.flatMap(({ name }, i) => (list.findIndex((other) => other.name === name) < i ? [duplicate(name, [...path, i, 'name'])] : [])),
  );
  return twice.length > 0 ? twice : actorNames(design);
}

/** What a design names and a run meets by that name, beside what Paddock names itself. */
function actorNames({ vsphere, nsx, dns, pks, rke }: Design): Problem[] {
  const named: (readonly [Path, string])[] = [
    ...vsphere.hosts.map(({ name }, i) => [['vsphere', 'hosts', i, 'name'], name] as const),
    ...vsphere.datastores.map((name, i) => [['vsphere', 'datastores', i], name] as const),
    ...(nsx?.edges ?? []).map(({ name }, i) => [['nsx', 'edges', i, 'name'], name] as const),
    ...dns.servers.map(({ name }, i) => [['dns', 'servers', i, 'name'], name] as const),
    ...(pks?.clusters ?? []).map(({ name }, i) => [['pks', 'clusters', i, 'name'], name] as const),
    ...(rke?.nodes ?? []).map(({ name }, i) => [['rke', 'nodes', i, 'name'], name] as const),
    ...(rke?.balancer.machines ?? []).map(({ name }, i) => [['rke', 'balancer', 'machines', i, 'name'], name] as const),
  ];
  const seen = new Set<string>();
  return named.flatMap(([path, name]) => {
    if (isOwnName(name)) return [ownName(name, path)];
    const part = path[0] === 'rke' ? partsIn(name).find(isOwnName) : undefined;
    if (part !== undefined) return [ownName(part, path)];
    if (seen.has(name)) return [duplicate(name, path)];
    seen.add(name);
    return [];
  });
}

/** What parts of a VM are called, after it. */
const partsIn = (vm: string): string[] => [memberIn(vm), serverIn(vm), nodeIn(vm)];

/** A name that Paddock gives to something else. */
export function ownName(name: string, path: Path): Problem {
  return { code: 'duplicate-name', message: `"${name}" is a name that Paddock gives itself`, path, found: name, expected: 'another name' };
}

/** Hosts and datastores that must exist. */
function references({ vsphere, nsx, rke }: Design): Problem[] {
  const found: Problem[] = [];
  const hosts = vsphere.hosts.map(({ name }) => name);
  const placed: [Path, { host?: string }[]][] = [
    [['nsx', 'edges'], nsx?.edges ?? []],
    [['rke', 'balancer', 'machines'], rke?.balancer.machines ?? []],
  ];
  for (const [path, list] of placed) {
    for (const [i, { host }] of list.entries()) if (host !== undefined && !hosts.includes(host)) found.push(unknown('host', host, hosts, [...path, i, 'host']));
  }
  for (const [i, host] of vsphere.hosts.entries()) {
    for (const [j, store] of (host.datastores ?? []).entries()) {
      if (!vsphere.datastores.includes(store)) found.push(unknown('datastore', store, vsphere.datastores, ['vsphere', 'hosts', i, 'datastores', j]));
    }
  }
  return found;
}

/** VMs that must exist, and where they are to be. */
function vmReferences(design: Design): Problem[] {
  const { vsphere, nsx, rke, rancher } = design;
  const found: Problem[] = [];
  const hosts = vsphere.hosts.map(({ name }) => name);
  const vms = clusterVms(design);
  const workers = workerVms(design);
  for (const [vm, host] of Object.entries(vsphere.placement)) {
    if (!vms.includes(vm)) found.push({ ...unknown('VM', vm, vms, ['vsphere', 'placement', vm]), isKey: true });
    if (!hosts.includes(host)) found.push(unknown('host', host, hosts, ['vsphere', 'placement', vm]));
  }
  const all = [...vms, ...[...(nsx?.edges ?? []), ...(rke?.balancer.machines ?? [])].map(({ name }) => name)];
  for (const [vm, datastore] of Object.entries(vsphere.disks)) {
    const path = ['vsphere', 'disks', vm];
    if (!all.includes(vm)) found.push({ ...unknown('VM or edge', vm, all, path), isKey: true });
    if (!vsphere.datastores.includes(datastore)) found.push(unknown('datastore', datastore, vsphere.datastores, path));
  }
  for (const [i, { vms: ruled }] of rulesOf(design).entries()) {
    for (const [j, vm] of ruled.entries()) if (!all.includes(vm)) found.push(unknown('VM or edge', vm, all, ['vsphere', 'drs', 'rules', i, 'of', j]));
  }
  for (const [i, worker] of (rancher.startOn ?? []).entries())
    if (!workers.includes(worker)) found.push(unknown('worker', worker, workers, ['rancher', 'startOn', i]));
  if (rancher.startOn && rancher.startOn.length !== rancher.replicas) {
    found.push({
      code: 'wrong-count',
      message: `${rancher.replicas} replicas start on ${rancher.startOn.length} workers`,
      path: ['rancher', 'startOn'],
      expected: `${rancher.replicas} workers`,
    });
  }
  return found;
}

/** Whether what is there at the start fits. */
function room(design: Design): Problem[] {
  const found: Problem[] = [];
  for (const [i, host] of design.vsphere.hosts.entries()) {
    const vms = planVms(design).filter((vm) => vm.host === host.name);
    const used = vms.reduce((sum, { memory }) => sum + memory, 0);
    if (used > toMiB(host.memory)) {
      found.push({
        code: 'too-small',
        message: `${host.name} has ${host.memory} for ${vms.map(({ id }) => id).join(', ')}, which need ${Math.ceil(used / 1_024)}Gi`,
        path: ['vsphere', 'hosts', i, 'memory'],
        found: host.memory,
      });
    }
  }
  return found;
}

/** Numbers that do not go together. */
function sizes(design: Design): Problem[] {
  const { vsphere, rancher } = design;
  const found: Problem[] = [];
  const tolerated = vsphere.ha.admissionControl.hostFailuresToTolerate;
  if (tolerated >= vsphere.hosts.length) {
    const path = ['vsphere', 'ha', 'admissionControl', 'hostFailuresToTolerate'];
    found.push({
      code: 'too-many',
      message: `${vsphere.hosts.length} hosts cannot tolerate ${tolerated} failures`,
      path,
      found: String(tolerated),
      expected: `at most ${vsphere.hosts.length - 1}`,
    });
  }
  const workers = workerVms(design).length;
  if (rancher.antiAffinity === 'required' && rancher.replicas > workers) {
    found.push({
      code: 'too-many',
      message: `${rancher.replicas} replicas that must be apart do not fit on ${workers} workers`,
      path: ['rancher', 'replicas'],
      found: String(rancher.replicas),
      expected: `at most ${workers}`,
    });
  }
  return found;
}
