/** Datastores, hosts with their HA agents, and every VM on its host. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { toMiB, vmsAtStart } from '../platform/vms.ts';
import { datastoreKind } from './datastore.ts';
import { agentKind, agentOf } from './ha-agent.ts';
import { hostKind } from './host.ts';
import { elect } from './primary.ts';
import { ruleId, ruleKind } from './rule.ts';
import { makeVm } from './vm.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const { hosts, datastores, ha } = design.vsphere;
  for (const datastore of datastores) hand.create(datastoreKind, datastore, { settled: 'available' });
  for (const host of hosts) {
    const input = { memory: toMiB(host.memory), cpu: host.cpu, datastores: host.datastores ?? datastores };
    hand.create(hostKind, host.name, { settled: 'up', input });
    const response = ha.enabled ? ha.isolationResponse : 'none';
    hand.create(agentKind, agentOf(host.name), { settled: 'connected', input: { host: host.name, response } });
  }
  // The article makes its rules last.
  const isEmpty = design.installed === 'nothing';
  for (const { name } of design.vsphere.drs.rules) hand.create(ruleKind, ruleId(name), { settled: isEmpty ? 'absent' : 'enabled' });
  for (const vm of vmsAtStart(design)) makeVm(hand, vm, 'running');
  elect(hand);
}
