/**
 * What the facts files say of each parameter, read from them and not from the code: the value with its unit, the file and
 * row that state it, and a piece of the source that this row names. Where the facts state no value, `silent` says what
 * they do say; such a parameter can only be an assumption.
 * Derived figures stand here only where the facts print them. Durations are µs.
 */
import type { Parameter, Setting } from '../../sim/index.ts';

export interface Stated {
  value: Setting;
  unit: Parameter['unit'];
  /** File, section and row of the facts. */
  row: string;
  /** Has to occur in the parameter's own source. */
  cites: string;
}

export interface Silent {
  silent: string;
}

export type Fact = Stated | Silent;

const platform = (row: string) => `facts/nsx-pks-bosh.md ${row}`;
const stack = (row: string) => `facts/vsphere-k8s-etcd-rancher.md ${row}`;

const seconds = (n: number) => Math.round(n * 1_000_000);
const minutes = (n: number) => seconds(60 * n);

const time = (value: number, row: string, cites: string): Stated => ({ value, unit: 'duration', row, cites });
const between = (min: number, max: number, row: string, cites: string): Stated => ({ value: { kind: 'uniform', min, max }, unit: 'duration', row, cites });
const number = (value: number, row: string, cites: string): Stated => ({ value, unit: 'count', row, cites });
const fraction = (value: number, row: string, cites: string): Stated => ({ value, unit: 'ratio', row, cites });
const yesOrNo = (value: boolean, row: string, cites: string): Stated => ({ value, unit: 'flag', row, cites });
const word = (value: string, row: string, cites: string): Stated => ({ value, unit: 'choice', row, cites });
const sized = (value: string, row: string, cites: string): Stated => ({ value, unit: 'size', row, cites });
const silent = (what: string): Silent => ({ silent: what });

