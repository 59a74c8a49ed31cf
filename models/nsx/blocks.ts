/** Blocks and pools that may be shared with others outside the platform. */
export type Shared = string | { range: string; takenByOthers: number };

export const rangeOf = (block: Shared): string => (typeof block === 'string' ? block : block.range);
export const othersOf = (block: Shared): number => (typeof block === 'string' ? 0 : block.takenByOthers);
