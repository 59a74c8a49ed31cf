/** PKS's broker: turns what is asked of a cluster into a deploy of BOSH, once the lock of its deployment is free. */
import type { Actor, Controller, ControllerHand } from '../../sim/index.ts';
import { deploymentId, deploymentKind, type Stage } from '../bosh/deployment.ts';
import { isMissing, type Work } from '../bosh/instance.ts';
import { boshParameters } from '../bosh/parameters.ts';
import { type VmRole, vmKind } from '../vsphere/vm.ts';
import { type LastAction, pksClusterKind } from './cluster.ts';
import { pksParameters } from './parameters.ts';

type Cluster = Actor<{ lastAction: LastAction; masters: number; workers: number }>;

export const broker: Controller = {
  name: 'pks-broker',
  needs: { pks: 'available' },
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
    const { lastAction } = cluster.data;
    const errand = lastAction === 'CREATE' ? 'apply-addons' : '';
    hand.send(deployment.id, { type: 'deploy', task: `${lastAction} of ${id}`, by: id, stages: stagesOf(cluster, hand), errand });
    return undefined;
  },
};

/**
 * What BOSH does, in its order: it deletes VMs that are not needed, creates missing ones side by side, and then takes the
 * instance groups one after the other, masters first (cloudfoundry/bosh src/bosh-director deployment_plan steps;
 * docs-pks@1.5 understanding-upgrades). A resize leaves the VMs alone that stay.
 */
function stagesOf({ data }: Cluster, hand: ControllerHand): Stage[] {
  const masters = named('master', data.masters);
  const workers = named('worker', data.workers);
  const wanted = [...masters, ...workers];
  const missing = wanted.filter((vm) => isMissing(vm, hand));
  const excess = hand.all(vmKind).filter(({ id, data: { role } }) => role === 'worker' && !wanted.includes(id));
  const side = hand.value(boshParameters.maxThreads);
  const group = (vms: readonly string[], maxInFlight: number): Stage[] => [
    // A creation that is asked for again takes up VMs that are there without their jobs.
    stage(
      'start',
      vms.filter((vm) => data.lastAction === 'CREATE' || missing.includes(vm)),
      maxInFlight,
    ),
    stage(
      'recreate',
      vms.filter((vm) => data.lastAction === 'UPGRADE' && !missing.includes(vm)),
      maxInFlight,
    ),
  ];
  return [
    stage(
      'delete',
      excess.map(({ id }) => id),
      side,
    ),
    stage('create', missing, side),
    ...group(masters, hand.value(pksParameters.mastersInFlight)),
    ...group(workers, hand.value(pksParameters.workersInFlight)),
  ].filter(({ vms }) => vms.length > 0);
}

const named = (role: VmRole, n: number): string[] => Array.from({ length: n }, (_, i) => `${role}-${i}`);

const stage = (work: Work, vms: readonly string[], maxInFlight: number): Stage => ({ work, vms, begun: 0, ended: 0, maxInFlight });
