/** What a design says of certificates. */
import { Type } from '@sinclair/typebox';
import { choice, duration, item } from '../shapes.ts';
import { subjects } from './certificate.ts';

export const certificatesSchema = Type.Array(
  item(
    {
      of: choice(subjects, 'rancher: the secret that nginx serves its page with; kube-api: what the API servers show; ca: what signed the first.'),
      validFor: duration('From the start of every run, as 90d.'),
    },
    'A certificate.',
  ),
  { default: [], description: 'Certificates whose last day matters; those left out outlast every run.' },
);
