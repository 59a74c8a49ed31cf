/** etcd, led and with every member up; without any where its cluster is still to be made. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { atStart, etcdVms, memberIn } from '../platform/homes.ts';
import { etcdKind } from './cluster.ts';
import { dataKind } from './data.ts';
import { memberKind } from './member.ts';
import { spaceKind, spaceParameters } from './space.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const vms = atStart(design, etcdVms(design));
  const members = vms.map(memberIn);
  const isThere = members.length > 0;
  const named = design.pks?.clusters[0]?.etcdLeader ?? design.rke?.etcdLeader;
  const chosen = () => (named === undefined ? members[hand.pick('first etcd leader', members.length)] : memberIn(named));
  const leader = isThere ? chosen() : undefined;
  hand.create(etcdKind, 'etcd', { settled: isThere ? 'led' : 'leaderless', input: { size: members.length, up: members, leader, term: isThere ? 1 : 0 } });
  hand.create(dataKind, 'etcd-data', { settled: 'whole', input: { size: members.length, holders: members } });
  // One that grows starts its clock; one that does not has none.
  hand.create(spaceKind, 'etcd-space', { ...(hand.value(spaceParameters.growth) > 0 ? {} : { settled: 'steady' }), input: { members } });
  for (const [i, id] of members.entries()) {
    const peers = members.filter((peer) => peer !== id);
    const state = id === leader ? { up: { leader: 'heard' } } : { up: 'following' };
    hand.create(memberKind, id, { settled: state, input: { peers, leader, term: 1 } });
    hand.labelOther(id, 'vm', vms[i] as string);
  }
}
