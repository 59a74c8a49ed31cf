/** The part of jstat that is used here; it brings no types of its own. */
declare module 'jstat' {
  interface Law {
    inv(p: number, ...parameters: number[]): number;
  }
  export const jStat: { readonly studentt: Law; readonly chisquare: Law; readonly gamma: Law };
}
