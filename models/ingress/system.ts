/** The ingress controller: nginx. */
import { podsOf } from '../kubernetes/verbs.ts';
import type { System } from '../system.ts';
import { ingressKind, ingressSync } from './nginx.ts';
import { populate } from './populate.ts';
import { names, phrases, shows } from './telling.ts';

export const ingress: System = {
  name: 'ingress',
  kinds: [ingressKind],
  controllers: () => [ingressSync],
  populate,
  groups: { 'nginx pods': podsOf('nginx-ingress') },
  ownNames: ['rancher-ingress', /^nginx-ingress-\d+$/],
  names,
  phrases,
  shows,
};
