/**
 * VM Monitoring: the HA agent on a host resets a VM whose VMware Tools have fallen silent and which has neither read nor
 * written nor sent anything for two minutes (equelin/vsphere-ha-deepdive vm_and_application_monitoring.md). It needs no
 * vCenter and no primary. Off unless the cluster says otherwise.
 * Left out: Application Monitoring, as nothing in these VMs speaks its SDK; screenshots; the up to 20 s by which I/O
 * statistics lag.
 */
import { type Controller, type ControllerHand, count, defineParameters, duration, formatDuration, hours, type Micros, s, uniform } from '../../sim/index.ts';
import { type VirtualMachine, vmKind } from './vm.ts';

const deepdive = 'equelin/vsphere-ha-deepdive vm_and_application_monitoring.md';
const presets = 'vSphere Availability 6.7, VM monitoring table';

export const monitoringParameters = defineParameters('vsphere.vmMonitoring', {
  heartbeatRed: uniform(s(61), s(89), { source: `${deepdive}, Timing: the agent is told of the red state 61 to 89 s after the last heartbeat` }),
  ioStatsInterval: duration(s(120), { source: `${deepdive}: no disk or network activity for 120 s, das.iostatsInterval` }),
  minUpTime: duration(s(120), { source: 'hashicorp/terraform-provider-vsphere compute_cluster.html.markdown: ha_vm_minimum_uptime 120' }),
  maxResets: count(3, { source: `${presets}: three resets in the window` }),
  highInterval: duration(s(30), { source: `${presets}: high, 30 s`, why: 'how long the red state is watched' }),
  mediumInterval: duration(s(60), { source: `${presets}: medium, 60 s` }),
  lowInterval: duration(s(120), { source: `${presets}: low, 120 s` }),
  highWindow: duration(hours(1), { source: `${presets}: high, 1 h` }),
  mediumWindow: duration(hours(24), { source: `${presets}: medium, 24 h` }),
  lowWindow: duration(hours(168), { source: `${presets}: low, 7 days` }),
});

const levels = {
  high: { interval: monitoringParameters.highInterval, window: monitoringParameters.highWindow },
  medium: { interval: monitoringParameters.mediumInterval, window: monitoringParameters.mediumWindow },
  low: { interval: monitoringParameters.lowInterval, window: monitoringParameters.lowWindow },
};

export type Sensitivity = keyof typeof levels;

export const sensitivities = Object.keys(levels) as Sensitivity[];

export interface MonitoringSettings {
  /** vSphere HA. */
  enabled: boolean;
  vmMonitoring: 'disabled' | 'vmMonitoringOnly';
  vmMonitoringSensitivity: Sensitivity;
}

/** What is remembered of a VM: which hang it is about and when that is one too long, and its resets on this host. */
interface Watched {
  stalledAt: Micros;
  due: Micros;
  host: string;
  resets: Micros[];
  hasSaid: boolean;
}

/** Keys: the id of a VM whose guest hangs, or that has stopped. */
export function vmMonitoring({ enabled, vmMonitoring, vmMonitoringSensitivity }: MonitoringSettings): Controller {
  const isOn = enabled && vmMonitoring !== 'disabled';
  const { interval, window } = levels[vmMonitoringSensitivity];
  return {
    name: 'vm-monitoring',
    watch: { vm: (vm) => (isOn && (vm.is('hung') || vm.is('off') || vm.is('lost')) ? vm.id : undefined) },
    reconcile(id, hand) {
      const vm = hand.find(id, vmKind);
      // The statistics are cleared when a VM is powered off and on.
      if (!vm || vm.is('off') || vm.is('lost')) delete hand.memory[id];
      if (!vm?.is('hung')) return undefined;
      const watched = watch(hand, vm, hand.value(interval));
      if (hand.now() < watched.due) return watched.due;
      return reset(hand, id, watched, hand.value(window));
    },
  };
}

/** When a hang is one too long: the heartbeats are missed and nothing is read, written or sent, and the VM has been up for long enough. */
function watch(hand: ControllerHand, { id, data: { host, stalledAt, startedAt } }: VirtualMachine, interval: Micros): Watched {
  const before: Watched | undefined = hand.memory[id];
  if (before?.stalledAt === stalledAt && before.host === host) return before;
  const missed = hand.draw(`red ${id}`, monitoringParameters.heartbeatRed) + interval;
  const silent = stalledAt + Math.max(missed, hand.value(monitoringParameters.ioStatsInterval));
  const due = Math.max(silent, startedAt + hand.value(monitoringParameters.minUpTime));
  // Moved to another host, it begins anew.
  const resets = before?.host === host ? before.resets : [];
  hand.memory[id] = { stalledAt, due, host, resets, hasSaid: false };
  return hand.memory[id];
}

/** Three times in the window; then it is left alone until the first of them is that long ago. */
function reset(hand: ControllerHand, id: string, watched: Watched, window: Micros): Micros | undefined {
  const recent = watched.resets.filter((at) => at > hand.now() - window);
  const [first] = recent;
  if (first !== undefined && recent.length >= hand.value(monitoringParameters.maxResets)) {
    if (!watched.hasSaid) hand.note(`leaves ${id} alone: ${recent.length} resets within ${formatDuration(window)}`);
    watched.hasSaid = true;
    return first + window;
  }
  watched.resets = [...recent, hand.now()];
  hand.note(`resets ${id}: no heartbeat of VMware Tools and no I/O`);
  hand.send(id, { type: 'reset' });
  return undefined;
}
