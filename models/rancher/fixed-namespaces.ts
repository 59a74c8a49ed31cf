/**
 * The namespaces that Rancher makes for itself, in the order in which its versions brought them
 * (facts/vsphere-k8s-etcd-rancher.md 5.4); how many there are is a version's default.
 */
export const fixedNamespaces = [
  'cattle-system',
  'cattle-global-data',
  'cattle-global-nt',
  'fleet-system',
  'fleet-clusters-system',
  'fleet-local',
  'fleet-default',
  'rancher-operator-system',
] as const;
