/** What people ask PKS for. */
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { pksClusterKind } from './cluster.ts';

export const pksOperations: readonly Operation[] = [
  {
    name: 'create-pks-cluster',
    takes: ['name'],
    run({ name }, hand) {
      const id = textOr(name, 'cluster');
      if (hand.find(id)) return `cannot create PKS cluster ${id}: it exists`;
      hand.create(pksClusterKind, id, {});
      return `creates PKS cluster ${id}`;
    },
  },
];
