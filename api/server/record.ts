/** Records and chains as the protocol has them. */
import { textOf } from '../../models/index.ts';
import { type Run, type TraceRecord, toSeconds } from '../../sim/index.ts';
import type { RecordBody, WhyBody } from './protocol.ts';

export const recordJson = (record: TraceRecord, run: Run): RecordBody => ({ ...record, at: toSeconds(record.at), text: textOf(record, run) });

/** A record as a line of `trace.jsonl`, the same as `paddock run --trace` writes. */
export const recordLine = (record: TraceRecord): string => `${JSON.stringify({ ...record, at: toSeconds(record.at) })}\n`;

/** From a record to its root, effect first. */
export const chainOf = (index: number, run: Run): WhyBody['chain'] =>
  index < 0
    ? []
    : run.world.trace.why(index).map((step) => ({
        record: step.index,
        at: toSeconds(step.at),
        kind: step.kind,
        actor: step.actor,
        event: step.event,
        from: step.from,
        to: step.to,
        text: textOf(step, run),
      }));

/** The index of the first record after a time. */
export function firstAfter({ trace }: Run['world'], at: number): number {
  let low = 0;
  let high = trace.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trace.record(middle).at > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
