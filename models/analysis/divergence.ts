/** Where the stories of two runs part: the first record that only one of them has, after a common start. */
import { type RunSpec, simulate, type TraceRecord } from '../../sim/index.ts';

export interface Divergence {
  /** Undefined when one run has ended and the other goes on. */
  a: TraceRecord | undefined;
  b: TraceRecord | undefined;
}

const said = ({ at, kind, actor, event, from, to }: TraceRecord): string => [at, kind, actor, event, from, to].join('|');

/** Two designs under one scenario and seed; what stands at the start is left out. Undefined when nothing differs. */
export function firstDivergence(a: RunSpec, b: RunSpec): Divergence | undefined {
  const [left, right] = [a, b].map((spec) => [...simulate(spec).run.world.trace.records()].filter(({ at }) => at > 0)) as [TraceRecord[], TraceRecord[]];
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [left[i], right[i]];
    if (x === undefined || y === undefined || said(x) !== said(y)) return { a: x, b: y };
  }
  return undefined;
}
