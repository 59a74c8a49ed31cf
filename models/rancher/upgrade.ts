/**
 * Another version of Rancher by Helm: the chart's new image, and the Deployment replaces the replicas by its strategy
 * (rancher/docs content/rancher/v2.x/en/upgrades/upgrades/ha). What it wants more of the API, its leader makes; agents
 * follow (agent-image.ts). The way back begins with a restore (content/rancher/v2.x/en/upgrades/rollbacks; restore.ts).
 */
import { type ControllerHand, isSince, type View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { Startup } from '../kubernetes/pod.ts';
import { workloadKind } from '../kubernetes/workload.ts';
import type { Operation } from '../system.ts';

import { connectionOf, imageOfVersion, rancherKind, rancherParameters } from './server.ts';

/** The newest that the twin knows. */
const newest = '2.5.9';

/** Why Helm gives Rancher no other version now, if so. */
function obstacle(view: View, version: string): string | undefined {
  const workload = view.find('deploy/rancher', workloadKind);
  if (!workload) return 'it is not installed';
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  const { version: present, wanted, restoring } = view.get('rancher', rancherKind).data;
  if (restoring) return 'a backup is being restored';
  if (wanted !== present) return `its replicas are still being replaced by those of ${wanted}`;
  if (version === present) return `it is ${present} already`;
  return workload.data.startup.image === imageOfVersion(present)
    ? undefined
    : `its image is set to ${workload.data.startup.image}, whatever the chart's version`;
}

/** Has the Deployment replace its replicas, as the chart of a version says. */
function replaceReplicas(hand: ControllerHand, version: string, changes: Partial<Startup>): void {
  const { startup } = hand.get('deploy/rancher', workloadKind).data;
  const strategy = { surge: hand.valueAt(rancherParameters.surge, version), unavailable: hand.valueAt(rancherParameters.unavailable, version) };
  hand.send('deploy/rancher', { type: 'update', startup: { ...startup, ...changes }, strategy });
}

/** Has the Deployment run a version's image. */
export function runVersion(hand: ControllerHand, version: string): void {
  hand.send('rancher', { type: 'upgrade', version });
  replaceReplicas(hand, version, { image: imageOfVersion(version), ...connectionOf(hand, hand.valueAt(rancherParameters.isApiChecked, version)) });
}

/** Has every replica start anew, one after the other, as for a Secret that it reads at its start. */
export function restartRancher(hand: ControllerHand): void {
  if (hand.find('deploy/rancher')) replaceReplicas(hand, hand.get('rancher', rancherKind).data.wanted, {});
}

export const upgradeOperations: readonly Operation[] = [
  {
    name: 'upgrade-rancher',
    takes: ['version'],
    run(args, hand) {
      const version = textOr(args.version, newest);
      const { version: present } = hand.get('rancher', rancherKind).data;
      const refusal = obstacle(hand, version) ?? (isSince(version, present) ? undefined : `${version} is older; what ${present} wrote stays in the API`);
      if (refusal) return `cannot upgrade Rancher to ${version}: ${refusal}`;
      runVersion(hand, version);
      return `upgrades Rancher from ${present} to ${version}`;
    },
  },
  {
    name: 'roll-back-rancher',
    takes: [],
    /** Of a restore it is the last step; without one nothing undoes what the newer version wrote. */
    run(_, hand) {
      const { version: present, restored } = hand.get('rancher', rancherKind).data;
      const refusal = restored === '' ? `what ${present} wrote stays in the API; restore what was saved before the upgrade first` : obstacle(hand, restored);
      if (refusal) return `cannot roll back Rancher: ${refusal}`;
      runVersion(hand, restored);
      return `rolls back Rancher from ${present} to ${restored}`;
    },
  },
];
