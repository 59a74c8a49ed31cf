/** The manager, the edge nodes in their VMs, and the service routers on them. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { inVm } from '../platform/in-vm.ts';
import { managerKind } from './manager.ts';
import { edgeKind, routerKind } from './service-router.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const edges = design.nsx.edges.map(({ name }) => name);
  hand.create(managerKind, 'nsx-manager', { settled: 'available' });
  for (const { name, size } of design.nsx.edges) inVm(hand, edgeKind, `dataplane-${name}`, name, 'up', { size });
  const planes = edges.map((name) => `dataplane-${name}`);
  for (const id of ['tier-0', 'lb-tier-1']) hand.create(routerKind, id, { settled: 'active', input: { edges: planes } });
}
