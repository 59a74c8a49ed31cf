/** The whole run in small: where harm was, and the window that the lanes show of it. */
import type { ScaleLinear } from 'd3-scale';
import type { Selection } from 'd3-selection';
import type { Lane } from './lanes.ts';
import { coalesce } from './marks.ts';

type Group = Selection<SVGGElement, unknown, null, undefined>;

export function drawWhole(g: Group, lanes: readonly Lane[], [from, to]: readonly [number, number], x: ScaleLinear<number, number>): void {
  const [left, right] = x.range() as [number, number];
  const span = (a: number, b: number) => Math.max(2, x(b) - x(a));
  const harms = lanes
    .filter(({ id, path }) => path !== undefined || id === 'faults')
    .flatMap(({ blocks, path }) => coalesce(blocks, x).map(({ from, to, tone }) => ({ from, to, tone, isFault: path === undefined })));
  const parts = [
    { name: 'ground', x: left, width: right - left, y: 3, height: 10 },
    ...harms.map((harm) => ({
      name: `harm tone-${harm.tone}${harm.isFault ? ' is-fault' : ''}`,
      x: x(harm.from),
      width: span(harm.from, harm.to),
      y: harm.isFault ? 3 : 6,
      height: harm.isFault ? 2 : 7,
    })),
    { name: 'window', x: x(from), width: Math.max(6, span(from, to)), y: 1.5, height: 13 },
  ];
  g.selectAll('rect')
    .data(parts)
    .join('rect')
    .attr('class', ({ name }) => name)
    .attr('x', (part) => part.x)
    .attr('y', ({ y }) => y)
    .attr('width', ({ width }) => width)
    .attr('height', (part) => part.height);
  g.selectAll('text').data(['whole run']).join('text').attr('class', 'lane-name').attr('x', 6).attr('y', 12).text(String);
}
