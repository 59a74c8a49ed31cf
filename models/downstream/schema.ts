/** What a design says of the clusters that Rancher manages. */
import { Type } from '@sinclair/typebox';
import { choice, object, whole } from '../shapes.ts';

export const downstreamSchema = object(
  {
    atStart: whole('Clusters imported before the run.', 0),
    arrive: Type.Optional(Type.String({ pattern: '^\\d+ per (day|week|month|year)$', description: 'As 10 per week.' })),
    upTo: whole('No more than these.', 300),
    extraProjectsPerCluster: whole('Projects beyond the two that Rancher makes.', 0, 0, 1_000),
    kind: choice(['imported'], 'How they came to Rancher.', 'imported'),
    nodesPerCluster: whole('For sizing tables.', 3, 1, 1_000),
  },
  'The clusters that Rancher manages.',
);
