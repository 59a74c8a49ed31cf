/** Short ways to run a timeline on a design and to look at what happened. */
import { compileScenario, type Design } from '../../models/index.ts';
import { type Run, type RunResult, simulate, type TraceRecord, toSeconds } from '../../sim/index.ts';
import { scenario } from './designs.ts';

export interface Ran extends RunResult {
  run: Run;
  records: TraceRecord[];
}

/** Runs a timeline on a design. */
export function ran(design: Design, timeline: unknown[], seed = 1, duration = '1h'): Ran {
  const result = simulate(compileScenario(scenario({ timeline, duration }), design, seed));
  return { ...result, records: [...result.run.world.trace.records()] };
}

/** Seconds after `from` at which the first record that matches comes; Infinity when none does. */
export function secondsUntil(records: readonly TraceRecord[], from: number, is: (record: TraceRecord) => boolean): number {
  const found = records.find((record) => toSeconds(record.at) >= from && is(record));
  return found ? toSeconds(found.at) - from : Number.POSITIVE_INFINITY;
}

/** The seeds of a small sample. */
export const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** The longest outage of a path, in seconds. */
export const longestOutage = ({ levels }: Ran, path: string): number =>
  Math.max(0, ...(levels.find(({ name }) => name === path)?.outages ?? []).map(({ from, to }) => toSeconds(to - from)));
