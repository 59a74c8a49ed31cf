/** The registry of container images. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import type { System } from '../system.ts';
import { registryKind } from './registry.ts';
import { facts, namePatterns, phrases } from './telling.ts';

export const registry: System = {
  name: 'registry',
  kinds: [registryKind],
  populate(hand: ControllerHand, design: Design) {
    for (let i = 0; i < design.registry.instances; i++) hand.create(registryKind, `registry-${i}`, { settled: 'available' });
  },
  groups: { registries: (view) => view.all(registryKind).map(({ id }) => id) },
  ownNames: [/^registry-\d+$/],
  namePatterns,
  phrases,
  facts,
};
