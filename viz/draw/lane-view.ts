/** The lanes and the play head, drawn over true time. The lanes are drawn once a view; only the head moves with the frames. */
import { scaleLinear } from 'd3-scale';
import { pointer, type Selection, select } from 'd3-selection';
import { formatMoment, formatTick } from '../format.ts';
import type { Block, Lane, Mark } from './lanes.ts';

export interface LaneTouch {
  onSeek(at: number): void;
  onChoose(record: number, at: number): void;
  onZoom(from: number, to: number): void;
}

const gutter = 92;
const axisHeight = 20;
const margin = 10;

export class LaneView {
  private x = scaleLinear();
  private width = 0;
  private height = 0;
  private lanes: readonly Lane[] = [];
  private at = 0;
  private lit: readonly number[] = [];
  private readonly root: Selection<SVGSVGElement, unknown, null, undefined>;

  constructor(
    svg: SVGSVGElement,
    private readonly touch: LaneTouch,
  ) {
    this.root = select(svg);
    this.root.selectAll('*').remove();
    for (const name of ['lane-axis', 'lane-rows', 'lane-lit', 'lane-head']) this.root.append('g').attr('class', name);
    const head = this.root.select('g.lane-head');
    head.append('line').attr('y1', 0);
    head.append('path').attr('d', 'M-6,0 H6 V6 L0,12 L-6,6 Z');
    this.listen(svg);
  }

  /** @param view the stretch of time shown, in seconds. */
  draw(lanes: readonly Lane[], view: readonly [number, number], width: number, height: number): void {
    this.lanes = lanes;
    this.width = width;
    this.height = height;
    this.x = scaleLinear([...view], [gutter, width - margin]);
    this.root.attr('viewBox', `0 0 ${width} ${height}`).attr('width', width).attr('height', height);
    this.drawAxis();
    this.drawLanes();
    this.head(this.at);
    this.light(this.lit);
  }

  /** Moves the play head. */
  head(at: number): void {
    this.at = at;
    const x = this.x(at);
    const isSeen = x >= gutter - 1 && x <= this.width - margin + 1;
    this.root
      .select('g.lane-head')
      .attr('transform', `translate(${x},0)`)
      .style('display', isSeen ? '' : 'none');
    this.root.select('g.lane-head line').attr('y2', this.height);
  }

  /** Marks moments: of causes under the pointer. */
  light(times: readonly number[]): void {
    this.lit = times;
    this.root
      .select('g.lane-lit')
      .selectAll('line')
      .data(times)
      .join('line')
      .attr('x1', (at) => this.x(at))
      .attr('x2', (at) => this.x(at))
      .attr('y1', axisHeight)
      .attr('y2', this.height);
  }

  private drawAxis(): void {
    const ticks = this.x.ticks(Math.max(3, Math.floor((this.width - gutter) / 90)));
    const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
    const marks = this.root
      .select('g.lane-axis')
      .selectAll<SVGGElement, number>('g')
      .data(ticks, (at) => at)
      .join((enter) => {
        const g = enter.append('g');
        g.append('line');
        g.append('text');
        return g;
      })
      .attr('transform', (at) => `translate(${this.x(at)},0)`);
    marks
      .select('line')
      .attr('y1', axisHeight - 4)
      .attr('y2', this.height);
    marks
      .select('text')
      .attr('y', 12)
      .text((at) => formatTick(at, step));
  }

  private drawLanes(): void {
    const { lanes } = this;
    const each = (this.height - axisHeight) / Math.max(1, lanes.length);
    const rows = this.root
      .select('g.lane-rows')
      .selectAll<SVGGElement, Lane>('g.lane')
      .data(lanes, ({ id }) => id)
      .join((enter) => {
        const g = enter.append('g').attr('class', 'lane');
        g.append('text').attr('class', 'lane-name');
        g.append('line').attr('class', 'base');
        g.append('g').attr('class', 'blocks');
        g.append('g').attr('class', 'marks');
        return g;
      })
      .attr('transform', (_, i) => `translate(0,${axisHeight + i * each})`);
    rows
      .select('text.lane-name')
      .attr('x', 6)
      .attr('y', each / 2 + 4)
      .text(({ name }) => name);
    rows
      .select('line.base')
      .attr('x1', gutter)
      .attr('x2', this.width - margin)
      .attr('y1', each - 3)
      .attr('y2', each - 3);
    const view = this;
    rows.each(function (lane) {
      view.drawBlocks(select(this), lane, each);
      view.drawMarks(select(this), lane, each);
    });
  }

