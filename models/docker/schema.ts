/** What a design says of a single-node installation: one machine, and one container in which everything runs. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { item, preset, size, text, yes } from '../shapes.ts';

export const dockerSchema = item(
  {
    machine: item(
      {
        name: text('The machine and its VM.'),
        memory: size(...preset('Of its VM.', defaults['rke.nodeMemory'])),
        host: Type.Optional(text('The host it runs on at the start; placed by DRS when left out.')),
      },
      'The machine with Docker.',
    ),
    volume: yes(
      'Whether /var/lib/rancher is bind-mounted from the machine; without it the data go with the container (rancher/docs installation/other-installation-methods/single-node-docker/advanced).',
      false,
    ),
  },
  'Rancher in one Docker container.',
);
