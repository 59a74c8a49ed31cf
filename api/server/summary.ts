/** A run's summary as a table. */
import { Problem } from './problem.ts';
import type { RunBody } from './protocol.ts';

const columns = [
  'what',
  'name',
  'kind',
  'verdict',
  'at',
  'availability',
  'meanShare',
  'outages',
  'longestOutage',
  'capacity',
  'taken',
  'exhaustedAt',
  'text',
] as const;

type Line = Partial<Record<(typeof columns)[number], string | number | null>>;

/** @throws Problem when the run is not finished. */
export function summaryCsv({ id, status, scenario, verdict, properties, paths, pools, seed, hash }: RunBody): string {
  if (!properties || !paths || !pools)
    throw new Problem({ status: 409, code: 'not-finished', detail: `run "${id}" is ${status}; only a finished one has a summary` });
  const lines: Line[] = [
    { what: 'run', name: scenario ?? '', kind: `seed ${seed}`, verdict: verdict ?? '', text: hash ?? '' },
    ...properties.map(({ name, kind, verdict, at, text }): Line => ({ what: 'property', name, kind, verdict, at, text: text ?? '' })),
    ...paths.map(({ name, availability, meanShare, outages }): Line => {
      const longestOutage = outages.reduce((most, { from, to }) => Math.max(most, to - from), 0);
      return { what: 'path', name, availability, meanShare, outages: outages.length, longestOutage: Math.round(longestOutage * 1e6) / 1e6 };
    }),
    ...pools.map(({ name, capacity, taken, exhaustedAt }): Line => ({ what: 'pool', name, capacity, taken, exhaustedAt })),
  ];
  return [columns.join(','), ...lines.map((line) => columns.map((column) => cell(line[column])).join(','))].map((line) => `${line}\r\n`).join('');
}

/** Quoted where need be; a text that a spreadsheet would take for a formula is made a text. */
function cell(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
