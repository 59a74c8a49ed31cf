/** What people ask BOSH for. */
import type { ControllerHand } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { datastoreKind } from '../vsphere/datastore.ts';
import { vmKind } from '../vsphere/vm.ts';

export const boshOperations: readonly Operation[] = [
  {
    name: 'scan-and-fix',
    takes: [],
    run(_, hand) {
      hand.wake('bosh-health-monitor', 'scan');
      return 'runs bosh cloud-check: scan and fix';
    },
  },
  { name: 'delete-disk-reference', takes: [], run: (_, hand) => deleteDiskReferences(hand) },
  {
    name: 'update-resurrection',
    takes: ['resurrection'],
    run({ resurrection }, hand) {
      const word = textOr(resurrection, 'off');
      hand.wake('bosh-health-monitor', `resurrection ${word}`);
      return `runs bosh update-resurrection ${word}`;
    },
  },
];

/**
 * Cloud-check's word for a disk that is nowhere any more (cloudfoundry/bosh src/bosh-director problem_handlers/missing_disk.rb):
 * the instance is given an empty one elsewhere, and its VM is there to be created.
 */
function deleteDiskReferences(hand: ControllerHand): string {
  const missing = hand
    .all(vmKind)
    .filter((vm) => !vm.is('deleted'))
    .filter(({ data: { role, datastore } }) => role !== 'edge' && datastore !== '' && hand.get(datastore, datastoreKind).is('lost.forGood'));
  if (missing.length === 0) return 'cannot delete a disk reference: no disk is missing';
  const answering = hand.all(datastoreKind).filter((datastore) => datastore.is('available'));
  if (answering.length === 0) return 'cannot delete a disk reference: no datastore answers that could hold a new disk';
  for (const [i, { id }] of missing.entries()) hand.send(id, { type: 'newDisk', datastore: answering[i % answering.length]?.id });
  return `runs bosh cloud-check: deletes the disk references of ${missing.map(({ id }) => id).join(', ')}`;
}
