/** What a comparison came to, for people and as the stable shape of `paddock compare --json`. */
import type { Divergence } from '../../models/analysis/divergence.ts';
import type { Interval } from '../../models/analysis/interval.ts';
import { formatDuration, formatMoment, type TraceRecord, toSeconds } from '../../sim/index.ts';

/** When a pool runs out: the day after the design's own start, and its date. */
export interface End {
  day: number;
  on: string;
}

interface Pair {
  path: string;
  a: number;
  b: number;
  difference: Interval;
}

export interface Comparison {
  divergence: Divergence | undefined;
  verdicts: { name: string; a: string; b: string }[];
  runsOut: { pool: string; a: End | null; b: End | null }[];
  fatal: { onlyA: string[]; onlyB: string[] };
  /** In seconds a year, and as fractions; the difference is of B against A. */
  downtime: Pair[];
  availability: Pair[];
}

export interface CompareCall {
  nameA: string;
  nameB: string;
  scenario: string;
  faults: number;
  replications: number;
  set: readonly string[];
}

const moment = (record: TraceRecord | undefined): string =>
  record ? `${formatMoment(record.at)} ${record.actor} ${record.event}${record.to ? ` → ${record.to}` : ''}` : 'nothing more';

const seconds = (value: number): string => `${value < 0 ? '−' : ''}${formatDuration(Math.round(Math.abs(value) * 1_000_000))}`;

const percent = (share: number): string => `${(share * 100).toFixed(5)} %`;

export function compareScreen(call: CompareCall, found: Comparison): string {
  const { nameA, nameB, scenario, faults, replications, set } = call;
  const { divergence, verdicts, runsOut, fatal, downtime, availability } = found;
  const lines = [`compare · A ${nameA} · B ${nameB}${set.length > 0 ? ` with ${set.join(', ')}` : ''}`, ''];
  if (divergence) lines.push(`stories of ${scenario} part`, `  A ${moment(divergence.a)}`, `  B ${moment(divergence.b)}`);
  else lines.push(`stories of ${scenario} are the same`);
  lines.push(...verdicts.map(({ name, a, b }) => `  ${b === 'failed' ? '✖' : '✔'} ${name}: A ${a}, B ${b}`), '');
  const end = (one: End | null) => (one ? `day ${one.day} (${one.on.slice(0, 10)})` : 'never');
  lines.push(...runsOut.map(({ pool, a, b }) => `${pool} runs out: A ${end(a)}, B ${end(b)}`));
  lines.push(...fatal.onlyB.map((one) => `✖ fatal in B only: ${one}`), ...fatal.onlyA.map((one) => `✔ fatal in A only: ${one}`));
  if (fatal.onlyA.length + fatal.onlyB.length === 0) lines.push(`up to ${faults} faults the same sets are fatal`);
  lines.push('', `${replications} paired years, 95 %:`);
  for (const [i, { path, a, b, difference }] of downtime.entries()) {
    const share = availability[i] as Pair;
    lines.push(
      `  ${path.padEnd(20)} A ${percent(share.a)}, B ${percent(share.b)}; down a year A ${seconds(a)}, B ${seconds(b)}, B − A ${seconds(difference.mean)} (${seconds(difference.low)} to ${seconds(difference.high)})`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export function compareJson({ divergence, runsOut, ...rest }: Comparison): object {
  const told = (record: TraceRecord | undefined) =>
    record ? { at: toSeconds(record.at), actor: record.actor, event: record.event, from: record.from, to: record.to } : null;
  const day = (end: End | null) => (end ? `day ${end.day}` : null);
  return {
    divergence: divergence ? { a: told(divergence.a), b: told(divergence.b) } : null,
    runsOut: runsOut.map(({ pool, a, b }) => ({ pool, a: day(a), b: day(b), onA: a?.on ?? null, onB: b?.on ?? null })),
    ...rest,
  };
}
