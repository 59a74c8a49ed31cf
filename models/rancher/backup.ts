/**
 * The rancher-backup operator of 2.5: what it takes holds Rancher's objects and none of the cluster's own
 * (rancher/docs content/rancher/v2.5/en/backups). Before 2.5 a snapshot of the cluster's etcd is the backup.
 * Those of a schedule are no events: when they were taken is worked out when one is asked for.
 * Left out: where backups are kept, how long taking and restoring one takes by itself, those that fail.
 */
import { type ControllerHand, formatDuration, isSince, lastTick, type Micros, parseDuration, type View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { workloadKind } from '../kubernetes/workload.ts';
import type { Operation } from '../system.ts';
import { versionAt } from './restore.ts';
import { rancherKind, type Version } from './server.ts';

/** Why the operator does nothing now, if so. */
function obstacle(view: View): string | undefined {
  const { version, wanted, restoring } = view.get('rancher', rancherKind).data;
  if (!view.find('deploy/rancher')) return 'it is not installed';
  if (!isSince(version, '2.5')) return `the backup operator comes with 2.5; of ${version}, take and restore a snapshot of etcd`;
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  if (restoring) return 'a backup is being restored';
  return wanted === version ? undefined : `its replicas are still being replaced by those of ${wanted}`;
}

/** The newest backup that was taken by a time, by hand or by schedule. */
function newest(hand: ControllerHand, by: Micros): Version | undefined {
  const all = [...hand.get('rancher', rancherKind).data.backups, ...scheduled(hand)];
  return all.filter(({ at }) => at <= by).reduce<Version | undefined>((last, one) => (last === undefined || one.at > last.at ? one : last), undefined);
}

/** Those of the schedule that are still kept; the oldest may be from before the run. */
function scheduled(hand: ControllerHand): Version[] {
  const { schedule } = hand.get('rancher', rancherKind).data;
  if (!schedule) return [];
  const last = lastTick(hand.now(), schedule.every, hand.phase('backup of Rancher', schedule.every));
  const times = Array.from({ length: schedule.keep }, (_, i) => last - i * schedule.every);
  return times.map((at) => ({ at, version: versionAt(hand, at) })).filter(({ version }) => isSince(version, '2.5'));
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
      const backup = newest(hand, hand.now() - least);
      const refusal = obstacle(hand) ?? (backup ? undefined : `there is no backup${least > 0 ? ` that is ${formatDuration(least)} old` : ''}`);
      if (refusal || !backup) return `cannot restore Rancher: ${refusal}`;
      const { replicas } = hand.get('deploy/rancher', workloadKind).data;
      hand.send('rancher', { type: 'restore', ...backup, replicas });
      hand.send('deploy/rancher', { type: 'scale', replicas: 0 });
      return `restores Rancher from its backup of ${formatDuration(hand.now() - backup.at)} ago`;
    },
  },
];
