/**
 * The people who replace a member whose disk was lost for good, where such losses are drawn by chance: as soon as etcd takes a
 * new member, or, when a majority of the copies is gone, all members at once from the newest snapshot. Without a snapshot the
 * data stays lost: building the platform anew is left out.
 */
import type { Controller, Micros, World } from '../../sim/index.ts';
import { dataKind, newestSnapshot } from './data.ts';
import { memberKind } from './member.ts';
import { refusalToReplace, replace, restore } from './operations.ts';
import { etcdParameters } from './ticks.ts';

export const replacement: Controller = {
  name: 'etcd-replacement',
  reconcile(id, hand): Micros | undefined {
    if (hand.find(id, memberKind)?.data.disk !== 'lost') return undefined;
    const isLost = hand.get('etcd-data', dataKind).is('lost');
    const isLater = !isLost && refusalToReplace(id, [id], false, hand) !== undefined;
    // etcd refuses a change of members while one has been connected for less, so nobody tries sooner.
    if (isLater) return hand.now() + hand.value(etcdParameters.connectedFor);
    hand.note(isLost ? restore('0s', hand) : replace(id, false, hand));
    return undefined;
  },
};

/** When committed data was lost that no snapshot brings back, in µs; undefined while it is there. */
export function lostForGoodAt(world: World): Micros | undefined {
  if (!world.find('etcd-data')) return undefined;
  const hand = world.workforce.get(replacement.name);
  const data = hand.get('etcd-data', dataKind);
  return data.is('lost') && newestSnapshot(hand, 0) === undefined ? data.data.lostAt : undefined;
}
