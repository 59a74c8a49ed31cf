import { type Fact, number, platform, seconds, silent, time, yesOrNo } from './row.ts';

export const pksFacts: Readonly<Record<string, Fact>> = {
  'pks.createTime': silent(`${platform('4d Time to create')}: up to 30 min; no lower end`),
  'pks.systemNamespaces': number(4, platform('3a System namespaces [X], PKS 1.4'), 'jgriffiths'),
  'pks.nodeSubnets': number(1, platform('3a Subnets, nodes block'), 'vsphere-nsxt-cluster-objects'),
  'pks.nodeSnat': number(1, platform('3a Floating IP pool, NAT mode'), 'vsphere-nsxt-cluster-objects'),
  'pks.apiAddresses': number(1, platform('3a Floating IP pool, API VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.ingressAddresses': number(1, platform('3a Floating IP pool, ingress VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.clusterServers': number(3, platform('3a LB service and virtual servers, fresh'), 'vsphere-nsxt-cluster-objects'),
  'pks.queues': yesOrNo(false, platform('4d Last Action State: queued = upgrades, 1.6+'), 'OperationInProgressMessage'),
  'pks.podsPerWorker': number(100, platform('4a Pods per worker'), 'vm-sizing'),
  'pks.mastersInFlight': number(1, platform('5 PKS update behaviour: masters re-made first'), 'understanding-upgrades'),
  'pks.workersInFlight': number(1, platform('5 PKS update behaviour: Worker VM Max in Flight 1 (1.4, 1.5)'), 'understanding-upgrades'),
  'pks.drain.timeout': time(0, platform('4a Drain defaults: timeout 0 min'), 'view-cluster-details'),
  'pks.drain.grace': time(seconds(10), platform('4a Drain defaults: grace 10 s'), 'view-cluster-details'),
  'pks.drain.forceNode': yesOrNo(false, platform('4a Drain defaults: force-node false'), 'view-cluster-details'),
};
