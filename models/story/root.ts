/** Where a record's chain of causes begins. */
import type { Run, TraceRecord } from '../../sim/index.ts';

export const rootOf = ({ index }: TraceRecord, run: Run): TraceRecord => run.world.trace.why(index).at(-1) as TraceRecord;

/** A site that lost its own link by chance: the daily weather of a platform with hundreds of them. */
export const isLostSite = ({ kind, event }: TraceRecord): boolean => kind === 'failure' && event === 'disconnect';
