/** The VMs that a design implies, and where they run at the start. */
import { defaults } from '../defaults.ts';
import type { Design } from '../design.ts';
import type { SeparationRule } from '../vsphere/placement.ts';
import type { NewVm, VmRole } from '../vsphere/vm.ts';

/** MiB of a size as files write it. */
export function toMiB(size: string): number {
  const factor = { Mi: 1, Gi: 1_024, Ti: 1_048_576 }[size.slice(-2) as 'Mi' | 'Gi' | 'Ti'];
  return Number(size.slice(0, -2)) * factor;
}

/** MiB of an edge VM. */
function edgeMemory({ size, memory }: Design['nsx']['edges'][number]): number {
  return toMiB(memory ?? { medium: defaults['nsx.edgeMemoryMedium'], large: defaults['nsx.edgeMemoryLarge'] }[size].value);
}

/** The plan of the cluster that carries Rancher. @throws Error when the design names none. */
export function planOf(design: Design): Design['pks']['plans'][number] {
  const [cluster] = design.pks.clusters;
  const plan = design.pks.plans.find(({ name }) => name === cluster?.plan);
  if (!plan) throw new Error(`there is no plan "${cluster?.plan}"`);
  return plan;
}

export const masterIds = (design: Design): string[] => Array.from({ length: planOf(design).masters }, (_, i) => `master-${i}`);
export const workerIds = (design: Design): string[] => Array.from({ length: planOf(design).workers }, (_, i) => `worker-${i}`);

/** Masters and workers that are there at the start: all, or none where BOSH is to make them. */
export const mastersAtStart = (design: Design): string[] => (design.installed === 'nothing' ? [] : masterIds(design));
export const workersAtStart = (design: Design): string[] => (design.installed === 'nothing' ? [] : workerIds(design));

/** The VMs that are there at the start. */
export const vmsAtStart = (design: Design): NewVm[] => planVms(design).filter(({ role }) => role === 'edge' || design.installed !== 'nothing');

/** The design's rules with the VMs that they are about. */
export function rulesOf(design: Design): SeparationRule[] {
  return design.vsphere.drs.rules.map(({ name, of }) => ({
    name,
    vms: of === 'masters' ? masterIds(design) : of === 'workers' ? workerIds(design) : of,
  }));
}

/** A master or a worker as its plan has it, whether the plan counts it or a resize adds it; its disk is on any datastore. */
export function planNode(design: Design, id: string): Omit<NewVm, 'host'> {
  const role = id.startsWith('master-') ? 'master' : 'worker';
  const { masterMemory, workerMemory } = planOf(design);
  const { datastores, disks } = design.vsphere;
  const datastore = disks[id] ?? datastores[Number(id.replace(/\D+/, '')) % datastores.length] ?? '';
  return { id, role, memory: toMiB(role === 'master' ? masterMemory : workerMemory), datastore };
}

/** Every VM on its host: as the design says, else on the emptiest host that keeps the rules, as DRS places. */
export function planVms(design: Design): NewVm[] {
  const { hosts, placement, disks } = design.vsphere;
  const used = new Map(hosts.map(({ name }) => [name, 0]));
  const placed: NewVm[] = [];
  const place = (id: string, role: VmRole, memory: number, host: string) => {
    const seen = hosts.find(({ name }) => name === host)?.datastores ?? design.vsphere.datastores;
    const datastore =
      disks[id] ?? seen[(role === 'edge' ? design.nsx.edges.findIndex(({ name }) => name === id) : Number(id.replace(/\D+/, ''))) % seen.length] ?? '';
    placed.push({ id, role, memory, host, datastore });
    used.set(host, (used.get(host) ?? 0) + memory);
  };
  for (const edge of design.nsx.edges) place(edge.name, 'edge', edgeMemory(edge), edge.host);
  const rules = rulesOf(design);
  const nodes = [...masterIds(design), ...workerIds(design)].map((id) => planNode(design, id));
  for (const { id, role, memory } of nodes.filter(({ id }) => placement[id])) place(id, role, memory, placement[id] as string);
  for (const { id, role, memory } of nodes.filter(({ id }) => !placement[id])) {
    const mates = new Set(rules.filter(({ vms }) => vms.includes(id)).flatMap(({ vms }) => vms));
    const load = ({ name, memory: size }: { name: string; memory: string }) => (used.get(name) ?? 0) / toMiB(size);
    const keeps = hosts.filter(({ name }) => !placed.some((vm) => vm.host === name && mates.has(vm.id)));
    const fits = (keeps.length > 0 ? keeps : hosts).filter((host) => (used.get(host.name) ?? 0) + memory <= toMiB(host.memory));
    const best = (fits.length > 0 ? fits : hosts).reduce((least, host) => (load(host) < load(least) ? host : least));
    place(id, role, memory, best.name);
  }
  return placed;
}
