import { type Fact, number, platform, sized, stack, word, yesOrNo } from './row.ts';

export const designFacts: Readonly<Record<string, Fact>> = {
  'design.vsphere.ha.enabled': yesOrNo(true, platform('4a Production minimum'), 'vsphere-nsxt-rpd-mpd'),
  'design.vsphere.ha.respectAntiAffinity': yesOrNo(false, stack('1.4 HA and VM-VM anti-affinity, CONFLICT'), 'das.respectVmVmAntiAffinityRules'),
  'design.vsphere.ha.hostFailuresToTolerate': number(1, stack('1.3 default policy'), 'compute_cluster.html.markdown'),
  'design.vsphere.ha.isolationResponse': word('none', stack('1.1 default isolation response, CONFLICT'), 'equelin/vsphere-ha-deepdive'),
  'design.vsphere.ha.apd': word('disabled', stack('1.5 APD responses'), 'compute_cluster.html.markdown'),
  'design.vsphere.ha.pdl': word('disabled', stack('1.5 PDL'), 'compute_cluster.html.markdown'),
  'design.vsphere.drs.mandatoryRules': yesOrNo(false, stack('1.4 VM-VM anti-affinity kind'), 'ComputeClusterVmAntiAffinityRule.md'),
  'design.nsx.managers': number(3, platform('4a Management VMs'), 'vsphere-nsxt-rpd-mpd'),
  'design.nsx.edgeMemoryMedium': sized('8Gi', platform('1b Edge VM sizes'), 'nsxt-install-edge-node-install'),
  'design.nsx.edgeMemoryLarge': sized('32Gi', platform('1b Edge VM sizes [X]'), 'nsxt-install-edge-node-install'),
  'design.pks.lbSize': word('small', platform('1a Choice of size'), 'network-profiles-define'),
  'design.pks.masterMemory': sized('8Gi', platform('4a Management VMs, sample node sizes'), 'vsphere-nsxt-rpd-mpd'),
  'design.pks.workerMemory': sized('16Gi', platform('4a Management VMs, sample node sizes'), 'vsphere-nsxt-rpd-mpd'),
  'design.bosh.resurrector': yesOrNo(false, platform('5 Resurrector default'), 'jobs/health_monitor/spec'),
  'design.ingress.kind': word('DaemonSet', 'seeds/001, helm install stable/nginx-ingress', 'article'),
  'design.ingress.namespace': word('cattle-system', 'seeds/001, helm install stable/nginx-ingress', 'article'),
  'design.rancher.replicas': number(3, stack('5.1 replicas, anti-affinity, resources'), 'chart/values.yaml'),
  'design.rancher.antiAffinity': word('preferred', stack('5.1 replicas, anti-affinity, resources'), 'chart/values.yaml'),
  'design.rancher.userNamespace': yesOrNo(false, stack('5.4 per user'), 'pkg/api/store/userscope/store.go'),
  'design.rancher.fixedNamespaces': number(2, stack('5.4 fixed'), 'app/global_namespace.go'),
};