export const facts: Readonly<Record<string, Fact>> = {
  // vSphere -----------------------------------------------------------------------------------------------------------
  'vsphere.host.bootTime': silent('no row on how long a host takes to start'),
  'vsphere.vm.bootTime': silent(`${stack('1.2 time from power-on to running guest and kubelet')}: (not found), make it a scenario parameter`),
  'vsphere.drs.pass': time(seconds(300), stack('1.4 DRS pass interval'), 'Mastering VMware vSphere 6.7, ch. 12'),
  'vsphere.drs.imbalance': silent(`${stack('1.4 automation / migration threshold')} names threshold 3 of 5, without a figure for it`),
  'vsphere.ha.secondaryLost': time(seconds(15), stack('1.1 slave host dies, no heartbeat datastore'), 'restarting_virtual_machines.md'),
  'vsphere.ha.secondaryLostWithDatastores': time(seconds(18), stack('1.1 slave host dies, with heartbeat datastores'), 'restarting_virtual_machines.md'),
  'vsphere.ha.primaryLost': time(seconds(35), stack('1.1 master host dies, restarts begin'), 'equelin/vsphere-ha-deepdive'),

  'vsphere.ha.heartbeatDatastores': number(2, stack('1.1 heartbeat datastores per host'), 'equelin/vsphere-ha-deepdive'),

  // BOSH --------------------------------------------------------------------------------------------------------------
  'bosh.agentHeartbeat': time(seconds(30), platform('5 Agent heartbeat [X: the monitoring page says about every minute]'), 'app/app.go'),
  'bosh.agentTimeout': time(seconds(60), platform('5 Health monitor intervals, agent_timeout'), 'jobs/health_monitor/spec'),
  'bosh.analyzeAgents': time(seconds(60), platform('5 Health monitor intervals, analyze_agents'), 'jobs/health_monitor/spec'),
  'bosh.agentPing': time(seconds(10), platform('5 scan_and_fix task, agent ping'), 'jobs/cloud_check'),
  'bosh.minimumDown': number(5, platform('5 Meltdown rule, minimum_down_jobs'), 'plugins/resurrector_helper.rb'),
  'bosh.percentThreshold': fraction(0.2, platform('5 Meltdown rule, percent_threshold'), 'plugins/resurrector_helper.rb'),
  'bosh.timeThreshold': time(seconds(600), platform('5 Meltdown rule, time_threshold'), 'plugins/resurrector_helper.rb'),
  'bosh.newAgent': time(seconds(600), platform('5 Director settings, new agent'), 'jobs/director/spec'),
  'bosh.recreateTime': silent(`${platform('6')}: measured times for VM re-creation on vSphere not found`),

  // PKS ---------------------------------------------------------------------------------------------------------------
  'pks.createTime': silent(`${platform('4d Time to create')}: up to 30 min; no lower end`),
  'pks.systemNamespaces': number(4, platform('3a System namespaces [X], PKS 1.4'), 'jgriffiths'),
  'pks.nodeSubnets': number(1, platform('3a Subnets, nodes block'), 'vsphere-nsxt-cluster-objects'),
  'pks.nodeSnat': number(1, platform('3a Floating IP pool, NAT mode'), 'vsphere-nsxt-cluster-objects'),
  'pks.apiAddresses': number(1, platform('3a Floating IP pool, API VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.ingressAddresses': number(1, platform('3a Floating IP pool, ingress VIP'), 'vsphere-nsxt-cluster-objects'),
  'pks.clusterServers': number(3, platform('3a LB service and virtual servers, fresh'), 'vsphere-nsxt-cluster-objects'),

  // NSX-T -------------------------------------------------------------------------------------------------------------
  'nsx.router.bfdDetection': time(seconds(3), platform('2 Edge-to-edge BFD, VM'), 'vCloud NFV 3.2.1'),
  'nsx.router.switchover': silent(`${platform('6')}: failover times beyond the BFD arithmetic not found`),
  'nsx.router.edgeStart': silent('no row on how long an edge takes to start'),

  'nsx.apiPool.isMonitored': silent(`${platform('1b Health monitors')} speaks of pools made for Services only`),

  'nsx.ncp.leaseDuration': time(seconds(18), platform('3d NCP election, master_timeout [X: one file has 9]'), 'configmap.yaml'),
  'nsx.ncp.heartbeat': time(seconds(6), platform('3d NCP election, heartbeat_period [X: one file has 3]'), 'configmap.yaml'),
  'nsx.ncp.updateTimeout': time(seconds(12), platform('3d NCP election, update_timeout [X: one file has 3]'), 'configmap.yaml'),
  'nsx.ncp.change': silent(`no row on NCP's own lag; the 1-4 s of ${stack('4 dead pod still in Endpoints')} is ingress-nginx's`),
  'nsx.ncp.keepsSubnetWithoutSnat': silent(`${platform('3c SNAT errors')}: an annotation on the namespace, nothing on its subnet`),
  'nsx.ncp.releaseLag': silent(
    `${platform('3b Release delay')}: 60 s for a pod's address, NCP 4.x; 3c and 6: nothing on the subnet and SNAT address of a deleted namespace`,
  ),

  // etcd --------------------------------------------------------------------------------------------------------------
  'etcd.heartbeat': time(seconds(0.1), stack('2 heartbeat-interval / election-timeout'), 'embed/config.go'),
  'etcd.electionTicks': number(10, stack('2 heartbeat-interval / election-timeout, 1000 ms in ticks of 100 ms'), 'embed/config.go'),
  'etcd.electionTimeout': {
    value: { kind: 'ticks', min: 10, max: 19, tick: seconds(0.1) },
    unit: 'duration',
    row: stack('2 follower timeout draw'),
    cites: 'raft/raft.go',
  },
  'etcd.writeEvery': silent('facts/measured.md wrote every 10 ms; what a platform writes is not stated'),
  'etcd.messageDelay': silent('facts/measured.md, leader SIGKILL: a leader within 1 ms of its campaign, two messages; no figure for one'),
  'etcd.processStart': silent(
    'facts/measured.md, quorum loss: 71 ms at least from process start to the first acknowledged put, which includes an election; no figure for the start',
  ),
  'etcd.monitRestart': between(seconds(60), seconds(120), platform('4d Interruption, dead control-plane process'), 'interruptions'),

  // Kubernetes --------------------------------------------------------------------------------------------------------
  'kubernetes.api.startTime': silent('no row on how long an API server takes to start'),
  'kubernetes.lease.duration': time(seconds(15), stack('3.3 leader election'), 'component-base@kubernetes-1.14.6'),
  'kubernetes.lease.renewDeadline': time(seconds(10), stack('3.3 leader election'), 'component-base@kubernetes-1.14.6'),
  'kubernetes.lease.retry': time(seconds(2), stack('3.3 leader election'), 'component-base@kubernetes-1.14.6'),
  'kubernetes.lease.jitter': fraction(1.2, stack('3.3 leader election, x 1-2.2 jitter'), 'leaderelection.go'),
  'kubernetes.node.statusPeriod': time(seconds(10), stack('3.1 kubelet status computed / posted, 1.13'), 'kubelet@kubernetes-1.18.8 config/v1beta1/types.go'),
  'kubernetes.node.monitorPeriod': time(seconds(5), stack('3.1 node-monitor-period'), 'pkg/controller/apis/config/v1alpha1/defaults.go'),
  'kubernetes.node.gracePeriod': time(seconds(40), stack('3.1 node-monitor-grace-period'), 'pkg/controller/apis/config/v1alpha1/defaults.go'),
  'kubernetes.node.tolerationSeconds': time(seconds(300), stack('3.1 toleration added by admission'), 'defaulttolerationseconds/admission.go'),
  'kubernetes.node.evictionInterval': time(seconds(10), stack('3.1 eviction rate, zone normal'), 'nodelifecyclecontroller.go'),
  'kubernetes.node.kubeletStart': silent(`${stack('1.2 time from power-on to running guest and kubelet')}: (not found)`),
  'kubernetes.pod.sandbox': silent('no row on how long a sandbox takes'),
  'kubernetes.pod.backOffFirst': time(seconds(10), stack('3.2 crash back-off'), 'kubelet.go'),
  'kubernetes.pod.backOffMax': time(seconds(300), stack('3.2 crash back-off'), 'kubelet.go'),
  'kubernetes.pod.backOffReset': time(minutes(10), stack('3.2 crash back-off, reset'), 'util/flowcontrol/backoff.go'),
  'kubernetes.pod.relist': time(seconds(1), stack('3.2 kubelet loops'), 'kubelet.go'),
  'kubernetes.pod.terminationGrace': time(seconds(30), stack('3.2 termination grace'), 'kubernetes/api types.go'),

  // ingress-nginx -----------------------------------------------------------------------------------------------------
  'ingress.nginx.connectTimeout': time(seconds(5), stack('4 connect / read / send timeout'), 'controller/config/config.go'),
  'ingress.nginx.tries': number(3, stack('4 next upstream'), 'config.go'),
  'ingress.nginx.syncInterval': time(seconds(1 / 0.3), stack('4 peer choice, controller syncs at most 0.3/s'), 'cmd/nginx/flags.go'),
  'ingress.nginx.endpointRefresh': time(seconds(1), stack('4 peer choice, endpoint list refreshed every 1 s'), 'balancer.lua'),
  'ingress.nginx.probeDelay': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.probePeriod': time(seconds(10), stack('4 chart in the article, probes'), 'stable/nginx-ingress/values.yaml'),
  'ingress.nginx.start': silent('no row on how long nginx takes to start'),

  // Rancher -----------------------------------------------------------------------------------------------------------
  'rancher.leaseDuration': time(seconds(45), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.renewDeadline': time(seconds(30), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.retry': time(seconds(2), stack('5.2 lock'), 'norman/leader/leader.go'),
  'rancher.retryJitter': fraction(1.2, stack('3.3 leader election, x 1-2.2 jitter; 5.2 leader dies, 43-50 s'), 'leaderelection.go'),
  'rancher.start': silent(`${stack('5.1 first start seen')}: 5.5 min to 3/3 ready with restarts; no figure for one replica`),
  'rancher.probeDelay': time(seconds(5), stack('5.1 liveness / readiness'), 'chart/templates/deployment.yaml'),
  'rancher.probePeriod': time(seconds(30), stack('5.1 liveness / readiness'), 'chart/templates/deployment.yaml'),
  'rancher.namespacesPerCluster': number(3, stack('5.4 per cluster'), 'project_cluster_handler.go'),
  'rancher.namespacesPerProject': number(1, stack('5.4 per further project'), 'project_cluster_handler.go'),
  'rancher.namespaceTime': silent('no row on how long a management controller takes'),
  'rancher.cluster.healthPeriod': time(seconds(15), stack('5.3 health check'), 'healthsyncer/healthsyncer.go'),
  'rancher.cluster.healthTries': number(4, stack('5.3 health check, 2.2.8'), 'healthsyncer/healthsyncer.go'),
  'rancher.cluster.healthRetry': time(seconds(5), stack('5.3 health check, 2.2.8'), 'healthsyncer/healthsyncer.go'),

  // Downstream --------------------------------------------------------------------------------------------------------
  'downstream.agent.pingPeriod': time(seconds(5), stack('5.3 ping'), 'remotedialer/types.go'),
  'downstream.agent.deadPeer': time(seconds(10), stack('5.3 dead-peer limit, 2.2.0-2.2.8'), 'remotedialer/types.go'),
  'downstream.agent.redialPause': time(seconds(5), stack('5.3 reconnect, after error'), 'remotedialer/client.go'),
  'downstream.agent.redialPeriod': time(seconds(10), stack('5.3 reconnect, between tries'), 'agent/main.go'),
  'downstream.agent.install': silent('done by people'),

  // Defaults of a design -----------------------------------------------------------------------------------------------
  'design.vsphere.ha.enabled': yesOrNo(true, platform('4a Production minimum'), 'vsphere-nsxt-rpd-mpd'),
  'design.vsphere.ha.respectAntiAffinity': yesOrNo(false, stack('1.4 HA and VM-VM anti-affinity, CONFLICT'), 'das.respectVmVmAntiAffinityRules'),
  'design.vsphere.ha.hostFailuresToTolerate': number(1, stack('1.3 default policy'), 'compute_cluster.html.markdown'),
  'design.vsphere.drs.mandatoryRules': yesOrNo(false, stack('1.4 VM-VM anti-affinity kind'), 'ComputeClusterVmAntiAffinityRule.md'),
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

  // Load balancers on edges ---------------------------------------------------------------------------------------------
  'nsx.balancer.serversSmall': number(20, platform('1a Virtual servers per LB'), 'VMware.CfgMax'),
  'nsx.balancer.serversMedium': number(100, platform('1a Virtual servers per LB'), 'VMware.CfgMax'),
  'nsx.balancer.serversLarge': number(1_000, platform('1a Virtual servers per LB'), 'VMware.CfgMax'),
  'nsx.balancer.smallPerMediumEdge': number(1, platform('1b Medium VM'), 'pra/2-1'),
  'nsx.balancer.mediumPerMediumEdge': number(0, platform('1b Medium VM'), 'pra/2-1'),
  'nsx.balancer.largePerMediumEdge': number(0, platform('1b Medium VM'), 'pra/2-1'),
  'nsx.balancer.smallPerLargeEdge': number(40, platform('1b Large VM'), 'pra/2-1'),
  'nsx.balancer.mediumPerLargeEdge': number(4, platform('1b Large VM'), 'pra/2-1'),
  'nsx.balancer.largePerLargeEdge': number(1, platform('1b Large VM'), 'pra/2-1'),
  'nsx.balancer.autoScaling': yesOrNo(true, platform('3d L4 auto scaling [X]'), 'configmap.yaml'),
  'pks.balancers': number(1, platform('3a LB service and virtual servers, fresh'), 'vsphere-nsxt-cluster-objects'),
  'nsx.router.isTier1Preemptive': yesOrNo(false, platform('2 T1 failover mode made by NCP'), 'failover_mode NON_PREEMPTIVE'),
  'nsx.router.isTier0Preemptive': yesOrNo(false, platform('2 T0 failover mode [X]'), 'nsxt-install-create-t0'),

  // Not in the facts; found in the vendor's API reference ------------------------------------------------------------------
  'nsx.router.keepsFlows': yesOrNo(false, 'NSX-T API, LbFastTcpProfile', 'ha_flow_mirroring_enabled'),
  'nsx.apiPool.interval': time(seconds(5), 'NSX-T API, LbActiveMonitor', 'LbActiveMonitor'),
  'nsx.apiPool.fallCount': number(3, 'NSX-T API, LbActiveMonitor', 'LbActiveMonitor'),
  'nsx.apiPool.riseCount': number(3, 'NSX-T API, LbActiveMonitor', 'LbActiveMonitor'),

  'kubernetes.pod.maxPerNode': number(110, stack('3.1 max pods per node'), 'config/v1beta1/types.go'),
  'kubernetes.pod.plainStart': silent('no row on how long a web server takes to start'),
  'kubernetes.node.partialShare': fraction(0.55, stack('3.1 zone partially disrupted'), 'node_lifecycle_controller.go'),
  'kubernetes.node.partialMore': number(2, stack('3.1 zone partially disrupted'), 'node_lifecycle_controller.go'),
  'kubernetes.node.largeZone': number(50, stack('3.1 zone partially disrupted'), 'node_lifecycle_controller.go'),
  'kubernetes.node.slowInterval': time(seconds(100), stack('3.1 zone partially disrupted, else 0.01/s'), 'nodelifecyclecontroller.go'),
};