  private drawBlocks(row: Selection<SVGGElement, Lane, null, undefined>, { blocks }: Lane, each: number): void {
    const [left, right] = [gutter, this.width - margin];
    const shown = blocks.filter(({ from, to }) => this.x(to) >= left && this.x(from) <= right);
    const room = each - 6;
    const from = (block: Block) => Math.max(left, this.x(block.from));
    const wide = (block: Block) => Math.max(3, Math.min(right, this.x(block.to)) - from(block));
    const items = row
      .select('g.blocks')
      .selectAll<SVGGElement, Block>('g')
      .data(shown)
      .join((enter) => {
        const g = enter.append('g');
        g.append('rect');
        g.append('text');
        g.append('title');
        return g;
      })
      .attr('class', ({ tone, label }) => `block tone-${tone}${label === undefined ? '' : ' has-label'}`)
      .attr('transform', (block) => `translate(${from(block)},0)`);
    items
      .select('rect')
      .attr('width', wide)
      .attr('height', ({ level }) => Math.max(2, room * level))
      .attr('y', ({ level }) => 3 + room - Math.max(2, room * level));
    items
      .select('text')
      .attr('x', 5)
      .attr('y', each / 2 + 4)
      .text((block) => (block.label && wide(block) > block.label.length * 6.3 + 8 ? block.label : ''));
    items.select('title').text(({ text }) => text);
  }

  private drawMarks(row: Selection<SVGGElement, Lane, null, undefined>, { marks }: Lane, each: number): void {
    const shown = marks.filter(({ at }) => this.x(at) >= gutter && this.x(at) <= this.width - margin);
    row
      .select('g.marks')
      .selectAll<SVGTextElement, Mark>('text')
      .data(shown)
      .join((enter) => {
        const mark = enter.append('text');
        mark.append('tspan');
        mark.append('title');
        return mark;
      })
      .attr('class', ({ sign }) => `mark sign-${{ '✖': 'bad', '✔': 'good', '◐': 'part', '●': 'act', '◌': 'wait', '★': 'lead', '¶': 'told' }[sign] ?? 'plain'}`)
      .attr('x', ({ at }) => this.x(at))
      .attr('y', each / 2 + 4)
      .each(function ({ sign, at, text }) {
        select(this)
          .select('tspan')
          .text(sign || '·');
        select(this)
          .select('title')
          .text(`${formatMoment(at)} ${text}`);
      });
  }

  private timeAt(event: Event): number {
    const [x] = pointer(event, this.root.node());
    return this.x.invert(Math.max(gutter, Math.min(this.width - margin, x)));
  }

  /** What a click within a few pixels means: the nearest mark, or the block under it. */
  private chosen(event: Event): { record: number; at: number } | undefined {
    const datum = select(event.target as Element).datum() as Partial<Block & Mark> | undefined;
    if (datum?.record === undefined || datum.record < 0) return undefined;
    if (datum.sign !== undefined) return { record: datum.record, at: datum.at as number };
    if (datum.tone === 'idle' || datum.tone === 'good') return undefined;
    const at = this.timeAt(event);
    const isNarrow = this.x(datum.to as number) - this.x(datum.from as number) < 4;
    return { record: datum.record, at: isNarrow ? (datum.from as number) : Math.min(datum.to as number, Math.max(datum.from as number, at)) };
  }

  private listen(svg: SVGSVGElement): void {
    let isDragging = false;
    this.root
      .on('pointerdown', (event: PointerEvent) => {
        const chosen = this.chosen(event);
        if (chosen) this.touch.onChoose(chosen.record, chosen.at);
        else this.touch.onSeek(this.timeAt(event));
        isDragging = true;
        svg.setPointerCapture(event.pointerId);
        event.preventDefault();
      })
      .on('pointermove', (event: PointerEvent) => {
        if (isDragging && Math.abs(event.movementX) > 0) this.touch.onSeek(this.timeAt(event));
      })
      .on('pointerup pointercancel', () => {
        isDragging = false;
      });
    svg.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const [from, to] = this.x.domain() as [number, number];
        const middle = this.timeAt(event);
        const factor = event.shiftKey ? 1 : Math.exp(Math.max(-120, Math.min(120, event.deltaY)) / 300);
        const shift = event.shiftKey ? ((event.deltaY || event.deltaX) / 600) * (to - from) : 0;
        this.touch.onZoom(middle - (middle - from) * factor + shift, middle + (to - middle) * factor + shift);
      },
      { passive: false },
    );
  }
}
