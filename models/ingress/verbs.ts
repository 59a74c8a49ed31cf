/** What people do to Ingresses. Each change has nginx reload its configuration. */
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { ingressKind } from './nginx.ts';

export const ingressOperations: readonly Operation[] = [
  {
    name: 'create-ingress',
    takes: ['name'],
    run({ name }, hand) {
      const app = textOr(name, 'app');
      if (!hand.get('kube-api').is('available')) return `cannot create Ingress ${app}: the API does not answer`;
      // The article's own Ingress, where the installation has not made it yet.
      if (app === 'rancher' && !hand.find('rancher-ingress')) {
        hand.create(ingressKind, 'rancher-ingress', { input: { service: 'svc/rancher', upstreams: [] } });
        hand.labelOther('rancher-ingress', 'serves', 'svc/rancher');
        hand.wake('ingress-reload', 'reload');
        return 'creates the Ingress for Rancher';
      }
      if (hand.find(`ingress/${app}`)) return `cannot create Ingress ${app}: it exists`;
      hand.create(ingressKind, `ingress/${app}`, { input: { service: `svc/${app}`, upstreams: [] } });
      hand.wake('ingress-reload', 'reload');
      return `creates Ingress ${app}`;
    },
  },
  {
    name: 'delete-ingress',
    takes: ['name'],
    run({ name }, hand) {
      const app = textOr(name, 'app');
      if (!hand.get('kube-api').is('available')) return `cannot delete Ingress ${app}: the API does not answer`;
      if (!hand.find(`ingress/${app}`)) return `cannot delete Ingress ${app}: there is none`;
      hand.remove(`ingress/${app}`);
      hand.wake('ingress-reload', 'reload');
      return `deletes Ingress ${app}`;
    },
  },
];
