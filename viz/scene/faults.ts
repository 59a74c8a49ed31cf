/** The faults of a run with their ends: one that heals by no script of its own is over when what it hit is well again. */
import type { FaultBody } from '../../api/server/timeline-protocol.ts';
import type { History, Story } from './history.ts';
import { indexAt } from './search.ts';
import { lookOf } from './signs.ts';

const known = new WeakMap<History, readonly FaultBody[]>();

export function faultsOf(history: History): readonly FaultBody[] {
  let faults = known.get(history);
  if (!faults) {
    faults = history.timeline.faults.map((fault) => (fault.until === null ? { ...fault, until: recoveryOf(fault, history) } : fault));
    known.set(history, faults);
  }
  return faults;
}

/** When the last of its targets is well; null when one never is, or is unknown. */
function recoveryOf({ at, targets }: FaultBody, { byId }: History): number | null {
  let last = at;
  for (const target of targets) {
    const story = byId.get(target);
    const well = story ? wellAfter(story, at) : null;
    if (well === null) return null;
    last = Math.max(last, well);
  }
  return last;
}

function wellAfter({ kind, at, state }: Story, from: number): number | null {
  for (let i = Math.max(0, indexAt(at, from)); i < at.length; i++) {
    if (state[i] && lookOf({ kind, state: state[i] as string }).tone === 'good') return Math.max(from, at[i] as number);
  }
  return null;
}
