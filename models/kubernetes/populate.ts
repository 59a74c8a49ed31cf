/** The API servers behind their virtual server, the leases of the control plane, and the workers as nodes. */
import { type ControllerHand, type LeaseTimes, leaseKind } from '../../sim/index.ts';
import { type Design, isOnPks } from '../design.ts';
import { apiVms, atStart, nodeIn, planOf, serverIn, workerVms } from '../platform/homes.ts';
import { inVm } from '../platform/in-vm.ts';
import { toMiB } from '../platform/vms.ts';
import { apiKind, apiServerKind } from './api-server.ts';
import { leaseParameters, masterLeases } from './master.ts';
import { nodeKind } from './node.ts';
import { limitRangeId, limitRangeKind, quotaId, quotaKind } from './quota.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const masters = atStart(design, apiVms(design));
  for (const vm of masters) inVm(hand, apiServerKind, serverIn(vm), vm, 'serving');
  const input = { allowsPrivileged: isOnPks(design) ? planOf(design).allowPrivileged : true };
  hand.create(apiKind, 'kube-api', { settled: masters.length > 0 ? 'available' : 'unavailable', input });
  const kube = {
    duration: hand.value(leaseParameters.duration),
    renewDeadline: hand.value(leaseParameters.renewDeadline),
    retry: hand.value(leaseParameters.retry),
    jitter: hand.value(leaseParameters.jitter),
  };
  for (const id of masterLeases) makeLease(hand, id, 'kube-api', masters, kube);
  for (const vm of atStart(design, workerVms(design))) inVm(hand, nodeKind, nodeIn(vm), vm, { kubelet: 'running', condition: 'ready', scheduling: 'open' });
  bounds(hand, design);
}

/** What namespaces may hold, whether or not they are there yet. */
function bounds(hand: ControllerHand, { kubernetes: { quotas, limitRanges } }: Design): void {
  for (const { namespace, pods, memoryLimit } of quotas) {
    const hard = { ...(pods === undefined ? {} : { pods }), ...(memoryLimit === undefined ? {} : { memoryLimit: toMiB(memoryLimit) }) };
    hand.create(quotaKind, quotaId(`ns/${namespace}`), { settled: 'present', input: { hard } });
  }
  for (const { namespace, memoryLimit } of limitRanges) {
    hand.create(limitRangeKind, limitRangeId(`ns/${namespace}`), { settled: 'present', input: { memoryLimit: toMiB(memoryLimit) } });
  }
}

/** A lease that one of `able` holds since long, or nobody; `store` is what its renewals are written to. */
export function makeLease(hand: ControllerHand, id: string, store: string, able: readonly string[], times: LeaseTimes): void {
  const holder = able[hand.pick(`first holder of ${id}`, able.length)];
  const without = hand.get(store).is('available') ? 'vacant' : 'stranded';
  hand.create(leaseKind, id, { settled: able.length > 0 ? 'held' : without, input: { ...times, able, holder } });
  hand.labelOther(id, 'store', store);
}
