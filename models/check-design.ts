/** What a design's shape cannot say: names that must exist, ranges that must not meet, things that must fit. */

import { addresses, overlap, parseBlock, parseRange, type Range, subnets, toAddress } from './addresses.ts';
import { defaults } from './defaults.ts';
import type { Design } from './design.ts';
import { addressOf } from './dns/records.ts';
import { othersIn, rangeOf, sharedOf } from './nsx/blocks.ts';
import { servicesOn } from './nsx/load-balancer.ts';
import { limitParameters, routersPerCluster, routersPerNamespace } from './nsx/topology.ts';
import { checkProfiles } from './pks/check-profiles.ts';
import { balancerSize, networkOf, prefixOf, tile } from './pks/network-profile.ts';
import { pksParameters } from './pks/parameters.ts';
import { isOwnName } from './platform/own-names.ts';
import { masterIds, planVms, rulesOf, toMiB, workerIds } from './platform/vms.ts';
import type { Problem } from './problem.ts';
import { rancherParameters } from './rancher/server.ts';
import { readSettings, valuesIn } from './settings.ts';
import { systems } from './systems.ts';
import { nearest } from './words.ts';

type Path = Problem['path'];

/** Every problem of a design whose shape is right. */
export function checkDesign(design: Design): Problem[] {
  const names = [...uniqueNames(design), ...references(design), ...checkProfiles(design)];
  const ranges = checkRanges(design);
  const { problems } = readSettings(design);
  // What follows counts on names and ranges being right.
  if (names.length + ranges.length > 0) return [...names, ...ranges, ...problems];
  // PKS and BOSH say themselves what does not fit when they are to make it.
  const misfits = design.installed === 'nothing' ? [] : room(design);
  return [...problems, ...sizes(design), ...misfits, ...systems.flatMap(({ check }) => check?.(design) ?? [])];
}

function unknown(what: string, found: string, known: readonly string[], path: Path): Problem {
  return { code: 'unknown-name', message: `there is no ${what} "${found}"`, path, found, expected: known.join(', '), ...nearest(found, known) };
}

function uniqueNames(design: Design): Problem[] {
  const lists: [Path, readonly { name: string }[]][] = [
    [['vsphere', 'hosts'], design.vsphere.hosts],
    [['nsx', 'edges'], design.nsx.edges],
    [['dns', 'servers'], design.dns.servers],
    [['pks', 'plans'], design.pks.plans],
    [['pks', 'networkProfiles'], design.pks.networkProfiles],
    [['vsphere', 'drs', 'rules'], design.vsphere.drs.rules],
  ];
  const twice = lists.flatMap(([path, list]) =>
    list.flatMap(({ name }, i) => (list.findIndex((other) => other.name === name) < i ? [duplicate(name, [...path, i, 'name'])] : [])),
  );
  return twice.length > 0 ? twice : actorNames(design);
}

function duplicate(name: string, path: Path): Problem {
  return { code: 'duplicate-name', message: `"${name}" is there already`, path, found: name, expected: 'a name of its own' };
}

/** Hosts, datastores, edges, DNS servers and clusters are met by name in a run, beside what Paddock names itself. */
function actorNames({ vsphere, nsx, dns, pks }: Design): Problem[] {
  const named: (readonly [Path, string])[] = [
    ...vsphere.hosts.map(({ name }, i) => [['vsphere', 'hosts', i, 'name'], name] as const),
    ...vsphere.datastores.map((name, i) => [['vsphere', 'datastores', i], name] as const),
    ...nsx.edges.map(({ name }, i) => [['nsx', 'edges', i, 'name'], name] as const),
    ...dns.servers.map(({ name }, i) => [['dns', 'servers', i, 'name'], name] as const),
    ...pks.clusters.map(({ name }, i) => [['pks', 'clusters', i, 'name'], name] as const),
  ];
  const seen = new Set<string>();
  return named.flatMap(([path, name]) => {
    if (isOwnName(name)) return [ownName(name, path)];
    if (seen.has(name)) return [duplicate(name, path)];
    seen.add(name);
    return [];
  });
}

/** A name that Paddock gives to something else. */
export function ownName(name: string, path: Path): Problem {
  return { code: 'duplicate-name', message: `"${name}" is a name that Paddock gives itself`, path, found: name, expected: 'another name' };
}

