/** Enterprise PKS: clusters and what they take. */
import { onPks } from '../system.ts';
import { broker } from './broker.ts';
import { check, checkNames } from './check.ts';
import { pksClusterKind } from './cluster.ts';
import { populate } from './populate.ts';
import { provisioning } from './provisioning.ts';
import { firstNamespaces } from './system-namespaces.ts';
import { facts, names, phrases, shows } from './telling.ts';
import { tileKind } from './tile.ts';
import { pksOperations } from './verbs.ts';

export const pks = onPks({
  name: 'pks',
  kinds: [tileKind, pksClusterKind],
  controllers: ({ installed, ingress }) => [provisioning(ingress.controller), broker, ...(installed === 'nothing' ? [firstNamespaces] : [])],
  populate,
  checkNames,
  check,
  operations: pksOperations,
  ownNames: ['pks'],
  facts,
  names,
  phrases,
  shows,
});
