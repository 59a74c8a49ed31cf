import { type Fact, number, platform, silent } from './row.ts';

export const pksFacts: Readonly<Record<string, Fact>> = {
  'pks.createTime': silent(`${platform('4d Time to create')}: up to 30 min; no lower end`),
  'pks.systemNamespaces': number(4, platform('3a System namespaces [X], PKS 1.4'), 'jgriffiths'),
  'pks.nodeSubnets': number(1, platform('3a Subnets, nodes block'), 'vsphere-nsxt-cluster-objects'),
  'pks.nodeSnat': number(1, platform('3a Floating IP pool, NAT mode'), 'vsphere-nsxt-cluster-objects'),
  'pks.apiAddresses': number(1, platform('3a Floating IP pool, API VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.ingressAddresses': number(1, platform('3a Floating IP pool, ingress VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.clusterServers': number(3, platform('3a LB service and virtual servers, fresh'), 'vsphere-nsxt-cluster-objects'),
  'pks.balancers': number(1, platform('3a LB service and virtual servers, fresh'), 'vsphere-nsxt-cluster-objects'),
};
