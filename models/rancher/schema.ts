/** What a design says of Rancher. */
import { Type } from '@sinclair/typebox';
import { chains } from '../certificates/certificate.ts';
import { defaults } from '../defaults.ts';
import { choice, duration, item, object, preset, size, text, whole, yes } from '../shapes.ts';

export const rancherSchema = item(
  {
    replicas: whole(...preset('Replicas.', defaults['rancher.replicas']), 1, 50),
    hostname: text('External host name.'),
    antiAffinity: choice(['preferred', 'required'], ...preset('Between replicas.', defaults['rancher.antiAffinity'])),
    startOn: Type.Optional(Type.Array(text('A worker.'), { description: 'Where the replicas run at the start; spread when left out.' })),
    memoryLimit: Type.Optional(size('What a replica may use before it is killed, as 8Gi; the chart sets no limit.')),
    nodeMemory: yes(
      "Whether replicas that need more than their worker's memory are killed; what a cluster needs is an assumption, so not unless asked.",
      false,
    ),
    beyondSizing: choice(
      ['works', 'hangs'],
      'What a replica does that runs more than the sizing table states: it works, or it is too slow for its probes (rancher/rancher#44649).',
      'works',
    ),
    imageTag: Type.Optional(text('Of the image rancher/rancher; the version when left out. latest is pulled at every start.')),
    backup: Type.Optional(
      item(
        { every: duration('As 1h.'), keep: whole('How many are kept.', 10, 1, 1_000) },
        "The schedule of 2.5's backup operator (rancher/docs v2.5 backups/back-up-rancher: as hourly, ten kept); without one, backups are taken by hand.",
      ),
    ),
    userNamespace: yes(...preset("Whether the administrator's user-xxxxx namespace exists.", defaults['rancher.userNamespace'])),
    tls: object(
      {
        source: choice(['secret'], 'The article.', 'secret'),
        privateCA: yes('The article.', true),
        chain: choice(
          chains,
          'What is shown: with its intermediates, or without. Agents then refuse it, where browsers may know the intermediate (rancher/rancher#32421).',
          'complete',
        ),
        caSecret: choice(
          ['present', 'absent'],
          'Whether the Secret tls-ca is there; pods that start without it stay ContainerCreating (rancher/rancher#24972).',
          'present',
        ),
        termination: choice(
          ['ingress', 'external'],
          "The chart's `tls`: ingress, or external when a layer-7 balancer in front ends TLS (rancher/docs chart-options, R7).",
          'ingress',
        ),
        caFile: text('Its key; only cacerts.pem is right (the article; rancher/rancher#27733, #27930).', 'cacerts.pem'),
      },
      'Certificates.',
    ),
  },
  'Rancher.',
);
