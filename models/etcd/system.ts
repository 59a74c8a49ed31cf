/** etcd: its members and the cluster that clients see. */
import type { System } from '../system.ts';
import { etcdKind } from './cluster.ts';
import { dataKind } from './data.ts';
import { memberKind } from './member.ts';
import { etcdOperations } from './operations.ts';
import { populate } from './populate.ts';
import { replacement } from './replacement.ts';
import { spaceKind } from './space.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { etcdFaults, etcdGroups } from './verbs.ts';

export const etcd: System = {
  name: 'etcd',
  kinds: [memberKind, etcdKind, dataKind, spaceKind],
  controllers: () => [replacement],
  populate,
  faults: etcdFaults,
  operations: etcdOperations,
  groups: etcdGroups,
  ownNames: ['etcd', 'etcd-data', 'etcd-space', /^etcd-\d+$/],
  names,
  namePatterns,
  phrases,
  facts,
  shows,
};
