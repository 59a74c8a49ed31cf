/** Hosts, and every VM on its host. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { planVms, toMiB } from '../platform/vms.ts';
import { elect } from './high-availability.ts';
import { hostKind } from './host.ts';
import { vmKind } from './vm.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const { hosts, datastores } = design.vsphere;
  for (const host of hosts) {
    const input = { memory: toMiB(host.memory), cpu: host.cpu, datastores: host.datastores ?? datastores };
    hand.create(hostKind, host.name, { settled: 'up', input });
  }
  for (const { id, role, memory, host } of planVms(design)) {
    hand.create(vmKind, id, { settled: 'running', input: { role, memory, host } });
    hand.labelOther(id, 'host', host);
    hand.labelOther(id, 'role', role);
  }
  elect(hand);
}
