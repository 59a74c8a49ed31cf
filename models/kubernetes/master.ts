/**
 * What runs on a master beside etcd and the API server and works one at a time: kube-controller-manager and
 * kube-scheduler, each under its own lease. A master whose VM stops drops out of both. NCP is models/nsx/ncp-process.ts.
 */
import { type Controller, defineParameters, duration, ratio, s } from '../../sim/index.ts';
import { serverIn } from '../platform/homes.ts';
import { vmKind } from '../vsphere/vm.ts';

const defaults = 'kubernetes/component-base@kubernetes-1.14.6 config/v1alpha1/defaults.go';

export const leaseParameters = defineParameters('kubernetes.lease', {
  duration: duration(s(15), { source: `${defaults}: leaseDuration` }),
  renewDeadline: duration(s(10), { source: `${defaults}: renewDeadline` }),
  retry: duration(s(2), { source: `${defaults}: retryPeriod` }),
  jitter: ratio(1.2, { source: 'kubernetes/client-go@kubernetes-1.14.6 leaderelection.go JitterFactor: tries at 1 to 2.2 x retry' }),
});

export const masterLeases = ['kube-controller-manager', 'kube-scheduler'] as const;

export const masters: Controller = {
  name: 'masters',
  watch: { vm: (vm, hand) => (hand.find(serverIn(vm.id)) ? vm.id : undefined) },
  reconcile(id, hand) {
    // A new VM has no jobs yet.
    const isUp = hand.find(id, vmKind)?.is('running') === true && hand.countWith('vm', id) > 0;
    for (const lease of masterLeases) {
      const { able } = hand.get(lease).data as { able: readonly string[] };
      if (able.includes(id) !== isUp) hand.send(lease, { type: isUp ? 'contenderUp' : 'contenderDown', id });
    }
    return undefined;
  },
};
