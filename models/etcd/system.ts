/** etcd: its members and the cluster that clients see. */
import type { System } from '../system.ts';
import { etcdKind } from './cluster.ts';
import { memberKind } from './member.ts';
import { populate } from './populate.ts';
import { namePatterns, names, phrases, shows } from './telling.ts';
import { etcdFaults, etcdGroups } from './verbs.ts';

export const etcd: System = {
  name: 'etcd',
  kinds: [memberKind, etcdKind],
  populate,
  faults: etcdFaults,
  groups: etcdGroups,
  ownNames: ['etcd', /^etcd-\d+$/],
  names,
  namePatterns,
  phrases,
  shows,
};
