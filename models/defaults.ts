/**
 * What a design says unless it says otherwise, with the source of each default. The schema takes its values from here, so
 * that `paddock parameters` shows them beside the models' own numbers.
 */
import { choice, count, defineParameters, flag, size } from '../sim/index.ts';

const planning = 'docs-pks@1.6 vsphere-nsxt-rpd-mpd';
const chart = 'rancher/rancher@v2.2.8 chart/values.yaml';

export const defaults = defineParameters('design', {
  'vsphere.ha.enabled': flag(true, { source: `${planning}: production minimum has vSphere HA on` }),
  'vsphere.ha.respectAntiAffinity': flag(false, {
    source: 'equelin/vsphere-ha-deepdive: das.respectVmVmAntiAffinityRules false in 5.5-6.0',
    why: 'sources disagree on 6.7 (V18, V19, V20), so it is a setting',
  }),
  'vsphere.ha.hostFailuresToTolerate': count(1, {
    source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: host failures tolerated 1 (6.5+)',
  }),
  'vsphere.ha.restartPriority': choice('medium', { source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_vm_restart_priority' }),
  'vsphere.ha.restartCondition': choice('none', {
    source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_vm_dependency_restart_condition none',
    why: 'that a host was found is enough; nothing in these VMs sends the heartbeats of an application',
  }),
  'vsphere.ha.isolationResponse': choice('none', {
    source: 'equelin/vsphere-ha-deepdive: leave powered on (5.0 and later)',
    why: 'a KB page says shutdown and an older API page powerOff (V5, V4), so it is a setting',
  }),
  'vsphere.ha.apd': choice('disabled', { source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_datastore_apd_response' }),
  'vsphere.ha.pdl': choice('disabled', { source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_datastore_pdl_response' }),
  'vsphere.ha.vmMonitoring': choice('disabled', { source: 'equelin/vsphere-ha-deepdive vm_and_application_monitoring.md: disabled by default' }),
  'vsphere.ha.vmMonitoringSensitivity': choice('high', {
    source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_vm_failure_interval 30',
    why: 'the preset of 30 s',
  }),
  'vsphere.drs.migrationThreshold': count(3, { source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: drs_migration_threshold 3' }),
  'vsphere.drs.mandatoryRules': flag(false, { source: 'iann0036/tf-cfn-provider ComputeClusterVmAntiAffinityRule.md: mandatory, default false = best effort' }),
  'nsx.managers': count(3, { source: `${planning}: NSX Manager 3 x (6 CPU/24 GB/200 GB)` }),
  'nsx.edgeMemoryMedium': size('8Gi', { source: 'docs-pks@1.6 nsxt-install-edge-node-install: Medium 4 vCPU/8 GB' }),
  'nsx.edgeMemoryLarge': size('32Gi', {
    source: 'docs-pks@1.6 nsxt-install-edge-node-install: Large 8 vCPU/32 GB',
    why: 'the 1.4 page says 16 GB; a design may say otherwise for each edge',
  }),
  'pks.lbSize': choice('small', { source: 'docs-pks@1.4 network-profiles-define: small unless a profile says otherwise' }),
  'pks.subnetPrefix': count(24, { source: 'docs-pks@1.4 network-profiles-define: pod_subnet_prefix and node_subnet_prefix 24' }),
  'pks.singleTierTopology': flag(false, {
    source: 'docs-pks@1.5 and 1.7 network-profiles-shared-t1: opt-in from 1.5',
    versions: { product: 'pks', since: { '1.7': [true, 'docs-pks@1.7 release-notes: the default from 1.7.0'] } },
  }),
  'pks.masterMemory': size('8Gi', { source: `${planning}: master 2 CPU/8 GB` }),
  'pks.workerMemory': size('16Gi', { source: `${planning}: worker 4/16` }),
  'bosh.resurrector': flag(false, {
    source: 'cloudfoundry/bosh jobs/health_monitor/spec: hm.resurrector_enabled false',
    why: 'the PKS installation guide ticks it',
  }),
  'rke.nodeMemory': size('8Gi', { source: 'rancher/docs (Sept 2019) requirements: up to 5 clusters and 50 nodes, 2 vCPU and 8 GB for each node' }),
  'rke.useForwardedHeaders': flag(false, {
    source: 'kubernetes/ingress-nginx (4624b5bc) internal/ingress/controller/config/config.go: use-forwarded-headers false',
    why: 'so what a balancer in front says is overwritten',
  }),
  'ingress.kind': choice('DaemonSet', { source: 'article: --set controller.kind=DaemonSet' }),
  'ingress.namespace': choice('cattle-system', { source: 'article: helm install stable/nginx-ingress --namespace cattle-system' }),
  'rancher.replicas': count(3, { source: chart }),
  'rancher.antiAffinity': choice('preferred', { source: chart }),
  'rancher.userNamespace': flag(false, {
    source: 'rancher/rancher@v2.2.8 pkg/api/store/userscope/store.go: made at the first stored preference',
    why: 'so a fresh installation has none',
  }),
  'rancher.fixedNamespaces': count(2, {
    source: 'rancher/rancher@v2.2.8 app/global_namespace.go: cattle-system, cattle-global-data',
    versions: {
      product: 'rancher',
      since: {
        '2.3.3': [3, 'rancher/rancher@v2.3.3 app/global_namespace.go: and cattle-global-nt'],
        '2.5': [8, "rancher/fleet@v0.3.5 pkg/controllers/data.go; rancher/rancher-operator: and Fleet's four and the operator's one"],
      },
    },
  }),
});
