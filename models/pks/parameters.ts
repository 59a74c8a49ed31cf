/** PKS's numbers: what a cluster takes of NSX-T, how long its creation lasts, how many VMs an upgrade has in flight. */
import { count, defineParameters, flag, min, uniform } from '../../sim/index.ts';

const objects = 'docs-pks@1.5 vsphere-nsxt-cluster-objects';
const upgrades = 'docs-pks@1.5 understanding-upgrades';

export const pksParameters = defineParameters('pks', {
  createTime: uniform(min(15), min(30), { assumption: 'docs-pks@1.4 create-cluster says up to 30 minutes; the lower bound is taken at half of it' }),
  systemNamespaces: count(4, {
    source: 'blog.jgriffiths.org: default, kube-public, kube-system, pks-system on Kubernetes 1.13 (PKS 1.4)',
    versions: { product: 'pks', since: { '1.5': [5, 'bdereims/pks-prep log (Sept 2019): the same and kube-node-lease, Kubernetes 1.14'] } },
  }),
  nodeSubnets: count(1, { source: `${objects}: one /24 of the nodes block per cluster` }),
  nodeSnat: count(1, { source: `${objects}: NAT mode, one SNAT address for the node subnet` }),
  apiAddresses: count(1, { source: `${objects}: one address for the API` }),
  ingressAddresses: count(1, { source: `${objects}: HTTP and HTTPS ingress virtual servers share one address` }),
  clusterServers: count(3, { source: `${objects}: API 8443, ingress 80 and 443` }),
  queues: flag(false, {
    source: 'pivotal-cf/on-demand-service-broker broker/errors.go OperationInProgressMessage: what cannot begin at once is turned away',
    versions: { product: 'pks', since: { '1.6': [true, 'docs-pks@1.6 upgrade-clusters: Last Action State queued'] } },
  }),
  podsPerWorker: count(100, { source: 'docs-pks@1.6 vm-sizing: at most 100 pods a worker', why: 'what PKS supports; a kubelet admits 110' }),
  mastersInFlight: count(1, { source: `${upgrades}: masters are made anew first, one by one` }),
  workersInFlight: count(1, {
    source: `${upgrades}: Worker VM Max in Flight 1`,
    versions: { product: 'pks', since: { '1.6': [4, 'docs-pks@1.6 release-notes: 4 on new installations, in each availability zone'] } },
  }),
});
