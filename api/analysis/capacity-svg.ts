/** Capacity as SVG, for light and dark pages: each limit's fill against the number of imports, or a heat map of two varied values. */
import type { LimitUse } from '../../models/analysis/capacity.ts';
import { carriedBy, endOf } from './capacity-heat.ts';
import { type CapacityReport, dateOf } from './capacity-report.ts';
import type { Axis, Variation } from './capacity-vary.ts';

const escape = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const text = (x: number, y: number, words: string, more = ''): string => `<text x="${round(x)}" y="${round(y)}" ${more}>${escape(words)}</text>`;
const round = (value: number): number => Math.round(value * 10) / 10;

/** Light, and dark where the reader has asked for it; the names are this picture's own, since it may stand within a page. */
const style = `.capacity .paper{fill:#fff}.capacity text{fill:#1a1a1a}.capacity .faint{fill:#595959}.capacity .rule{stroke:#ccc}
.capacity .on-pale{fill:#1a1a1a}.capacity .on-dark{fill:#fff}
@media(prefers-color-scheme:dark){.capacity .paper{fill:#17191d}.capacity text{fill:#ececec}.capacity .faint{fill:#a8adb5}.capacity .rule{stroke:#43474e}
.capacity .on-pale{fill:#1a1a1a}.capacity .on-dark{fill:#fff}}`;

const page = (width: number, height: number, title: string, body: readonly string[]): string =>
  [
    `<svg class="capacity" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text(16, 24, title, 'font-size="15" font-weight="bold"'),
    ...body,
    '</svg>',
    '',
  ].join('\n');

/** Okabe and Ito's colours, which survive colour blindness, without those that vanish on white or on black. */
const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999'];

export function fillSvg({ design, capacity }: CapacityReport): string {
  const all = [...capacity.pools, ...capacity.supported].filter(({ costs, capacity: size }) => costs.import > 0 && size > 0);
  const most = Math.max(1, ...all.map(({ fits }) => Math.min((fits.import ?? 0) + 1, 4 * ((capacity.binding.pool?.fits.import ?? 0) + 1))));
  // What lies far beyond the first to end would be a flat line.
  const uses = all.filter(({ fits }) => (fits.import ?? 0) < most);
  const [left, top, width, height] = [60, 50, 560, 300];
  const x = (imports: number) => left + (imports / most) * width;
  const y = (share: number) => top + height - Math.min(1.1, share) * (height / 1.1);
  const line = ({ taken, capacity: size, costs, fits, name, isHard }: LimitUse, i: number) => {
    const at = Math.min(most, (fits.import ?? 0) + 1);
    const share = (n: number) => (taken + n * costs.import) / size;
    const stroke = `stroke="${colors[i % colors.length]}" stroke-width="2"${isHard ? '' : ' stroke-dasharray="6 4"'}`;
    const [key, row] = [left + width + 16, top + 14 + i * 34];
    return [
      `<line x1="${round(x(0))}" y1="${round(y(share(0)))}" x2="${round(x(at))}" y2="${round(y(Math.min(1, share(at))))}" ${stroke}/>`,
      at < most || share(at) >= 1 ? `<circle cx="${round(x(at))}" cy="${round(y(1))}" r="4" fill="${colors[i % colors.length]}"/>` : '',
      `<line x1="${key}" x2="${key + 24}" y1="${row - 4}" y2="${row - 4}" ${stroke}/>`,
      text(key + 32, row, `${name}: ${fits.import} imports`),
      text(key + 32, row + 14, lastOf(uses[i] as LimitUse, design), 'class="faint" font-size="11"'),
    ].join('');
  };
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(most * share));
  return page(940, 410, `${design.name}: how full each limit is after n imports`, [
    ...[0, 0.5, 1].map(
      (share) =>
        `<line x1="${left}" x2="${left + width}" y1="${round(y(share))}" y2="${round(y(share))}" class="rule"/>${text(left - 8, y(share) + 4, `${share * 100} %`, 'text-anchor="end"')}`,
    ),
    ...ticks.map((n) => {
      const at = capacity.growth.at(n);
      return (
        text(x(n), top + height + 18, String(n), 'text-anchor="middle"') +
        (at ? text(x(n), top + height + 34, dateOf(design, at.median).slice(0, 10), 'class="faint" text-anchor="middle" font-size="11"') : '')
      );
    }),
    ...uses.map(line),
  ]);
}

const lastOf = ({ exhausted, isHard, sparedBy }: LimitUse, design: CapacityReport['design']): string =>
  exhausted
    ? `${isHard ? 'runs out' : 'is passed'} about ${dateOf(design, exhausted.median).slice(0, 10)}`
    : sparedBy
      ? `never: ${sparedBy} ends first`
      : 'has no end within the growth';

/** Two values varied: clusters carried, darker for more. */
export function heatSvg([rows, columns]: readonly [Axis, Axis], variations: readonly Variation[]): string {
  const { carried, share: shareOf } = carriedBy(variations);
  const [left, top, width, height] = [230, 80, 150, 44];
  const cells = variations.map((variation, i) => {
    const row = Math.floor(i / columns.values.length);
    const column = i % columns.values.length;
    const share = shareOf(i);
    const [x, y] = [left + column * width, top + row * height];
    const ink = share > 0.55 ? 'on-dark' : 'on-pale';
    return [
      `<rect x="${x}" y="${y}" width="${width - 2}" height="${height - 2}" fill="hsl(210 70% ${Math.round(92 - share * 60)}%)"/>`,
      text(x + width / 2, y + 18, `${carried[i]} clusters`, `class="${ink}" text-anchor="middle" font-weight="bold"`),
      text(x + width / 2, y + 33, endOf(variation), `class="${ink}" text-anchor="middle" font-size="11"`),
    ].join('');
  });
  return page(left + columns.values.length * width + 20, top + rows.values.length * height + 20, 'Clusters carried, and when and where it ends', [
    text(left, 50, columns.path, 'class="faint"'),
    text(16, 70, rows.path, 'class="faint"'),
    ...columns.values.map((value, i) => text(left + i * width + width / 2, 70, value, 'text-anchor="middle"')),
    ...rows.values.map((value, i) => text(left - 10, top + i * height + 26, value, 'text-anchor="end"')),
    ...cells,
  ]);
}
