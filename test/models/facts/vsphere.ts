import { type Fact, number, seconds, silent, stack, time } from './row.ts';

export const vsphereFacts: Readonly<Record<string, Fact>> = {
  'vsphere.host.bootTime': silent('no row on how long a host takes to start'),
  'vsphere.vm.bootTime': silent(`${stack('1.2 time from power-on to running guest and kubelet')}: (not found), make it a scenario parameter`),
  'vsphere.drs.pass': time(seconds(300), stack('1.4 DRS pass interval'), 'Mastering VMware vSphere 6.7, ch. 12'),
  'vsphere.drs.imbalance': silent(`${stack('1.4 automation / migration threshold')} names threshold 3 of 5, without a figure for it`),
  'vsphere.vmcp.apdTimeout': time(seconds(140), stack('1.5 APD'), 'vSphere Availability 6.0, VMCP timeline'),
  'vsphere.vmcp.apdDelay': time(seconds(180), stack('1.5 APD'), 'vSphere Availability 6.0, VMCP timeline'),
  'vsphere.ha.secondaryLost': time(seconds(15), stack('1.1 slave host dies, no heartbeat datastore'), 'restarting_virtual_machines.md'),
  'vsphere.ha.secondaryLostWithDatastores': time(seconds(18), stack('1.1 slave host dies, with heartbeat datastores'), 'restarting_virtual_machines.md'),
  'vsphere.ha.primaryLost': time(seconds(35), stack('1.1 master host dies, restarts begin'), 'equelin/vsphere-ha-deepdive'),
  'vsphere.ha.agent.hostTimeout': time(seconds(10), stack('1.1 other agent timers'), 'advanced_settings.md'),
  'vsphere.ha.agent.icmpPingTimeout': time(seconds(5), stack('1.1 other agent timers'), 'advanced_settings.md'),
  'vsphere.ha.agent.isolationDelay': time(seconds(30), stack('1.1 slave isolated, master isolated'), 'fdm.isolationPolicyDelaySec'),
  'vsphere.ha.agent.election': time(seconds(15), stack('1.1 election length'), 'fundamental_concepts.md'),
  'vsphere.ha.heartbeatDatastores': number(2, stack('1.1 heartbeat datastores per host'), 'equelin/vsphere-ha-deepdive'),
};
