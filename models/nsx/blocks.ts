/** Blocks and pools that may be shared with others outside the platform, and how the next place is found in several. */
import type { ControllerHand, View } from '../../sim/index.ts';
import type { PksDesign } from '../design.ts';
import { tile } from '../pks/network-profile.ts';

export type Shared = string | { range: string; takenByOthers: number };

export const rangeOf = (block: Shared): string => (typeof block === 'string' ? block : block.range);
export const othersOf = (block: Shared): number => (typeof block === 'string' ? 0 : block.takenByOthers);

/** A block or a pool of a design by the name of its pool in the twin. @throws Error when there is none. */
export function sharedOf({ nsx }: PksDesign, name: string): Shared {
  if (name === tile.pods) return nsx.ipBlocks.pods;
  if (name === tile.nodes) return nsx.ipBlocks.nodes;
  if (name === tile.floating) return nsx.floatingPool;
  const found = [...nsx.furtherIpBlocks, ...nsx.furtherFloatingPools].find((one) => one.name === name);
  if (!found) throw new Error(`there is no block or pool "${name}"`);
  return found;
}

/** Takes a pool's next place, -1 when it refuses; the first one beyond what a vendor only supports is told. */
export function takePlace(hand: ControllerHand, name: string, owner: string): number {
  const place = hand.take(name, owner);
  const { taken, capacity, isEnforced } = hand.pool(name);
  if (!isEnforced && taken === capacity + 1) hand.note(`${name} has ${taken} taken, more than the ${capacity} that the vendor supports: nothing refuses them`);
  return place;
}

/** Takes the next place of the first pool that has one; of the last pool's refusal the trace knows. */
export function takeFirst(hand: ControllerHand, pools: readonly string[], owner: string): { pool: string; place: number } {
  const pool = pools.find((name) => hand.pool(name).free > 0) ?? pools.at(-1) ?? '';
  return { pool, place: takePlace(hand, pool, owner) };
}

export const hasRoom = (view: View, pools: readonly string[]): boolean => pools.some((name) => view.pool(name).free > 0);

/** What others hold of some blocks or pools. */
export const othersIn = (design: PksDesign, names: readonly string[]): number => names.reduce((sum, name) => sum + othersOf(sharedOf(design, name)), 0);
