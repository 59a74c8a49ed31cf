/** What a design says of the ingress controller. */
import { defaults } from '../defaults.ts';
import { choice, object, preset, text, whole } from '../shapes.ts';

export const ingressSchema = object(
  {
    controller: choice(
      ['nginx', 'nsx'],
      "nginx, or nsx: NSX-T's own L7, which passes no X-Forwarded-Proto, so that Rancher behind it answers nobody.",
      'nginx',
    ),
    kind: choice(['DaemonSet', 'Deployment'], ...preset('Of the controller.', defaults['ingress.kind'])),
    replicas: whole('Of a Deployment.', 1, 1, 50),
    namespace: text(...preset('Its namespace.', defaults['ingress.namespace'])),
  },
  'The ingress controller.',
);
