/** The part of jstat that is used here; it brings no types of its own. */
declare module 'jstat' {
  interface Law {
    inv(p: number, ...parameters: number[]): number;
  }
  const library: { readonly jStat: { readonly studentt: Law } };
  export default library;
}
