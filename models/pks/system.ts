/** Enterprise PKS: clusters and what they take. */
import type { System } from '../system.ts';
import { pksClusterKind, provisioning } from './cluster.ts';
import { populate } from './populate.ts';
import { names, phrases, shows } from './telling.ts';
import { pksOperations } from './verbs.ts';

export const pks: System = {
  name: 'pks',
  kinds: [pksClusterKind],
  controllers: () => [provisioning],
  populate,
  operations: pksOperations,
  names,
  phrases,
  shows,
};
