/** What people ask of the network of the cluster. */
import { textOr } from '../arguments.ts';
import { updatedBlocks } from '../pks/network-profile.ts';
import type { Operation } from '../system.ts';
import { ncpConfigKind } from './ncp-config.ts';

export const nsxOperations: readonly Operation[] = [
  {
    // `pks update-cluster --network-profile`: adds pod blocks to a live cluster, and nothing else.
    name: 'update-network-profile',
    takes: ['profile'],
    run({ profile }, hand) {
      const { updates, podBlocks } = hand.get('ncp-config', ncpConfigKind).data;
      const name = textOr(profile, Object.keys(updates)[0] ?? '');
      const update = updates[name];
      const refused = (why: string) => `cannot give the cluster network profile ${name}: ${why}`;
      if (!update) return refused('there is none');
      const blocks = updatedBlocks(update, podBlocks);
      if (typeof blocks === 'string') return refused(blocks);
      hand.send('ncp-config', { type: 'updated', podBlocks: blocks });
      return `gives the cluster network profile ${name}: its pod blocks are ${blocks.join(', ')}`;
    },
  },
];
