/** What a design says of Rancher. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, item, object, preset, text, whole, yes } from '../shapes.ts';

export const rancherSchema = item(
  {
    replicas: whole(...preset('Replicas.', defaults['rancher.replicas']), 1, 50),
    hostname: text('External host name.'),
    antiAffinity: choice(['preferred', 'required'], ...preset('Between replicas.', defaults['rancher.antiAffinity'])),
    startOn: Type.Optional(Type.Array(text('A worker.'), { description: 'Where the replicas run at the start; spread when left out.' })),
    userNamespace: yes(...preset("Whether the administrator's user-xxxxx namespace exists.", defaults['rancher.userNamespace'])),
    tls: object({ source: choice(['secret'], 'The article.', 'secret'), privateCA: yes('The article.', true) }, 'Certificates.'),
  },
  'Rancher.',
);
