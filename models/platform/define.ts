/** What the platform consists of: the kinds, pools, controllers and paths of every system, as a design sizes them. */
import type { Kind, Path, World } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { systems, systemsOf } from '../systems.ts';

/** Every kind of actor of any platform, lowest layer first. */
export const kinds: readonly Kind[] = systems.flatMap((system) => system.kinds);

export function define(world: World, design: Design): void {
  const present = systemsOf(design);
  for (const { kinds: own } of present) for (const kind of own) world.addKind(kind);
  for (const { pools } of present) pools?.(world, design);
  for (const { controllers } of present) for (const controller of controllers?.(design) ?? []) world.addController(controller);
  for (const path of pathsOf(design)) world.addPath(path);
}

const pathsOf = (design: Design): Path[] => systemsOf(design).flatMap(({ paths = [], pathsIn }) => [...paths, ...(pathsIn?.(design) ?? [])]);

/** The paths that people use in a design, in the order in which they are reported. */
export const pathNamesOf = (design: Design): string[] => pathsOf(design).flatMap(({ name, isInternal }) => (isInternal ? [] : [name]));
