/**
 * The rancher-backup operator of 2.5: what it takes holds Rancher's objects and none of the cluster's own
 * (rancher/docs content/rancher/v2.5/en/backups). Before 2.5 a snapshot of the cluster's etcd is the backup.
 * Left out: where backups are kept, their schedule, how long taking and restoring one takes by itself.
 */
import { formatDuration, isSince, parseDuration, type View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { workloadKind } from '../kubernetes/workload.ts';
import type { Operation } from '../system.ts';
import { rancherKind } from './server.ts';

/** Why the operator does nothing now, if so. */
function obstacle(view: View): string | undefined {
  const { version, wanted, restoring } = view.get('rancher', rancherKind).data;
  if (!view.find('deploy/rancher')) return 'it is not installed';
  if (!isSince(version, '2.5')) return `the backup operator comes with 2.5; of ${version}, take and restore a snapshot of etcd`;
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  if (restoring) return 'a backup is being restored';
  return wanted === version ? undefined : `its replicas are still being replaced by those of ${wanted}`;
}

export const backupOperations: readonly Operation[] = [
  {
    name: 'back-up-rancher',
    takes: [],
    run(_, hand) {
      const refusal = obstacle(hand);
      if (refusal) return `cannot back up Rancher: ${refusal}`;
      hand.send('rancher', { type: 'backedUp' });
      return 'takes a backup of Rancher';
    },
  },
  {
    name: 'restore-rancher',
    takes: ['age'],
    run({ age }, hand) {
      const least = parseDuration(textOr(age, '0s'));
      const { backups } = hand.get('rancher', rancherKind).data;
      const backup = backups.findLast(({ at }) => at <= hand.now() - least);
      const refusal = obstacle(hand) ?? (backup ? undefined : `there is no backup${least > 0 ? ` that is ${formatDuration(least)} old` : ''}`);
      if (refusal || !backup) return `cannot restore Rancher: ${refusal}`;
      const { replicas } = hand.get('deploy/rancher', workloadKind).data;
      hand.send('rancher', { type: 'restore', ...backup, replicas });
      hand.send('deploy/rancher', { type: 'scale', replicas: 0 });
      return `restores Rancher from its backup of ${formatDuration(hand.now() - backup.at)} ago`;
    },
  },
];
