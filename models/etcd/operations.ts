/**
 * What people do to etcd: they keep snapshots, restore all members from one, replace a member that lost its disk, and make
 * room when the quota is reached.
 */
import { type ControllerHand, formatDuration, parseDuration } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { etcdKind, quorum } from './cluster.ts';
import { newestSnapshot } from './data.ts';
import { memberKind } from './member.ts';
import { overQuota, spaceKind, spaceParameters } from './space.ts';
import { etcdParameters } from './ticks.ts';

export const etcdOperations: readonly Operation[] = [
  {
    name: 'snapshot',
    takes: [],
    /** Any member will do, with or without a leader (etcd-io/etcd@v3.4.3 Documentation/op-guide/recovery.md). */
    run(_, hand) {
      if (hand.get('etcd', etcdKind).data.up.length === 0) return 'cannot snapshot etcd: no member answers';
      hand.send('etcd-data', { type: 'snapshotTaken' });
      return 'takes a snapshot of etcd';
    },
  },
  { name: 'restore', takes: ['age'], run: ({ age }, hand) => restore(textOr(age, '0s'), hand) },
  { name: 'replace-member', takes: ['member', 'first'], run: ({ member, first }, hand) => replace(textOr(member, ''), first === 'add', hand) },
  {
    name: 'compact',
    takes: [],
    run(_, hand) {
      if (!hand.get('etcd', etcdKind).is('led')) return 'cannot compact etcd: it has no leader';
      hand.send('etcd-space', { type: 'compacted' });
      return "compacts etcd's history";
    },
  },
  { name: 'defragment', takes: ['member'], run: ({ member }, hand) => defragment(textOr(member, ''), hand) },
  { name: 'disarm-alarm', takes: [], run: (_, hand) => disarm(hand) },
];

/** All members from one snapshot, with new ids: a new cluster (Documentation/op-guide/recovery.md, "Restoring a cluster"). */
export function restore(age: string, hand: ControllerHand): string {
  const from = newestSnapshot(hand, parseDuration(age));
  if (from === undefined)
    return `cannot restore etcd: there is no snapshot${parseDuration(age) > 0 ? ` that is ${formatDuration(parseDuration(age))} old` : ''}`;
  const etcd = hand.get('etcd', etcdKind);
  const to = etcd.is('led') ? hand.now() : etcd.data.ledUntil;
  const members = hand.all(memberKind).map(({ id }) => id);
  for (const id of members) hand.send(id, { type: 'restored' });
  hand.send('etcd-data', { type: 'restored', from, to: Math.max(from, to), members });
  // One taken from a survivor, after a majority had gone.
  const loss = from < to ? `the last ${formatDuration(to - from)}` : 'what that member had not seen';
  return `restores etcd from the snapshot of ${formatDuration(hand.now() - from)} ago as a new cluster: loses ${loss}`;
}

/** Remove, then add; the other way round the dead member would count towards a larger quorum (Documentation/faq.md). */
export function replace(named: string, isAddedFirst: boolean, hand: ControllerHand): string {
  const targets = named === '' ? emptyMembers(hand) : [named];
  const refusal = refusalToReplace(named, targets, isAddedFirst, hand);
  if (refusal !== undefined) return refusal;
  const apart = hand.value(etcdParameters.copyTime) + hand.value(etcdParameters.connectedFor);
  for (const [i, id] of targets.entries()) hand.send(id, { type: 'replaced' }, i * apart);
  return `removes ${targets.join(', ')} from etcd and adds ${targets.length > 1 ? 'them' : 'it'} anew`;
}

/** Members without their disk. */
const emptyMembers = (hand: ControllerHand): string[] =>
  hand.all(memberKind).flatMap(({ id, data }) => (data.disk === 'away' || data.disk === 'lost' ? [id] : []));

/** Why members cannot be replaced at this time; undefined when they can. */
export function refusalToReplace(named: string, targets: readonly string[], isAddedFirst: boolean, hand: ControllerHand): string | undefined {
  const etcd = hand.get('etcd', etcdKind);
  const members = hand.all(memberKind);
  const empty = emptyMembers(hand);
  const who = named === '' ? 'a member of etcd' : named;
  if (named !== '' && !members.some(({ id }) => id === named)) return `cannot replace ${who}: there is no such member`;
  if (targets.length === 0 || targets.some((id) => !empty.includes(id))) return `cannot replace ${who}: no disk of it is lost`;
  if (!etcd.is('led')) return `cannot replace ${who}: etcd has no leader, and a change of members needs a majority`;
  const size = members.length + 1;
  if (isAddedFirst) return `cannot add a member before ${targets.join(', ')} is removed: unhealthy cluster, the quorum would be ${quorum(size)} of ${size}`;
  const absent = members.map(({ id }) => id).filter((id) => !targets.includes(id) && !etcd.data.up.includes(id));
  if (absent.length > 0) return `cannot add ${targets.join(', ')} anew: unhealthy cluster, ${absent.join(', ')} is not connected`;
  const settling = hand.value(etcdParameters.connectedFor);
  if (hand.now() - etcd.data.joinedAt < settling)
    return `cannot add ${targets.join(', ')} anew: a member has been connected for less than ${formatDuration(settling)}`;
  return undefined;
}

/** One member or each in turn, the leader last, since a member answers nobody meanwhile (Documentation/op-guide/maintenance.md). */
function defragment(named: string, hand: ControllerHand): string {
  const { up, leader } = hand.get('etcd', etcdKind).data;
  const followers = up.filter((id) => id !== leader);
  const targets = named === '' ? [...followers, ...(leader === undefined ? [] : [leader])] : up.filter((id) => id === named);
  if (targets.length === 0) return `cannot defragment ${named || 'etcd'}: no member answers`;
  const apart = hand.value(spaceParameters.defragTime) + hand.value(etcdParameters.connectedFor);
  for (const [i, id] of targets.entries()) hand.send(id, { type: 'defragment' }, i * apart);
  return `defragments ${targets.join(', ')}${targets.length > 1 ? ', one after the other' : ''}`;
}

function disarm(hand: ControllerHand): string {
  const space = hand.get('etcd-space', spaceKind);
  if (!space.is('full')) return 'cannot disarm an alarm of etcd: there is none';
  if (!hand.get('etcd', etcdKind).is('led')) return 'cannot disarm the alarm of etcd: it has no leader';
  const over = overQuota(space.data);
  if (over.length > 0) return `cannot disarm the alarm of etcd for long: ${over.join(', ')} ${over.length > 1 ? 'are' : 'is'} still over the quota`;
  hand.send('etcd-space', { type: 'disarmed' });
  return 'disarms the alarm of etcd';
}
