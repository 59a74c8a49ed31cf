/** What users felt: the changes of paths that matter, from the first request that fails to the last one. */
import { formatDuration, type Micros, type Run, type TraceRecord } from '../../sim/index.ts';
import type { Fact } from './fact.ts';
import { isLostSite, rootOf } from './root.ts';
import { feltText, readAnswer } from './sentence.ts';

interface Felt {
  share: number;
  /** Whole, but after a delay. */
  isSlow: boolean;
  /** Since when not every request succeeds, if that was told. */
  since: Micros | undefined;
}

export class PathFacts {
  private readonly felt = new Map<string, Felt>();

  constructor(private readonly run: Run) {}

  read(record: TraceRecord): Fact | undefined {
    const { actor, at, to } = record;
    if (this.run.world.paths.get(actor)?.path.isInternal) return undefined;
    const { share, delay, reason } = readAnswer(to);
    const before = this.felt.get(actor) ?? { share: 1, isSlow: false, since: undefined };
    const now = { ...before, share, isSlow: share === 1 && delay > 0 };
    this.felt.set(actor, now);
    if (share === before.share && now.isSlow === before.isSlow) return undefined;
    const one = feltText(actor, to);
    if (share === 1) {
      now.since = undefined;
      return back(record, one, now, before, reason);
    }
    // Tunnels come back one by one, and single sites lose theirs every day.
    if (actor === 'agent-tunnel' && (share > before.share || isLostSite(rootOf(record, this.run)))) return undefined;
    now.since ??= at;
    const isGone = share === 0;
    return { record, sign: isGone ? '✖' : '◐', one, isBreak: isGone, ...(actor === 'agent-tunnel' ? {} : { aside: reason }) };
  }
}

/** Every request succeeds again, perhaps slowly, or at once again. */
function back(record: TraceRecord, text: string, now: Felt, before: Felt, reason: string): Fact | undefined {
  if (before.share < 1) {
    if (before.since === undefined) return undefined;
    const aside = `after ${formatDuration(record.at - before.since)}`;
    return { record, sign: now.isSlow ? '◐' : '✔', one: now.isSlow ? text : text.replace(/(everybody|open)$/, '$1 again'), aside };
  }
  if (now.isSlow) return { record, sign: '◐', one: text, ...(reason ? { aside: reason } : {}) };
  return { record, sign: '✔', one: text.replace(/everybody$/, 'everybody at once again') };
}
