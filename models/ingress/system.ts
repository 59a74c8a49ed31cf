/** The ingress controller: nginx. */
import { podsOf } from '../kubernetes/verbs.ts';
import type { System } from '../system.ts';
import { ingressKind, ingressSync } from './nginx.ts';
import { populate } from './populate.ts';
import { ingressReload, ingressWorkers } from './reload.ts';
import { names, phrases, shows } from './telling.ts';
import { ingressOperations } from './verbs.ts';

export const ingress: System = {
  name: 'ingress',
  kinds: [ingressKind],
  controllers: () => [ingressSync, ingressReload, ingressWorkers],
  populate,
  operations: ingressOperations,
  groups: { 'nginx pods': podsOf('nginx-ingress') },
  ownNames: ['rancher-ingress', /^nginx-ingress-\d+$/],
  names,
  phrases,
  shows,
};
