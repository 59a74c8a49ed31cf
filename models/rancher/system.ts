/** Rancher server: replicas, leadership, and the clusters as it keeps them. */

import type { System } from '../system.ts';
import { agentImages } from './agent-image.ts';
import { backupOperations } from './backup.ts';
import { check } from './check.ts';
import { clusterKind } from './cluster.ts';
import { clusterHealth } from './health.ts';
import { boundsOf } from './load.ts';
import { memberOperations } from './member-verbs.ts';
import { management } from './namespaces.ts';
import { ownership } from './ownership.ts';
import { populate } from './populate.ts';
import { projectKind, projectQuotas } from './project-quota.ts';
import { projectOperations } from './project-verbs.ts';
import { restores } from './restore.ts';
import { rancherKind, replicas } from './server.ts';
import { namePatterns, names, phrases, shows } from './telling.ts';
import { upgradeOperations } from './upgrade.ts';
import { rancherGroups, rancherOperations } from './verbs.ts';

export const rancher: System = {
  name: 'rancher',
  kinds: [rancherKind, clusterKind, projectKind],
  controllers: (design) => [replicas, management, agentImages, restores, projectQuotas, clusterHealth, ownership(boundsOf(design))],
  populate,
  check,
  operations: [...rancherOperations, ...memberOperations, ...projectOperations, ...upgradeOperations, ...backupOperations],
  groups: rancherGroups,
  ownNames: ['rancher', 'cattle-controllers', 'local', /^(?:rancher|cattle-cluster-agent)-\d+$/, /^c-\d{5,}$/],
  names,
  namePatterns,
  phrases,
  shows,
};
