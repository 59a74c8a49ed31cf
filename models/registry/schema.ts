/** What a design says of the registry that images come from. */
import { choice, object, whole } from '../shapes.ts';

export const registrySchema = object(
  {
    kind: choice(['public', 'harbor'], 'A public registry, as the article uses, or Harbor of one’s own.', 'public'),
    instances: whole('Registries that each hold every image (Harbor replicates between its instances); one that answers is enough. (chosen)', 1, 1, 5),
  },
  'Where images come from.',
);
