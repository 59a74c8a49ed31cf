/** The names that Paddock gives itself: what a design or a scenario names may not be called the same. */
import { masterLeases } from '../kubernetes/master.ts';

const single = new Set([
  'nsx-manager',
  'tier-0',
  'lb-tier-1',
  'etcd',
  'kube-api',
  'api-pool',
  'rancher',
  'rancher-ingress',
  'cattle-controllers',
  'local',
  ...masterLeases,
]);

const numbered = /^(?:node-)?(?:master|worker|etcd|api-server|rancher|nginx-ingress|cattle-cluster-agent)-\d+$|^c-\d{5,}$|^dataplane-|\//;

/** Whether Paddock calls something so in any design, or may while a run goes on. */
export const isOwnName = (name: string): boolean => single.has(name) || numbered.test(name);

/** Whether a pod of a workload of this name may be called so: its name and an ordinal. */
export const isPodOf = (workload: string, name: string): boolean => name.startsWith(`${workload}-`) && /^\d+$/.test(name.slice(workload.length + 1));
