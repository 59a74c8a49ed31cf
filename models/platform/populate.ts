/** The platform as it stands at the start: installed, settled, with its downstream clusters. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { systems } from '../systems.ts';

export function populate(hand: ControllerHand, design: Design): void {
  for (const system of systems) system.populate?.(hand, design);
}
