/** What the shape of Rancher's block cannot say. */
import { parseDuration } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import type { Problem } from '../problem.ts';
import { has } from '../versions.ts';

export function check(design: Design): Problem[] {
  const { backup } = design.rancher;
  if (!backup) return [];
  const path = ['rancher', 'backup'];
  if (!has(design, 'rancher', '2.5'))
    return [
      {
        code: 'wrong-version',
        message: "Rancher's backup operator comes with 2.5",
        path,
        found: design.versions.rancher,
        expected: 'versions.rancher of 2.5 or later, or recurring snapshots of etcd',
      },
    ];
  if (parseDuration(backup.every) > 0) return [];
  return [{ code: 'too-small', message: 'a schedule needs some time between backups', path: [...path, 'every'], found: backup.every, expected: 'as 1h' }];
}
