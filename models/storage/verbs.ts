/** What people do about volumes: claim one, and give up on a pod that keeps one. */

import type { ControllerHand } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { podKind } from '../kubernetes/pod.ts';
import type { Operation } from '../system.ts';
import { datastoreKind, isAnswering } from '../vsphere/datastore.ts';
import { volumeKind, volumeParameters } from './volume.ts';

export const storageOperations: readonly Operation[] = [
  {
    name: 'create-claim',
    takes: ['name', 'mode', 'datastore'],
    run({ name, mode, datastore }, hand) {
      const claim = textOr(name, 'data');
      const id = `pvc/${claim}`;
      if (!hand.get('kube-api').is('available')) return `cannot claim ${claim}: the API does not answer`;
      if (hand.find(id)) return `cannot claim ${claim}: it exists`;
      if (mode !== 'ReadWriteMany') {
        const first = hand.all(datastoreKind)[0]?.id ?? '';
        return provision(hand, claim, typeof datastore === 'string' ? datastore : first);
      }
      const hasClass = hand.value(volumeParameters.hasSharedClass);
      hand.create(volumeKind, id, { settled: hasClass ? 'shared' : { pending: 'unoffered' }, input: { datastore: '' } });
      if (!hasClass) hand.note(`claim ${claim} stays Pending: the vSphere provider offers ReadWriteOnce only, ReadWriteMany was asked for`);
      return `claims the volume ${claim} as ReadWriteMany`;
    },
  },
  {
    name: 'force-delete-pods',
    takes: ['node'],
    run({ node }, hand) {
      const name = textOr(node, 'worker-0').replace(/^node-/, '');
      if (!hand.get('kube-api').is('available')) return `cannot force-delete the pods of ${name}: the API does not answer`;
      const stuck = hand.with('node', `node-${name}`, podKind).filter((pod) => pod.is('doomed'));
      for (const pod of stuck) hand.send(pod.id, { type: 'forceDelete' });
      return stuck.length > 0 ? `force-deletes the pods that are Terminating on ${name}` : `cannot force-delete: no pod is Terminating on ${name}`;
    },
  },
];

/** The StorageClass's datastore, or the default one of vsphere.conf (vmware.github.io/vsphere-storage-for-kubernetes storageclass.html). */
function provision(hand: ControllerHand, claim: string, datastore: string): string {
  if (datastore !== '' && hand.find(datastore)?.kind !== 'datastore') return `cannot claim ${claim}: there is no datastore ${datastore}`;
  const isThere = isAnswering(hand, datastore);
  hand.create(volumeKind, `pvc/${claim}`, { settled: isThere ? 'bound' : { pending: 'unprovisioned' }, input: { datastore } });
  if (datastore !== '') hand.labelOther(`pvc/${claim}`, 'datastore', datastore);
  if (!isThere) hand.note(`claim ${claim} stays Pending: ${datastore} does not answer (ProvisioningFailed)`);
  return `claims the volume ${claim}`;
}
