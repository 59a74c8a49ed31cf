/** The platform as it stands at the start: installed, settled, with its downstream clusters. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { systemsOf } from '../systems.ts';

export function populate(hand: ControllerHand, design: Design): void {
  for (const system of systemsOf(design)) system.populate?.(hand, design);
}
