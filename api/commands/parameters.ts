/** `paddock parameters`: every number of the twin, with its unit and where it comes from. */
import Table from 'cli-table3';
import { allParameters, formatSetting, type Parameter, type Setting, toSeconds } from '../../sim/index.ts';
import type { Output } from '../output.ts';
import { type Screen, wrap } from '../screen.ts';

export function parametersCommand(output: Output): number {
  const parameters = [...allParameters().values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  output.print(
    () => parameterTable(parameters, output.screen),
    () => ({ parameters: parameters.map(parameterJson) }),
  );
  return 0;
}

/** One line each in a pipe, a table on a terminal that is wide enough, a list on a narrow one. */
function parameterTable(parameters: readonly Parameter[], { width, paint }: Screen): string {
  const assumed = parameters.filter(({ provenance }) => provenance.assumption !== undefined).length;
  const rows = parameters.map(({ name, value, unit, provenance, why, versions, platforms }) => [
    name,
    [formatSetting(value, unit), ...laterValues(versions, unit), ...elsewhere(platforms, unit)].join('; '),
    unit,
    origin(provenance, paint.caution),
    why ?? '',
  ]);
  const count = `${parameters.length} parameters, ${assumed} of them assumptions`;
  if (width < 150) {
    const lines = rows.flatMap(([name = '', value = '', , source = '']) => [
      ...wrap(`${paint.strong(name)}  ${value}`, width),
      ...wrap(source, width - 4).map((line) => `    ${line}`),
    ]);
    return `${lines.join('\n')}\n\n${count}\n`;
  }
  const head = ['parameter', 'value', 'unit', 'source', 'why'];
  const widest = (column: number) => Math.max(...rows.map((row) => (row[column] as string).length));
  const left = width - widest(0) - widest(1) - widest(2) - 2 * (head.length - 1);
  const room = [width, width, width, Math.floor(left * 0.6), Math.floor(left * 0.4)];
  const table = new Table({ head, chars: { ...bare, middle: '  ' }, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  table.push(...rows.map((row) => row.map((cell, column) => wrap(cell, room[column] as number).join('\n'))));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return `${lines.join('\n')}\n\n${count}\n`;
}

/** What holds in later versions of a product: `60 s from rancher 2.2.9`. */
const laterValues = (versions: Parameter['versions'], unit: Parameter['unit']): string[] =>
  Object.entries(versions?.since ?? {}).map(([since, [value]]) => `${formatSetting(value, unit)} from ${versions?.product} ${since}`);

/** What holds on another platform: `500 ms on rke`. */
const elsewhere = (platforms: Parameter['platforms'], unit: Parameter['unit']): string[] =>
  Object.entries(platforms ?? {}).map(([platform, [value]]) => `${formatSetting(value, unit)} on ${platform}`);

const origin = ({ source, assumption }: Parameter['provenance'], caution: (text: string) => string): string =>
  source ?? `${caution('assumption')}: ${assumption}`;

const sides = ['top', 'bottom', 'left', 'right'];
/** Nothing around or between the rows. */
const bare = Object.fromEntries(
  [...sides, ...sides.map((side) => `${side}-mid`), 'top-left', 'top-right', 'bottom-left', 'bottom-right', 'mid', 'mid-mid'].map((part) => [part, '']),
);

/** Durations are seconds, here as everywhere in JSON. */
const parameterJson = ({ name, value, unit, provenance, why, versions, platforms }: Parameter) => ({
  name,
  value: unit === 'duration' ? inSeconds(value) : value,
  unit: unit === 'duration' ? 's' : unit,
  text: formatSetting(value, unit),
  source: provenance.source ?? null,
  assumption: provenance.assumption ?? null,
  why: why ?? null,
  versions: Object.entries(versions?.since ?? {}).map(([since, [later, source]]) => ({
    product: versions?.product,
    since,
    value: unit === 'duration' ? inSeconds(later) : later,
    text: formatSetting(later, unit),
    source,
  })),
  platforms: Object.entries(platforms ?? {}).map(([platform, [there, source]]) => ({
    platform,
    value: unit === 'duration' ? inSeconds(there) : there,
    text: formatSetting(there, unit),
    source,
  })),
});

const times = new Set(['min', 'max', 'mean', 'median', 'scale', 'tick']);

function inSeconds(value: Setting): unknown {
  if (typeof value === 'number') return toSeconds(value);
  if (typeof value !== 'object') return value;
  // A number of ticks is no time; the tick is.
  const isTime = (key: string) => times.has(key) && !(value.kind === 'ticks' && key !== 'tick');
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isTime(key) ? toSeconds(part as number) : part]));
}
