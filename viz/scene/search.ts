/** Finding what holds at a time in lists of changes, which are in the order of time. */
import { bisector, bisectRight } from 'd3-array';

/** The index of the last time at or before `at`; -1 when all are later. */
export const indexAt = (times: ArrayLike<number>, at: number): number => bisectRight(times, at) - 1;

/** The last item at or before `at`, by its time. */
export const lastAt = <T>(items: readonly T[], at: number, timeOf: (item: T) => number): T | undefined => items[lastIndexAt(items, at, timeOf)];

/** Its index; -1 when all are later. */
export const lastIndexAt = <T>(items: readonly T[], at: number, timeOf: (item: T) => number): number => bisector(timeOf).right(items, at) - 1;
