import { between, type Fact, minutes, number, seconds, silent, stack, time } from './row.ts';

const deepdive = 'equelin/vsphere-ha-deepdive';

export const vsphereFacts: Readonly<Record<string, Fact>> = {
  'vsphere.host.bootTime': silent('no row on how long a host takes to start'),
  'vsphere.vm.bootTime': silent(`${stack('1.2 time from power-on to running guest and kubelet')}: (not found), make it a scenario parameter`),
  'vsphere.drs.pass': time(seconds(300), stack('1.4 DRS pass interval'), 'Mastering VMware vSphere 6.7, ch. 12'),
  'vsphere.drs.imbalance': silent(`${stack('1.4 automation / migration threshold')} names threshold 3 of 5, without a figure for it`),
  'vsphere.vmcp.apdTimeout': time(seconds(140), stack('1.5 APD'), 'vSphere Availability 6.0, VMCP timeline'),
  'vsphere.vmcp.apdDelay': time(seconds(180), stack('1.5 APD'), 'vSphere Availability 6.0, VMCP timeline'),
  'vsphere.vmMonitoring.heartbeatRed': between(
    seconds(61),
    seconds(89),
    `${deepdive} vm_and_application_monitoring.md, Timing`,
    'vm_and_application_monitoring.md',
  ),
  'vsphere.vmMonitoring.ioStatsInterval': time(seconds(120), `${deepdive} vm_and_application_monitoring.md, I/O`, 'das.iostatsInterval'),
  'vsphere.vmMonitoring.minUpTime': time(seconds(120), stack('1.2 VM monitoring: min uptime 120 s'), 'compute_cluster.html.markdown'),
  'vsphere.vmMonitoring.maxResets': number(3, stack('1.2 VM monitoring: 3 resets'), 'VM monitoring table'),
  'vsphere.vmMonitoring.highInterval': time(seconds(30), stack('1.2 VM monitoring: high 30 s'), 'VM monitoring table'),
  'vsphere.vmMonitoring.mediumInterval': time(seconds(60), stack('1.2 VM monitoring: medium 60 s'), 'VM monitoring table'),
  'vsphere.vmMonitoring.lowInterval': time(seconds(120), stack('1.2 VM monitoring: low 120 s'), 'VM monitoring table'),
  'vsphere.vmMonitoring.highWindow': time(minutes(60), stack('1.2 VM monitoring: high 1 h'), 'VM monitoring table'),
  'vsphere.vmMonitoring.mediumWindow': time(minutes(24 * 60), stack('1.2 VM monitoring: medium 24 h'), 'VM monitoring table'),
  'vsphere.vmMonitoring.lowWindow': time(minutes(7 * 24 * 60), stack('1.2 VM monitoring: low 7 d'), 'VM monitoring table'),
  'vsphere.ha.secondaryLost': time(seconds(15), stack('1.1 slave host dies, no heartbeat datastore'), 'restarting_virtual_machines.md'),
  'vsphere.ha.secondaryLostWithDatastores': time(seconds(18), stack('1.1 slave host dies, with heartbeat datastores'), 'restarting_virtual_machines.md'),
  'vsphere.ha.primaryLost': time(seconds(35), stack('1.1 master host dies, restarts begin'), 'equelin/vsphere-ha-deepdive'),
  'vsphere.ha.agent.hostTimeout': time(seconds(10), stack('1.1 other agent timers'), 'advanced_settings.md'),
  'vsphere.ha.agent.icmpPingTimeout': time(seconds(5), stack('1.1 other agent timers'), 'advanced_settings.md'),
  'vsphere.ha.agent.isolationDelay': time(seconds(30), stack('1.1 slave isolated, master isolated'), 'fdm.isolationPolicyDelaySec'),
  'vsphere.ha.agent.election': time(seconds(15), stack('1.1 election length'), 'fundamental_concepts.md'),
  'vsphere.ha.heartbeatDatastores': number(2, stack('1.1 heartbeat datastores per host'), 'equelin/vsphere-ha-deepdive'),
};
