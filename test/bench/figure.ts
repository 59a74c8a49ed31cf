/** One measured figure beside its peer's from the same run. */
export interface Figure {
  name: string;
  figure: number;
  unit: string;
  peer: string;
  peerFigure: number;
  ratio: number;
}
