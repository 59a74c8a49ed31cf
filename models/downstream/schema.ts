/** What a design says of the clusters that Rancher manages. */
import { Type } from '@sinclair/typebox';
import { choice, item, object, whole } from '../shapes.ts';
import { downstreamKinds } from './kinds.ts';

const part = item({ kind: choice(downstreamKinds, 'How they came to Rancher.'), clusters: whole('How many.', 1, 1) }, 'Some of the clusters at the start.');

export const downstreamSchema = object(
  {
    atStart: whole('Clusters that are managed before the run.', 0),
    arrive: Type.Optional(Type.String({ pattern: '^\\d+ per (day|week|month|year)$', description: 'As 10 per week.' })),
    upTo: whole('No more than these.', 300),
    extraProjectsPerCluster: whole('Projects beyond the two that Rancher makes.', 0, 0, 1_000),
    kind: choice(downstreamKinds, 'How they came to Rancher.', 'imported'),
    mix: Type.Array(part, { default: [], description: 'Other kinds among those at the start, which come first; the rest are of `kind`.' }),
    nodesPerCluster: whole('Nodes of each, for sizing tables and for where its agent can go.', 3, 1, 1_000),
  },
  'The clusters that Rancher manages.',
);
