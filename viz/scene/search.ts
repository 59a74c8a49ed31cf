/** Finding what holds at a time in lists of changes, which are in the order of time. */

/** The index of the last time at or before `at`; -1 when all are later. */
export function indexAt(times: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last item at or before `at`, by its time. */
export function lastAt<T>(items: readonly T[], at: number, timeOf: (item: T) => number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle] as T) <= at) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
