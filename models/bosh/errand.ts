/**
 * An errand after a deploy, on a VM of its own that is made and deleted for it (bosh.io/docs manifest-v2, lifecycle errand).
 * PKS applies a new cluster's system add-ons by one, apply-addons (cloudfoundry-incubator/kubo-deployment manifests/cfcr.yml).
 * Left out: its VM takes no memory of a host.
 */
import type { ControllerHand, Micros } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { vmParameters } from '../vsphere/vm.ts';
import { deploymentKind } from './deployment.ts';
import { boshParameters } from './parameters.ts';

/** One look at the errand of a deployment: ends with it, or fails when the API does not take what it applies. */
export function runErrand(id: string, hand: ControllerHand): Micros | undefined {
  const { lockedAt, errand } = hand.get(id, deploymentKind).data;
  const due: Micros = (hand.memory[`errand of ${id}`] ??=
    lockedAt + hand.draw(`errand of ${id}`, boshParameters.recreateTime) + hand.draw(`boot for ${id}`, vmParameters.bootTime));
  if (hand.now() < due) return due;
  delete hand.memory[`errand of ${id}`];
  if (!hand.get('kube-api').is('available')) hand.send(id, { type: 'broken', problem: `Errand '${errand}' completed with error (exit code 1)` });
  else if (!hand.find('ns/pks-system')) hand.create(namespaceKind, 'ns/pks-system', {});
  hand.send(id, { type: 'finished' });
  return undefined;
}
