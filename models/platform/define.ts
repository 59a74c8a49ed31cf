/** What the platform consists of: the kinds, pools, controllers and paths of every system, as a design sizes them. */
import type { Kind, Path, World } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { systems, systemsOf } from '../systems.ts';

/** Every kind of actor of any platform, lowest layer first. */
export const kinds: readonly Kind[] = systems.flatMap((system) => system.kinds);

/** Declares a design's parts in worlds. Controllers keep nothing of a world, so those of one design do for all of its runs. */
export function definer(design: Design): (world: World) => void {
  const present = systemsOf(design);
  const controllers = present.flatMap((system) => system.controllers?.(design) ?? []);
  const paths = pathsOf(design);
  return (world) => {
    for (const { kinds: own } of present) for (const kind of own) world.addKind(kind);
    for (const { pools } of present) pools?.(world, design);
    for (const controller of controllers) world.addController(controller);
    for (const path of paths) world.addPath(path);
  };
}

const pathsOf = (design: Design): Path[] => systemsOf(design).flatMap(({ paths = [], pathsIn }) => [...paths, ...(pathsIn?.(design) ?? [])]);

/** The paths that people use in a design, in the order in which they are reported. */
export const pathNamesOf = (design: Design): string[] => pathsOf(design).flatMap(({ name, isInternal }) => (isInternal ? [] : [name]));
