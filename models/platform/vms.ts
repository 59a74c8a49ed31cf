/** The VMs that a design implies, and where they run at the start. */
import { defaults } from '../defaults.ts';
import { type Design, isOnDocker, isOnPks, isOnRke, type PksDesign } from '../design.ts';
import { hostsFor } from '../pks/zones.ts';
import { mayRunOn } from '../vsphere/placement.ts';
import { isFor, isSeparation, type Rule } from '../vsphere/rule.ts';
import type { NewVm, VmRole } from '../vsphere/vm.ts';
import { clusterVms, masterVms, planOf, workerVms } from './homes.ts';

/** MiB of a size as files write it. */
export function toMiB(size: string): number {
  const factor = { Mi: 1, Gi: 1_024, Ti: 1_048_576 }[size.slice(-2) as 'Mi' | 'Gi' | 'Ti'];
  return Number(size.slice(0, -2)) * factor;
}

/** MiB of an edge VM. */
function edgeMemory({ size, memory }: PksDesign['nsx']['edges'][number]): number {
  return toMiB(memory ?? { medium: defaults['nsx.edgeMemoryMedium'], large: defaults['nsx.edgeMemoryLarge'] }[size].value);
}

/** A VM before it has a host; one that balances load or routes may name its own. */
interface WantedVm {
  id: string;
  role: VmRole;
  memory: number;
  host?: string | undefined;
  /** Those that it may run on; all when left out. */
  hosts?: readonly string[];
}

/** What a platform runs on: first what the design gives a host of its own, then the cluster, in the order in which it is placed. */
function wantedVms(design: Design): WantedVm[] {
  if (isOnRke(design)) {
    const { nodes, balancer } = design.rke;
    return [
      ...balancer.machines.map(({ name, memory, host }): WantedVm => ({ id: name, role: 'balancer', memory: toMiB(memory), host })),
      ...nodes.map(({ name, memory }): WantedVm => ({ id: name, role: 'node', memory: toMiB(memory) })),
    ];
  }
  if (isOnDocker(design)) {
    const { name, memory, host } = design.docker.machine;
    return [{ id: name, role: 'node', memory: toMiB(memory), host }];
  }
  if (!isOnPks(design)) return [];
  return [
    ...design.nsx.edges.map((edge): WantedVm => ({ id: edge.name, role: 'edge', memory: edgeMemory(edge), host: edge.host })),
    ...[...masterVms(design), ...workerVms(design)].map((id) => planNode(design, id)),
  ];
}

/** Groups of VMs that a rule may be about. */
const groupVms = (design: Design) => ({ masters: masterVms(design), workers: workerVms(design), nodes: clusterVms(design) });

/** The VMs that are there at the start. */
export const vmsAtStart = (design: Design): NewVm[] => planVms(design).filter(({ role }) => role === 'edge' || design.installed !== 'nothing');

/** The design's rules with the VMs that they are about. */
export function rulesOf(design: Design): Rule[] {
  return design.vsphere.drs.rules.map(({ name, type, of, on = [] }) => ({
    name,
    type,
    hosts: on,
    vms: Array.isArray(of) ? of : groupVms(design)[of],
  }));
}

/** A master or a worker as its plan has it, whether the plan counts it or a resize adds it; its disk is on any datastore. */
export function planNode(design: PksDesign, id: string): Omit<NewVm, 'host'> {
  const role = id.startsWith('master-') ? 'master' : 'worker';
  const { masterMemory, workerMemory } = planOf(design);
  const { datastores, disks } = design.vsphere;
  const datastore = disks[id] ?? datastores[Number(id.replace(/\D+/, '')) % datastores.length] ?? '';
  return { id, role, memory: toMiB(role === 'master' ? masterMemory : workerMemory), datastore, hosts: hostsFor(design, id) };
}

/** Every VM on its host: as the design says, else on the emptiest host that keeps the rules, as DRS places. */
export function planVms(design: Design): NewVm[] {
  const { hosts, placement } = design.vsphere;
  const used = new Map(hosts.map(({ name }) => [name, 0]));
  const placed: NewVm[] = [];
  const place = ({ id, role, memory, hosts: able = [] }: WantedVm, host: string) => {
    const nth = placed.filter((vm) => vm.role === role).length;
    placed.push({
      id,
      role,
      memory,
      host,
      datastore: diskOf(design, id, host, role === 'edge' || role === 'balancer' ? nth : ordinalOf(design, id)),
      hosts: able,
    });
    used.set(host, (used.get(host) ?? 0) + memory);
  };
  const rules = rulesOf(design);
  const wanted = wantedVms(design).map((vm) => ({ ...vm, host: vm.host ?? placement[vm.id] }));
  const isCluster = ({ role }: WantedVm) => role !== 'edge' && role !== 'balancer';
  const given = wanted.filter(({ host }) => host !== undefined);
  for (const vm of [...given.filter((one) => !isCluster(one)), ...given.filter(isCluster)]) place(vm, vm.host as string);
  for (const vm of wanted.filter(({ host }) => host === undefined)) {
    const own = rules.filter(({ vms }) => vms.includes(vm.id));
    const mates = new Set(own.filter(isSeparation).flatMap(({ vms }) => vms));
    const suits = (host: string) => own.every((rule) => isSeparation(rule) || isFor(rule, host));
    const load = ({ name, memory: size }: { name: string; memory: string }) => (used.get(name) ?? 0) / toMiB(size);
    const able = hosts.filter(({ name }) => mayRunOn({ data: vm }, name));
    const keeps = able.filter(({ name }) => suits(name) && !placed.some((other) => other.host === name && mates.has(other.id)));
    const fits = (keeps.length > 0 ? keeps : able).filter((host) => (used.get(host.name) ?? 0) + vm.memory <= toMiB(host.memory));
    const best = (fits.length > 0 ? fits : able).reduce((least, host) => (load(host) < load(least) ? host : least));
    place(vm, best.name);
  }
  return placed;
}

/** The datastore of a VM's disk: as the design says, else one after the other in turn, among those that its host sees. */
function diskOf({ vsphere: { hosts, datastores, disks } }: Design, id: string, host: string, nth: number): string {
  const seen = hosts.find(({ name }) => name === host)?.datastores ?? datastores;
  return disks[id] ?? seen[nth % seen.length] ?? '';
}

/** Where a VM stands among those that do the same. */
const ordinalOf = (design: Design, id: string): number => [masterVms(design), workerVms(design)].find((vms) => vms.includes(id))?.indexOf(id) ?? 0;
