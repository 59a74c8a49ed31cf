/** `paddock parameters`: every number of the twin, with its unit and where it comes from. */
import Table from 'cli-table3';
import { allParameters, formatSetting, type Parameter, type Setting, toSeconds } from '../../sim/index.ts';
import type { Output } from '../output.ts';
import type { Screen } from '../screen.ts';

export function parametersCommand(output: Output): number {
  const parameters = [...allParameters().values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  output.print(
    () => parameterTable(parameters, output.screen),
    () => ({ parameters: parameters.map(parameterJson) }),
  );
  return 0;
}

function parameterTable(parameters: readonly Parameter[], { width, paint }: Screen): string {
  const rows = parameters.map(({ name, value, unit, provenance, why }) => [
    name,
    formatSetting(value, unit),
    unit,
    origin(provenance, paint.caution),
    why ?? '',
  ]);
  const widest = (column: number) => Math.max(...rows.map((row) => (row[column] as string).length)) + 2;
  const left = width - widest(0) - 30 - 10;
  // In a pipe each parameter is one line; on a terminal long cells wrap, and a narrow one does without the last column.
  const isWide = width < Number.MAX_SAFE_INTEGER && left >= 60;
  const head = ['parameter', 'value', 'unit', 'source', 'why'];
  const columns = width === Number.MAX_SAFE_INTEGER || isWide ? 5 : 4;
  const room = isWide ? [widest(0), 30, 10, Math.ceil(left * 0.6) - 6, Math.floor(left * 0.4)] : [];
  const table = new Table({
    head: head.slice(0, columns),
    chars: { ...bare, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    ...(room.length > 0 ? { colWidths: room, wordWrap: true, wrapOnWordBoundary: false } : {}),
  });
  table.push(...rows.map((row) => row.slice(0, columns)));
  const assumed = parameters.filter(({ provenance }) => provenance.assumption !== undefined).length;
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return `${lines.join('\n')}\n\n${parameters.length} parameters, ${assumed} of them assumptions\n`;
}

const origin = ({ source, assumption }: Parameter['provenance'], caution: (text: string) => string): string =>
  source ?? `${caution('assumption')}: ${assumption}`;

const bare = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/** Durations are seconds, here as everywhere in JSON. */
const parameterJson = ({ name, value, unit, provenance, why }: Parameter) => ({
  name,
  value: unit === 'duration' ? inSeconds(value) : value,
  unit: unit === 'duration' ? 's' : unit,
  text: formatSetting(value, unit),
  source: provenance.source ?? null,
  assumption: provenance.assumption ?? null,
  why: why ?? null,
});

const times = new Set(['min', 'max', 'mean', 'median', 'scale', 'tick']);

function inSeconds(value: Setting): unknown {
  if (typeof value === 'number') return toSeconds(value);
  if (typeof value !== 'object') return value;
  // A number of ticks is no time; the tick is.
  const isTime = (key: string) => times.has(key) && !(value.kind === 'ticks' && key !== 'tick');
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isTime(key) ? toSeconds(part as number) : part]));
}
