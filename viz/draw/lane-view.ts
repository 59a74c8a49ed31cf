/** The lanes and the play head, drawn over true time. The lanes are drawn once a view; only the head moves with the frames. */
import { scaleLinear } from 'd3-scale';
import { pointer, type Selection, select } from 'd3-selection';
import { formatTick } from '../format.ts';
import type { Block, Lane, Mark } from './lanes.ts';
import { apart, coalesce, signNames } from './marks.ts';
import { timeTicks } from './ticks.ts';
import { drawWhole } from './whole-run.ts';

export interface LaneTouch {
  onSeek(at: number): void;
  onChoose(record: number, at: number): void;
  onZoom(from: number, to: number): void;
}

/** The whole run in small, below the lanes. */
const wholeHeight = 16;
const margin = 10;

export class LaneView {
  private x = scaleLinear();
  private whole = scaleLinear();
  /** How much larger than usual text is, on a large screen. */
  private scale = 1;
  private width = 0;
  private height = 0;
  private lanes: readonly Lane[] = [];
  private at = 0;
  private lit: readonly number[] = [];
  private readonly root: Selection<SVGSVGElement, unknown, null, undefined>;

  constructor(
    svg: SVGSVGElement,
    /** The play heads, over the lanes and over the whole run: apart from the drawing, so that they move without it. */
    private readonly heads: Readonly<Record<'head' | 'small', HTMLElement>>,
    private readonly touch: LaneTouch,
  ) {
    this.root = select(svg);
    this.root.selectAll('*').remove();
    for (const name of ['lane-axis', 'lane-rows', 'lane-whole', 'lane-lit']) this.root.append('g').attr('class', name);
    this.listen(svg);
  }

  /** @param view the stretch of time shown, in seconds. */
  draw(lanes: readonly Lane[], view: readonly [number, number], until: number, width: number, height: number): void {
    this.lanes = lanes;
    this.scale = Number(getComputedStyle(this.root.node() as Element).getPropertyValue('--scale')) || 1;
    this.width = width;
    this.height = height;
    this.x = scaleLinear([...view], [this.gutter, width - margin]);
    this.whole = scaleLinear([0, until], [this.gutter, width - margin]);
    this.root.attr('viewBox', `0 0 ${width} ${height}`).attr('width', width).attr('height', height);
    this.drawAxis();
    this.drawLanes();
    const g = this.root.select<SVGGElement>('g.lane-whole').attr('transform', `translate(0,${this.bottom})`);
    drawWhole(g, lanes, view, this.whole);
    this.head(this.at);
    this.light(this.lit);
  }

  /** Moves the play head. */
  head(at: number): void {
    this.at = at;
    const x = this.x(at);
    const isSeen = x >= this.gutter - 1 && x <= this.width - margin + 1;
    const { head, small } = this.heads;
    head.style.transform = `translateX(${x}px)`;
    head.style.height = `${this.bottom}px`;
    head.style.visibility = isSeen ? 'visible' : 'hidden';
    small.style.transform = `translateX(${this.whole(at)}px)`;
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
      .attr('y1', this.axisHeight)
      .attr('y2', this.bottom);
  }

  private get gutter(): number {
    return 100 * this.scale;
  }

  private get axisHeight(): number {
    return 20 * this.scale;
  }

  private get bottom(): number {
    return this.height - wholeHeight;
  }

  private drawAxis(): void {
    const [from, to] = this.x.domain() as [number, number];
    const { step, ticks } = timeTicks(from, to, Math.max(3, Math.floor((this.width - this.gutter) / (80 * this.scale))));
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
      .attr('y1', this.axisHeight - 4)
      .attr('y2', this.height);
    marks
      .select('text')
      .attr('y', 12 * this.scale)
      .attr('text-anchor', (at) => (this.x(at) > this.width - 40 ? 'end' : 'middle'))
      .text((at) => formatTick(at, step));
  }

  private drawLanes(): void {
    const { lanes } = this;
    const each = (this.bottom - this.axisHeight) / Math.max(1, lanes.length);
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
      .attr('transform', (_, i) => `translate(0,${this.axisHeight + i * each})`);
    rows
      .select('text.lane-name')
      .attr('x', 6)
      .attr('y', each / 2 + 4)
      .text(({ name }) => name);
    rows
      .select('line.base')
      .attr('x1', this.gutter)
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
    const [left, right] = [this.gutter, this.width - margin];
    const inView = blocks.filter(({ from, to }) => this.x(to) >= left && this.x(from) <= right);
    const shown = coalesce(inView, this.x);
    const room = each - 6;
    const from = (block: Block) => Math.max(left, this.x(block.from));
    const wide = (block: Block) => Math.max(block.tone === 'idle' ? 0.5 : 3, Math.min(right, this.x(block.to)) - from(block));
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
      .attr('x', 9)
      .attr('y', each / 2 + 4)
      .text((block, i) => {
        const next = shown[i + 1];
        const free = next ? Math.min(wide(block), from(next) - from(block)) : wide(block);
        return block.label && free > (block.label.length * 6.5 + 12) * this.scale ? block.label : '';
      });
    items.select('title').text(({ text }) => text);
  }

  private drawMarks(row: Selection<SVGGElement, Lane, null, undefined>, { marks }: Lane, each: number): void {
    const seen = marks.filter(({ at }) => this.x(at) >= this.gutter && this.x(at) <= this.width - margin);
    row
      .select('g.marks')
      .selectAll<SVGTextElement, Mark>('text')
      .data(apart(seen, this.x))
      .join((enter) => {
        const mark = enter.append('text');
        mark.append('tspan');
        mark.append('title');
        return mark;
      })
      .attr('class', ({ sign }) => `mark sign-${signNames[sign] ?? 'plain'}`)
      .attr('x', ({ at }) => this.x(at))
      .attr('y', each / 2 + 4)
      .each(function ({ sign, text }) {
        select(this)
          .select('tspan')
          .text(sign || '·');
        select(this).select('title').text(text);
      });
  }

  private isOnWhole(event: Event): boolean {
    return pointer(event, this.root.node())[1] > this.bottom;
  }

  private timeAt(event: Event, scale = this.x): number {
    const [x] = pointer(event, this.root.node());
    return scale.invert(Math.max(this.gutter, Math.min(this.width - margin, x)));
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

  /** Shows what lies around a point of the whole run; of a view that is the whole, goes there. */
  private pan(event: Event): void {
    const [from, to] = this.x.domain() as [number, number];
    const [, until] = this.whole.domain() as [number, number];
    const at = this.timeAt(event, this.whole);
    if (to - from >= until) this.touch.onSeek(at);
    else this.touch.onZoom(at - (to - from) / 2, at + (to - from) / 2);
  }

  private listen(svg: SVGSVGElement): void {
    let isDragging = false;
    let isPanning = false;
    this.root
      .on('pointerdown', (event: PointerEvent) => {
        svg.setPointerCapture(event.pointerId);
        event.preventDefault();
        isPanning = this.isOnWhole(event);
        isDragging = !isPanning;
        if (isPanning) return this.pan(event);
        const chosen = this.chosen(event);
        if (chosen) this.touch.onChoose(chosen.record, chosen.at);
        else this.touch.onSeek(this.timeAt(event));
      })
      .on('pointermove', (event: PointerEvent) => {
        if (isPanning) this.pan(event);
        else if (isDragging && Math.abs(event.movementX) > 0) this.touch.onSeek(this.timeAt(event));
      })
      .on('pointerup pointercancel', () => {
        isDragging = isPanning = false;
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
