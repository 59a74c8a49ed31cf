/** What a pod mounts before its containers are made: a Secret that has to be there, a volume that has to be on its node. */
import type { View } from '../../sim/index.ts';
import { isAnswering } from '../vsphere/datastore.ts';
import type { Startup } from './pod.ts';
import { missingSecret } from './secret.ts';

/** What it waits for, and why, if that is worth a word. */
export function lacking(view: View, { node, startup }: { node: string | undefined; startup: Startup }): { id: string; why: string } | undefined {
  const secret = missingSecret(view, startup);
  if (secret !== undefined) return { id: secret, why: `${secret.replace('secret/', 'Secret ')} is not there (FailedMount)` };
  const volume = startup.volume === undefined ? undefined : view.find<{ node: string; datastore: string }>(startup.volume);
  if (volume === undefined || volume.is('shared')) return undefined;
  if (volume.is('lost')) return { id: volume.id, why: `its volume is lost with ${volume.data.datastore} (FailedAttachVolume)` };
  if (!isAnswering(view, volume.data.datastore))
    return { id: volume.id, why: `its volume lies on ${volume.data.datastore}, which does not answer (FailedAttachVolume)` };
  if (volume.data.node === node) return undefined;
  const holder = volume.data.node.replace('node-', '');
  return { id: volume.id, why: holder === '' ? '' : `its volume is attached to ${holder} (Multi-Attach error)` };
}
