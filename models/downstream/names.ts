/** The n-th downstream cluster. */
export const clusterId = (n: number): string => `c-${String(n).padStart(5, '0')}`;
