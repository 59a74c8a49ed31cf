/** What lives in which VM: etcd members, API servers and Kubernetes nodes, and what each of them is called. */
import { type Design, isOnDocker, isOnPks, isOnRke, type PksDesign, type RkeDesign } from '../design.ts';

type RkeRole = RkeDesign['rke']['nodes'][number]['roles'][number];

/** The plan of the PKS cluster that carries Rancher. @throws Error when the design names none. */
export function planOf({ pks }: PksDesign): PksDesign['pks']['plans'][number] {
  const [cluster] = pks.clusters;
  const plan = pks.plans.find(({ name }) => name === cluster?.plan);
  if (!plan) throw new Error(`there is no plan "${cluster?.plan}"`);
  return plan;
}

const numbered = (role: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${role}-${i}`);

/** PKS keeps etcd and the API on masters and pods on workers; an RKE node has the roles that cluster.yml gives it; in one container there is all of it. */
function vmsWith(design: Design, role: RkeRole): string[] {
  if (isOnRke(design)) return design.rke.nodes.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  if (isOnDocker(design)) return [design.docker.machine.name];
  if (!isOnPks(design)) return [];
  const { masters, workers } = planOf(design);
  return role === 'worker' ? numbered('worker', workers) : numbered('master', masters);
}

/** VMs with an etcd member. */
export const etcdVms = (design: Design): string[] => vmsWith(design, 'etcd');
/** VMs with an API server, a controller manager and a scheduler. */
export const apiVms = (design: Design): string[] => vmsWith(design, 'controlplane');
/** VMs with a kubelet that pods run on. */
export const workerVms = (design: Design): string[] => vmsWith(design, 'worker');
/** VMs with etcd or the API, as separation rules and groups know them. */
export const masterVms = (design: Design): string[] => [...new Set([...apiVms(design), ...etcdVms(design)])];
/** Every VM of the cluster. */
export const clusterVms = (design: Design): string[] => [...new Set([...masterVms(design), ...workerVms(design)])];

/** Those VMs of the cluster that are there at the start: all, or none where BOSH is to make them. */
export const atStart = ({ installed }: Pick<Design, 'installed'>, vms: string[]): string[] => (installed === 'nothing' ? [] : vms);

/** `etcd-2` in master-2 of PKS; in a VM with a name of its own `etcd-NAME`, as RKE calls it. */
const partIn = (part: string, vm: string): string => (/^master-\d+$/.test(vm) ? vm.replace('master', part) : `${part}-${vm}`);

/** The etcd member in a VM. */
export const memberIn = (vm: string): string => partIn('etcd', vm);
/** The API server in a VM. */
export const serverIn = (vm: string): string => partIn('api-server', vm);
/** NCP in a VM. */
export const ncpIn = (vm: string): string => partIn('ncp', vm);
/** The Kubernetes node that a VM is. */
export const nodeIn = (vm: string): string => `node-${vm}`;
/** The VM that a Kubernetes node is. */
export const vmOfNode = (node: string): string => node.replace(/^node-/, '');
