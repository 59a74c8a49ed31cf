/** What people ask PKS for. */

import type { Actor, View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { pksClusterKind } from './cluster.ts';

/** The PKS cluster that is meant, the one that carries Rancher when none is named; a sentence when nothing can be asked of it. */
function clusterOf(named: unknown, view: View): Actor<{ lastAction: string }> | string {
  const followed = view.all(pksClusterKind)[0]?.id ?? '';
  const id = textOr(named, followed);
  const cluster = view.find(id, pksClusterKind);
  if (cluster?.kind !== pksClusterKind.name) return `PKS cluster ${id}: there is none`;
  if (id !== followed) return `PKS cluster ${id}: only the VMs of ${followed} are followed here`;
  if (cluster.is('succeeded') || cluster.is('failed')) return cluster;
  return `PKS cluster ${id}: its last action is in progress`;
}

export const pksOperations: readonly Operation[] = [
  {
    name: 'create-pks-cluster',
    takes: ['name'],
    run({ name }, hand) {
      const id = textOr(name, 'cluster');
      const found = hand.find(id);
      if (found?.kind === pksClusterKind.name && found.is('deleted')) {
        hand.send(id, { type: 'create' });
        return `creates PKS cluster ${id}`;
      }
      if (found) return `cannot create PKS cluster ${id}: it exists`;
      hand.create(pksClusterKind, id, {});
      return `creates PKS cluster ${id}`;
    },
  },
  {
    name: 'delete-pks-cluster',
    takes: ['name'],
    run({ name }, hand) {
      const id = textOr(name, 'cluster');
      const found = hand.find(id, pksClusterKind);
      if (found?.kind !== pksClusterKind.name || found.is('deleted')) return `cannot delete PKS cluster ${id}: Cluster ${id} not found`;
      if (id === hand.all(pksClusterKind)[0]?.id) return `cannot delete PKS cluster ${id}: it carries Rancher`;
      if (!found.is('succeeded') && !found.is('failed')) return `cannot delete PKS cluster ${id}: its last action is in progress`;
      hand.send(id, { type: 'delete' });
      return `deletes PKS cluster ${id}`;
    },
  },
  {
    name: 'upgrade-cluster',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const found = clusterOf(cluster, hand);
      if (typeof found === 'string') return `cannot upgrade ${found}`;
      hand.send(found.id, { type: 'ask', action: 'UPGRADE' });
      return `upgrades PKS cluster ${found.id}`;
    },
  },
];