function references(design: Design): Problem[] {
  const { vsphere, nsx, pks, rancher } = design;
  const found: Problem[] = [];
  const hosts = vsphere.hosts.map(({ name }) => name);
  const plans = pks.plans.map(({ name }) => name);
  const profiles = pks.networkProfiles.map(({ name }) => name);
  for (const [i, { host }] of nsx.edges.entries()) if (!hosts.includes(host)) found.push(unknown('host', host, hosts, ['nsx', 'edges', i, 'host']));
  for (const [i, host] of vsphere.hosts.entries()) {
    for (const [j, store] of (host.datastores ?? []).entries()) {
      if (!vsphere.datastores.includes(store)) found.push(unknown('datastore', store, vsphere.datastores, ['vsphere', 'hosts', i, 'datastores', j]));
    }
  }
  for (const [i, { plan, networkProfile }] of pks.clusters.entries()) {
    if (!plans.includes(plan)) found.push(unknown('plan', plan, plans, ['pks', 'clusters', i, 'plan']));
    if (networkProfile !== undefined && !profiles.includes(networkProfile))
      found.push(unknown('network profile', networkProfile, profiles, ['pks', 'clusters', i, 'networkProfile']));
  }
  if (found.length > 0) return found;
  const masters = masterIds(design);
  const workers = workerIds(design);
  const vms = [...masters, ...workers];
  const leader = pks.clusters[0]?.etcdLeader;
  if (leader !== undefined && !masters.includes(leader)) found.push(unknown('master', leader, masters, ['pks', 'clusters', 0, 'etcdLeader']));
  for (const [vm, host] of Object.entries(vsphere.placement)) {
    if (!vms.includes(vm)) found.push({ ...unknown('VM', vm, vms, ['vsphere', 'placement', vm]), isKey: true });
    if (!hosts.includes(host)) found.push(unknown('host', host, hosts, ['vsphere', 'placement', vm]));
  }
  const disked = [...vms, ...nsx.edges.map(({ name }) => name)];
  for (const [vm, datastore] of Object.entries(vsphere.disks)) {
    const path = ['vsphere', 'disks', vm];
    if (!disked.includes(vm)) found.push({ ...unknown('VM or edge', vm, disked, path), isKey: true });
    if (!vsphere.datastores.includes(datastore)) found.push(unknown('datastore', datastore, vsphere.datastores, path));
  }
  for (const [i, { vms: ruled }] of rulesOf(design).entries()) {
    for (const [j, vm] of ruled.entries()) if (!vms.includes(vm)) found.push(unknown('VM', vm, vms, ['vsphere', 'drs', 'rules', i, 'of', j]));
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

/** Ranges that PKS keeps for itself: docs-pks@1.4 nsxt-prepare-env. */
const reserved = ['10.100.200.0/24', '172.17.0.0/16', '172.18.0.0/16', '172.19.0.0/16', '172.20.0.0/16', '172.21.0.0/16', '172.22.0.0/16'];

function checkRanges(design: Design): Problem[] {
  const { nsx, pks, rancher } = design;
  const found: Problem[] = [];
  const blocks: [Path, string, (text: string) => Range][] = [
    [['nsx', 'ipBlocks', 'nodes'], rangeOf(nsx.ipBlocks.nodes), parseBlock],
    [['nsx', 'ipBlocks', 'pods'], rangeOf(nsx.ipBlocks.pods), parseBlock],
    ...nsx.furtherIpBlocks.map(({ range }, i): [Path, string, (text: string) => Range] => [['nsx', 'furtherIpBlocks', i, 'range'], range, parseBlock]),
    [['nsx', 'floatingPool'], rangeOf(nsx.floatingPool), parseRange],
    ...nsx.furtherFloatingPools.map(({ range }, i): [Path, string, (text: string) => Range] => [
      ['nsx', 'furtherFloatingPools', i, 'range'],
      range,
      parseRange,
    ]),
  ];
  const ranges = blocks.map(([path, text, parse]) => ({ path, text, range: parse(text) }));
  for (const [i, a] of ranges.entries()) {
    for (const b of ranges.slice(0, i)) {
      if (overlap(a.range, b.range))
        found.push({
          code: 'overlap',
          message: `${a.text} overlaps ${b.text} of ${b.path.join('.')}`,
          path: a.path,
          found: a.text,
          expected: 'ranges that do not meet',
        });
    }
    const kept = reserved.find((block) => overlap(a.range, parseBlock(block)));
    if (kept) found.push({ code: 'reserved', message: `${a.text} overlaps ${kept}, which PKS keeps for itself`, path: a.path, found: a.text });
  }
  const names = [tile.nodes, tile.pods, ...nsx.furtherIpBlocks.map(({ name }) => name)];
  for (const [i, name] of names.entries()) {
    const { path, text } = ranges[i] as (typeof ranges)[number];
    const prefix = prefixOf(design, name);
    if (parseBlock(text).prefix > prefix)
      found.push({ code: 'too-small', message: `${text} holds no /${prefix}`, path, found: text, expected: `a prefix of /${prefix} or shorter` });
  }
  const [api, page] = [addressOf(design, pks.clusters[0]?.hostname ?? ''), addressOf(design, rancher.hostname)];
  if (api !== '' && api === page) {
    found.push({
      code: 'duplicate-address',
      message: `the API and Rancher cannot share ${api}`,
      path: ['dns', 'records', rancher.hostname],
      found: api,
      expected: 'an address of its own',
    });
  }
  const pool = parseRange(rangeOf(nsx.floatingPool));
  for (const name of [pks.clusters[0]?.hostname ?? '', rancher.hostname]) {
    const address = addressOf(design, name);
    if (address === '') {
      found.push({
        code: 'no-record',
        message: `dns.records has no address for ${name}`,
        path: ['dns', 'records'],
        expected: `${name}: an address of ${rangeOf(nsx.floatingPool)}`,
      });
      continue;
    }
    const { first } = parseRange(`${address}-${address}`);
    if (first < pool.first || first > pool.last) {
      found.push({
        code: 'outside',
        message: `${name} resolves to ${address}, outside the floating pool ${toAddress(pool.first)}-${toAddress(pool.last)}`,
        path: ['dns', 'records', name],
        found: address,
      });
    }
  }
  return found;
}

/** Whether what is there at the start fits. */
function room(design: Design): Problem[] {
  const found: Problem[] = edges(design);
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
  const value = valuesIn(design);
  const { atStart, extraProjectsPerCluster } = design.downstream;
  const perCluster = value(rancherParameters.namespacesPerCluster);
  const namespaces =
    value(pksParameters.systemNamespaces) +
    value(defaults['rancher.fixedNamespaces']) +
    (design.ingress.namespace === 'cattle-system' ? 0 : 1) +
    perCluster +
    (design.rancher.userNamespace ? 1 : 0) +
    atStart * (perCluster + extraProjectsPerCluster);
  const network = networkOf(design);
  const { podBlocks, nodeBlocks, floatingPools } = network;
  const subnetsIn = (names: readonly string[]) => names.reduce((sum, name) => sum + subnets(rangeOf(sharedOf(design, name)), prefixOf(design, name)).count, 0);
  const addressesIn = (names: readonly string[]) => names.reduce((sum, name) => sum + addresses(rangeOf(sharedOf(design, name))).count, 0);
  const vips = design.ingress.controller === 'nsx' ? 3 : 4;
  const cut = (names: readonly string[], what: string) => `/${prefixOf(design, names[0] ?? '')} of the ${what} block`;
  const profile = design.pks.networkProfiles.findIndex(({ name }) => name === design.pks.clusters[0]?.networkProfile);
  const where = (names: readonly string[], key: string, whose: Path): Path =>
    Object.values(tile).some((name) => names[0] === name) ? whose : ['pks', 'networkProfiles', profile, key];
  const demands: [Path, string, number, number][] = [
    [where(nodeBlocks, 'nodeIpBlockIds', ['nsx', 'ipBlocks', 'nodes']), cut(nodeBlocks, 'nodes'), subnetsIn(nodeBlocks), 1 + othersIn(design, nodeBlocks)],
    [where(podBlocks, 'podIpBlockIds', ['nsx', 'ipBlocks', 'pods']), cut(podBlocks, 'pods'), subnetsIn(podBlocks), namespaces + othersIn(design, podBlocks)],
    [
      ['nsx', 'floatingPool'],
      'addresses of the floating pool',
      addressesIn(floatingPools),
      (network.isRoutable ? 0 : namespaces) + vips + othersIn(design, floatingPools),
    ],
  ];
  if (value(limitParameters.isTier1PerTier0Enforced)) {
    const routers = routersPerCluster(network) + namespaces * routersPerNamespace(network);
    demands.push([['parameters'], 'Tier-1 routers on the Tier-0', value(limitParameters.tier1PerTier0), routers]);
  }
  for (const [path, what, has, needs] of demands) {
    if (needs > has)
      found.push({ code: 'too-small', message: `the platform needs ${needs} ${what} at the start and has ${has}`, path, expected: `room for ${needs}` });
  }
  return found;
}

/** Whether the edges carry the load balancer that is there. */
function edges(design: Design): Problem[] {
  const { nsx, pks } = design;
  const size = balancerSize(pks);
  if (servicesOn({ value: valuesIn(design) }, nsx.edges, size) > 0) return [];
  const path = pks.networkProfiles.length > 0 ? ['pks', 'networkProfiles', 0, 'lbSize'] : ['nsx', 'edges'];
  const message = `these edges carry no ${size} load balancer`;
  return [{ code: 'too-small', message, path, found: size, expected: 'large edges, or a smaller load balancer' }];
}

/** Numbers that do not go together. */
function sizes(design: Design): Problem[] {
  const { vsphere, pks, rancher } = design;
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
  const workers = workerIds(design).length;
  if (rancher.antiAffinity === 'required' && rancher.replicas > workers) {
    found.push({
      code: 'too-many',
      message: `${rancher.replicas} replicas that must be apart do not fit on ${workers} workers`,
      path: ['rancher', 'replicas'],
      found: String(rancher.replicas),
      expected: `at most ${workers}`,
    });
  }
  const needsPrivilege = design.installed === 'rancher' && valuesIn(design)(rancherParameters.hasPrivilegedAgent);
  if (needsPrivilege && pks.plans.find(({ name }) => name === pks.clusters[0]?.plan)?.allowPrivileged === false) {
    found.push({
      code: 'not-privileged',
      message: "without privileged containers Rancher's node agent cannot run, so the local cluster cannot be active at the start",
      path: ['pks', 'plans', 0, 'allowPrivileged'],
      found: 'false',
      expected: 'true, or installed: cluster',
    });
  }
  return found;
}
