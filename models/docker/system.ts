/** Rancher in one Docker container. */
import { plainNamespaces } from '../platform/plain-namespaces.ts';
import { known, onDocker } from '../system.ts';
import { check, checkNames } from './check.ts';
import { dockerKind } from './container.ts';
import { populate } from './populate.ts';
import { dockerOperations } from './verbs.ts';

export const docker = onDocker({
  name: 'docker',
  kinds: [dockerKind],
  controllers: () => [plainNamespaces('embedded-kubernetes')],
  populate,
  checkNames,
  check,
  operations: dockerOperations,
  ownNames: ['docker'],
  names: { docker: 'the container', 'embedded-kubernetes': "Rancher's own Kubernetes" },
  phrases: { container: { replaced: 'is replaced' } },
  shows: { container: known('machine', 'hasVolume') },
});
