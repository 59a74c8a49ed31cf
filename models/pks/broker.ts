/** PKS's broker: turns what is asked of a cluster into a deploy of BOSH, once the lock of its deployment is free. */
import type { Controller, ControllerHand } from '../../sim/index.ts';
import { deploymentId, deploymentKind, type Stage } from '../bosh/deployment.ts';
import { type VmRole, vmKind } from '../vsphere/vm.ts';
import { pksClusterKind } from './cluster.ts';
import { pksParameters } from './parameters.ts';

export const broker: Controller = {
  name: 'pks-broker',
  watch: {
    'pks-cluster': (cluster) => (cluster.is('queued') ? cluster.id : undefined),
    deployment: (deployment, hand) =>
      deployment.is('unlocked')
        ? hand
            .all(pksClusterKind)
            .filter((cluster) => cluster.is('queued'))
            .map(({ id }) => id)
        : undefined,
  },
  reconcile(id, hand) {
    const cluster = hand.get(id, pksClusterKind);
    const deployment = hand.find(deploymentId(id), deploymentKind);
    if (!deployment) {
      // Its birth has this looked at once more.
      hand.create(deploymentKind, deploymentId(id), { input: {} });
      return undefined;
    }
    if (!cluster.is('queued') || !deployment.is('unlocked')) return undefined;
    hand.send(id, { type: 'started' });
    hand.send(deployment.id, { type: 'deploy', task: `upgrade of ${id}`, by: id, stages: recreateAll(hand) });
    return undefined;
  },
};

/** Masters first, then workers (docs-pks@1.5 understanding-upgrades). */
function recreateAll(hand: ControllerHand): Stage[] {
  const stage = (role: VmRole, maxInFlight: number): Stage => {
    const vms = hand.all(vmKind).filter((vm) => vm.data.role === role);
    return { work: 'recreate', vms: vms.map(({ id }) => id), begun: 0, ended: 0, maxInFlight };
  };
  return [stage('master', hand.value(pksParameters.mastersInFlight)), stage('worker', hand.value(pksParameters.workersInFlight))];
}
