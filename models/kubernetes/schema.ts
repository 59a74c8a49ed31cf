/** What a design says of the resources of namespaces, whether they are there at the start or made later. */
import { Type } from '@sinclair/typebox';
import { item, object, size, text } from '../shapes.ts';

const namespace = text('The namespace, as cattle-system.');

export const kubernetesSchema = object(
  {
    quotas: Type.Array(
      item(
        {
          namespace,
          pods: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'How many pods; left out: any number.' })),
          memoryLimit: Type.Optional(size('Sum of the memory limits; each container then has to have one. Left out: any sum.')),
        },
        'A ResourceQuota.',
      ),
      { default: [] },
    ),
    limitRanges: Type.Array(item({ namespace, memoryLimit: size('For a container that names none.') }, 'A LimitRange.'), { default: [] }),
  },
  'What namespaces may hold.',
);
