/** What the platform consists of: the kinds, pools, controllers and paths of every system, as a design sizes them. */
import type { Kind, World } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { systems } from '../systems.ts';

/** Every kind of actor, lowest layer first. */
export const kinds: readonly Kind[] = systems.flatMap((system) => system.kinds);

export function define(world: World, design: Design): void {
  for (const kind of kinds) world.addKind(kind);
  for (const { pools } of systems) pools?.(world, design);
  for (const { controllers } of systems) for (const controller of controllers?.(design) ?? []) world.addController(controller);
  for (const { paths = [], pathsIn } of systems) for (const path of [...paths, ...(pathsIn?.(design) ?? [])]) world.addPath(path);
}
