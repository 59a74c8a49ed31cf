/** What the shape of the block cannot say: one quota and one LimitRange in a namespace. */
import type { Design } from '../design.ts';
import type { Problem } from '../problem.ts';

export function check({ kubernetes }: Design): Problem[] {
  return (['quotas', 'limitRanges'] as const).flatMap((list) => {
    const names = kubernetes[list].map(({ namespace }) => namespace);
    return names.flatMap((name, i): Problem[] =>
      names.indexOf(name) === i
        ? []
        : [
            {
              code: 'duplicate-name',
              message: `namespace "${name}" has one already`,
              path: ['kubernetes', list, i, 'namespace'],
              found: name,
              expected: 'a namespace of its own',
            },
          ],
    );
  });
}
