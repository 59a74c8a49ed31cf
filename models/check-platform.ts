/** Whether a design has the blocks of its platform and no others. */
import { type Design, designSchema } from './design.ts';
import { type Platform, platformNames } from './platform/platforms.ts';
import type { Problem } from './problem.ts';

type Block = 'nsx' | 'bosh' | 'pks' | 'rke' | 'docker';

/** Blocks that only one platform has. */
const homes: Readonly<Record<Block, Platform>> = { nsx: 'pks', bosh: 'pks', pks: 'pks', rke: 'rke', docker: 'docker' };

/** Those that a platform cannot do without. */
const needed: Readonly<Record<Platform, readonly Block[]>> = { pks: ['nsx', 'pks'], rke: ['rke'], docker: ['docker'] };

/** Whether a block of a design is one that a platform has; a design that names none is on PKS. */
export const isOfPlatform = (block: string, platform = 'pks'): boolean => !Object.hasOwn(homes, block) || homes[block as Block] === platform;

/** A problem for each block too few or too many. */
export function checkPlatform(design: Design): Problem[] {
  const { platform } = design;
  const missing = needed[platform].filter((block) => design[block] === undefined);
  const foreign = (Object.keys(homes) as Block[]).filter((block) => design[block] !== undefined && homes[block] !== platform);
  return [
    ...missing.map((block): Problem => {
      const { description } = designSchema.properties[block];
      return {
        code: 'missing',
        message: `"${block}" is missing`,
        path: [block],
        isKey: true,
        expected: `${block}: a block (${description?.replace(/\.$/, '')})`,
      };
    }),
    ...foreign.map(
      (block): Problem => ({
        code: 'wrong-platform',
        message: `"${block}" belongs to ${platformNames[homes[block]]}, and this design is on ${platformNames[platform]}`,
        path: [block],
        isKey: true,
        found: block,
        expected: `platform: ${homes[block]}, or no ${block}`,
      }),
    ),
  ];
}
