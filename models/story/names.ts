/** What the parts of the twin are called in a sentence. */

const fixed: Readonly<Record<string, string>> = {
  'api-pool': "the load balancer's API pool",
  'cattle-controllers': "Rancher's leader lease",
  etcd: 'etcd',
  'kube-api': 'the Kubernetes API',
  'kube-controller-manager': 'the lease of kube-controller-manager',
  'kube-scheduler': 'the lease of kube-scheduler',
  'lb-tier-1': "the load balancer's Tier-1",
  'ncp-master': 'the lease of NCP',
  'nsx-manager': 'NSX Manager',
  rancher: 'Rancher',
  'rancher-ingress': 'nginx',
  'tier-0': 'the Tier-0',
  'api-health': 'the API servers',
  'api-monitor': "the load balancer's monitor",
  'bosh-health-monitor': 'BOSH',
  'cluster-health': "Rancher's health check",
  drs: 'DRS',
  'edge-health': 'NSX-T',
  endpoints: 'the endpoints controller',
  'ingress-sync': "nginx's controller",
  'kubelet-status': 'the kubelet',
  masters: 'the masters',
  ncp: 'NCP',
  'node-lifecycle': 'the node lifecycle controller',
  'pks-provisioning': 'PKS',
  'rancher-management': "Rancher's leader",
  'rancher-replicas': 'Rancher',
  redial: 'the agents',
  sandboxes: 'the kubelet',
  scheduler: 'the scheduler',
  tunnels: 'the tunnels',
  'vsphere-ha': 'vSphere HA',
  workloads: 'the ReplicaSet and DaemonSet controllers',
};

const patterns: readonly [RegExp, (id: string) => string][] = [
  [/^agent\/(.+)$/, (id) => `the agent of ${id}`],
  [/^ns\/(.+)$/, (id) => `namespace ${id}`],
  [/^svc\/(.+)$/, (id) => `Service ${id}`],
  [/^etcd-(\d+)$/, (n) => `etcd on master-${n}`],
  [/^api-server-(\d+)$/, (n) => `the API server on master-${n}`],
  [/^node-(.+)$/, (vm) => `node ${vm}`],
  [/^dataplane-(.+)$/, (edge) => `the data plane of ${edge}`],
  [/^(c-\d+|local)$/, (id) => `cluster ${id}`],
];

/** An actor, a controller or a pool in a sentence. */
export function nameOf(id: string): string {
  if (Object.hasOwn(fixed, id)) return fixed[id] as string;
  for (const [pattern, name] of patterns) {
    const found = pattern.exec(id);
    if (found) return name(found[1] as string);
  }
  return id;
}

/** An etcd member, an API server or a node by the VM it lives on; anything else by its own id. */
export const placeOf = (id: string): string =>
  id
    .replace(/^(etcd|api-server)-(?=\d)/, 'master-')
    .replace(/^(node|dataplane)-/, '')
    .replace(/^(agent|ns|svc)\//, '');
