/** What can be done to etcd's members, and what they go by. */
import type { FaultVerb, Roles } from '../../sim/index.ts';
import { message } from '../system.ts';
import { etcdKind } from './cluster.ts';
import { replacement } from './replacement.ts';

export const etcdFaults: readonly FaultVerb[] = [
  {
    name: 'kill',
    kinds: ['etcd-member', 'pod', 'ncp'],
    title: '{it} is killed',
    strike: (actor, _, isHeld) => actor.send(actor.id, { type: 'kill', isHeld }),
    heal: message('release'),
    // A killed container is started again by its kubelet, whatever one wishes.
    lasting: ['etcd-member', 'ncp'],
  },
  {
    name: 'stop',
    kinds: ['etcd-member'],
    title: '{it} is stopped in good order',
    strike: (actor, _, isHeld) => actor.send(actor.id, { type: 'stop', isHeld }),
    heal: message('release'),
  },
  {
    name: 'disk-loss',
    kinds: ['etcd-member'],
    title: '{it} loses its disk',
    strike: (member, _, isHeld) => member.send(member.id, { type: 'diskLost', isForGood: !isHeld }),
    heal: message('diskBack'),
    replace: ({ id }, hand) => hand.wake(replacement.name, id),
  },
  { name: 'cut-off', kinds: ['etcd-member'], title: '{it} is cut off from the other members', strike: message('cutOff'), heal: message('mended') },
  { name: 'slow-disk', kinds: ['etcd-member'], title: "{it}'s disk is slow", strike: message('diskSlow'), heal: message('diskFast') },
];

export const etcdGroups: Roles['groups'] = {
  'etcd members': (view) => view.get('etcd', etcdKind).data.up,
  'etcd leader': (view) => [view.get('etcd', etcdKind).data.leader].filter((id) => id !== undefined),
  'etcd followers': (view) => {
    const { up, leader } = view.get('etcd', etcdKind).data;
    return up.filter((id) => id !== leader);
  },
};
