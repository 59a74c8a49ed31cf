/** `paddock capacity` for people: what binds first, each limit's use and end, what things cost, and a picture of time. */
import Table from 'cli-table3';
import type { LimitUse } from '../../models/analysis/capacity.ts';
import { nodeMemory } from '../../models/analysis/capacity-limits.ts';
import type { Solution } from '../../models/analysis/capacity-solve.ts';
import { type Thing, things } from '../../models/analysis/capacity-things.ts';
import { meanBetween } from '../../models/analysis/growth.ts';
import { platformNames } from '../../models/platform/platforms.ts';
import { sizingByVersion } from '../../models/rancher/sizing.ts';
import type { Micros } from '../../sim/index.ts';
import { type Screen, wrap } from '../screen.ts';
import { heatMap } from './capacity-heat.ts';
import { type CapacityReport, dateOf } from './capacity-report.ts';
import { isTwo, type Variation } from './capacity-vary.ts';

const names: Record<Thing, string> = { import: 'import', project: 'project', user: 'user', service: 'Service', pksCluster: 'PKS cluster' };
const signs = { fails: '✖', holds: '✔', idle: ' ' };

export function capacityScreen(report: CapacityReport, screen: Screen): string {
  const { design, capacity, solutions, axes, variations } = report;
  const all = [...capacity.pools, ...capacity.supported];
  const blocks = [
    heading(report),
    capacity.pools.length === 0
      ? ''
      : table(
          ['hard pools', 'taken', 'fits', 'runs out', '90 %', 'before the end'],
          capacity.pools.map((use) => row(use, report, screen)),
        ),
    table(
      ['supported by vendors', 'taken', 'fits', 'is passed', '90 %', 'before the end'],
      capacity.supported.map((use) => row(use, report, screen)),
    ),
    picture(all, report, screen),
    costTable(all),
    verdict(report, screen),
  ];
  if (variations.length > 0) blocks.push(variationTable(variations));
  if (isTwo(axes)) blocks.push(heatMap(axes, variations, screen));
  if (solutions.length > 0) blocks.push(solutions.map((one) => solution(one, screen)).join('\n'));
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n${design.downstream.arrive ? '' : '\nThe design has no downstream.arrive, so nothing grows and nothing has a date.\n'}`;
}

function heading({ design, capacity: { growth, until } }: CapacityReport): string {
  const { arrive, upTo, atStart } = design.downstream;
  const how = growth.arrivals === 'drawn' ? 'as a Poisson stream' : 'evenly';
  const load = arrive && meanBetween(design) !== undefined ? `${arrive} ${how}, up to ${upTo}` : 'no growth';
  return `capacity · design ${design.name} · ${atStart} clusters and ${load} · ${day(design, 0)} to ${day(design, until)}`;
}

const day = (design: CapacityReport['design'], at: Micros): string => dateOf(design, at).slice(0, 10);

function row(use: LimitUse, { design }: CapacityReport, { paint }: Screen): string[] {
  const { name, taken, capacity, fits, exhausted, chance, isHard, sparedBy, unit } = use;
  const sign = exhausted === undefined ? signs.idle : chance > 0.05 ? (isHard ? paint.bad(signs.fails) : paint.caution('!')) : paint.good(signs.holds);
  const count = (n: number) => (Number.isInteger(n) ? String(n) : n.toFixed(1));
  const spread = exhausted && exhausted.early !== exhausted.late ? `${day(design, exhausted.early)} to ${day(design, exhausted.late)}` : '';
  const never = sparedBy ? `never: ${sparedBy} ends first` : '';
  return [
    `${sign} ${name}`,
    `${count(taken)} of ${count(capacity)}${unit === 'GiB' ? ' GiB' : ''}`,
    fits.import === undefined ? '' : `${fits.import} imports`,
    exhausted ? day(design, exhausted.median) : never,
    spread,
    exhausted ? `${Math.round(chance * 100)} %` : '',
  ];
}

/** What costs something, of what is taken for it. */
function costTable(uses: readonly LimitUse[]): string {
  const costing = things.filter((thing) => uses.some(({ costs }) => costs[thing] > 0));
  const taken = uses.filter(({ costs }) => costing.some((thing) => costs[thing] > 0));
  return table(
    ['costs', ...costing.map((thing) => `per ${names[thing]}`)],
    taken.map(({ name, costs }) => [name, ...costing.map((thing) => String(costs[thing] || '·'))]),
  );
}

function table(head: string[], rows: readonly string[][]): string {
  const edges = [
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
  ];
  const drawn = new Table({
    head,
    chars: { ...Object.fromEntries(edges.map((edge) => [edge, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  drawn.push(...rows.map((one) => [...one]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A line of time for each limit that imports wear out: growing, the interval in which it ends, beyond. */
function picture(uses: readonly LimitUse[], { design, capacity: { until } }: CapacityReport, { width, paint }: Screen): string {
  const ending = uses.filter(({ exhausted }) => exhausted !== undefined);
  if (ending.length === 0) return '';
  const columns = Math.min(60, width - 34);
  const last = Math.max(...ending.map(({ exhausted }) => exhausted?.late ?? 0));
  const end = Math.min(until, Math.round(last * 1.15));
  const column = (at: Micros) => Math.round((at / end) * (columns - 1));
  const lines = ending.map(({ name, exhausted, isHard }) => {
    const { early, median, late } = exhausted ?? { early: 0, median: 0, late: 0 };
    const cells = Array.from({ length: columns }, (_, i) => {
      if (i === column(median)) return isHard ? paint.bad('✖') : paint.caution('!');
      if (i >= column(early) && i <= column(late)) return '▒';
      return i < column(early) ? '─' : '·';
    });
    return `  ${name.padEnd(30)}${cells.join('')}`;
  });
  const left = day(design, 0);
  return [...lines, `  ${''.padEnd(30)}${left}${day(design, end).padStart(columns - left.length)}`].join('\n');
}

function verdict({ design, capacity, series }: CapacityReport, { paint, width }: Screen): string {
  const { pool, supported } = capacity.binding;
  const lines: string[] = [];
  if (pool) {
    const end = pool.exhausted;
    const when = end ? `, on ${day(design, end.median)}` : '';
    lines.push(`${paint.strong('first to run out')}: ${pool.name}, with import ${(pool.fits.import ?? 0) + 1}${when}`);
    lines.push(`${paint.strong('first harm')}: ${series && series.refused.length > 0 ? `${series.refused.join(', ')}: ` : ''}${pool.harm}`);
  }
  if (capacity.pools.length === 0) lines.push(`${paint.strong('no pool refuses')}: on ${platformNames[design.platform]} only what vendors support is counted`);
  if (supported) {
    const before = pool && (supported.fits.import ?? 0) < (pool.fits.import ?? 0) ? ', reached before any pool is' : '';
    lines.push(
      `${paint.strong('first vendor limit')}: ${supported.text ?? supported.name}: ${supported.capacity} ${supported.unit}s, ${supported.fits.import} imports${before}`,
    );
  }
  const tables = sizingByVersion(nodeMemory(design)).map(
    ({ version, row, largest }) => `${version}: ${row?.clusters ?? 0} clusters on these nodes, ${largest.clusters} on its largest`,
  );
  lines.push(`${paint.strong('sizing tables of Rancher')}: ${tables.join('; ')}`);
  const { carries } = capacity;
  const parts = things.flatMap((thing) =>
    carries[thing] === undefined
      ? []
      : [
          `${carries[thing]} ${{ import: 'clusters', project: 'more projects', user: 'more users', service: 'more Services', pksCluster: 'more PKS clusters' }[thing]}`,
        ],
  );
  if (parts.length > 0) lines.push(`${paint.strong('carries at most')}: ${parts.join(', or ')}`);
  if (series) {
    const agrees = series.fitted === pool?.fits.import && series.refusedBy.includes(pool.name);
    lines.push(
      `${paint.strong('by a run')}: ${series.fitted} imports fit, then ${series.refusedBy.join(', ') || 'nothing'} refuses${agrees ? '' : ` — ${paint.bad('the arithmetic says otherwise')}`}`,
    );
  }
  return lines.flatMap((line) => wrap(line, width)).join('\n');
}

function variationTable(variations: readonly Variation[]): string {
  const rows = variations.map(({ set, design, capacity: { binding, carries, growth, until } }) => {
    const { pool, supported } = binding;
    const end = pool?.exhausted;
    return [
      ...set.map((one) => one.slice(one.indexOf('=') + 1)),
      `${carries.import ?? '·'}`,
      pool?.name ?? '·',
      end ? day(design, end.median) : 'never',
      supported ? `${(supported.fits.import ?? 0) + design.downstream.atStart} (${supported.name})` : '·',
      `${growth.countBy(until).median + design.downstream.atStart}`,
    ];
  });
  const axes = (variations[0] as Variation).set.map((one) => one.slice(0, one.indexOf('=')));
  return table([...axes, 'clusters carried', 'first to run out', 'on', 'supported', 'clusters by the end'], rows);
}

function solution({ what, limit, needed, now, smallest, isEnough, problems, set }: Solution, { paint }: Screen): string {
  if (smallest === undefined) return `${paint.bad(signs.fails)} ${what}: no size carries it; ${limit} needs ${needed}`;
  const changes = Object.entries(set).map(([path, value]) => ` --set '${path}=${value}'`);
  const how = isEnough ? paint.good(`${now} is enough`) : `${paint.caution(smallest)} instead of ${now}${changes.length > 0 ? `  ${changes.join('')}` : ''}`;
  const wrong = problems.map((problem) => `\n  ${paint.bad('but')} ${problem}`).join('');
  return `${isEnough ? paint.good(signs.holds) : paint.caution('!')} ${what}: ${limit} needs ${needed}; smallest: ${isEnough && smallest !== now ? `${smallest}, ` : ''}${how}${wrong}`;
}
