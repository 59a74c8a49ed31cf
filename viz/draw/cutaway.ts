/** The cutaway: the platform from its users down to the hosts, drawn into one SVG whenever the scene changes. */
import { select } from 'd3-selection';
import type { Other } from '../scene/others.ts';
import type { Part, Scene } from '../scene/scene.ts';
import { type BarBox, frame, type Layout, layoutOf, type Pill } from './layout.ts';
import { type End, routesOf } from './route.ts';
import { type Group, inside, isPress, nameThings, sign, type Things } from './things.ts';

export interface Touch {
  onSelect(actor: string): void;
  onPath(path: string): void;
}

/** Keys of parts that are not drawn. */
const unseen: ReadonlySet<string> = new Set(['since', 'record']);

/** What is lit: chosen by the reader, or a cause under the pointer. */
export interface Lit {
  selected: string | undefined;
  hovered: ReadonlySet<string>;
}

export class Cutaway {
  private readonly layers: Record<'hosts' | 'ghosts' | 'legs' | 'vms' | 'starts' | 'pills' | 'bars' | 'ends' | 'labels', Group>;
  private scene: Scene | undefined;
  private drawn = '';

  constructor(
    svg: SVGSVGElement,
    private readonly touch: Touch,
  ) {
    const root = select(svg).attr('viewBox', `0 0 ${frame.width} ${frame.height}`).attr('preserveAspectRatio', 'xMidYMin meet');
    root.selectAll('g').remove();
    const layer = (name: string): Group => root.append('g').attr('class', `layer-${name}`);
    this.layers = {
      hosts: layer('hosts'),
      ghosts: layer('ghosts'),
      legs: layer('legs'),
      vms: layer('vms'),
      starts: layer('starts'),
      pills: layer('pills'),
      bars: layer('bars'),
      ends: layer('ends'),
      labels: layer('labels'),
    };
  }

  draw(scene: Scene, lit: Lit): void {
    this.scene = scene;
    const layout = layoutOf(scene);
    const { legs, ends } = routesOf(scene, layout);
    // Most instants change edge sites only; then nothing here is touched.
    const look = JSON.stringify([layout, legs, ends, scene.paths.map(({ share }) => share)], (key, value) => (unseen.has(key) ? undefined : value));
    if (look === this.drawn) {
      this.light(lit);
      return;
    }
    this.drawn = look;
    this.drawLabels(layout);
    this.drawHosts(layout);
    this.drawVms(layout);
    this.drawPills(layout.pills);
    this.drawBars(layout);
    this.drawStarts(layout);
    this.layers.legs
      .selectAll<SVGPathElement, unknown>('path')
      .data(legs, (leg) => (leg as (typeof legs)[number]).key)
      .join('path')
      .attr('class', ({ path, isGood }) => `leg ${isGood ? 'is-good' : 'is-bad'} of-${path}`)
      .attr('d', ({ d }) => d);
    this.drawEnds(ends);
    for (const layer of [this.layers.hosts, this.layers.vms, this.layers.pills]) nameThings(layer);
    this.light(lit);
  }

  light({ selected, hovered }: Lit): void {
    for (const layer of [this.layers.hosts, this.layers.vms, this.layers.pills]) {
      layer
        .selectAll<SVGGElement, unknown>('.thing')
        .classed('is-selected', function () {
          return this.dataset.id === selected;
        })
        .classed('is-lit', function () {
          return (this.dataset.members ?? this.dataset.id ?? '').split(' ').some((id) => hovered.has(id));
        });
    }
    this.layers.bars
      .selectAll<SVGGElement, BarBox>('.bar')
      .classed('is-selected', ({ bar }) => bar.name === selected)
      .classed('is-lit', ({ bar }) => hovered.has(bar.name));
  }

  private drawLabels({ labels }: Layout): void {
    this.layers.labels
      .selectAll('text')
      .data(labels)
      .join('text')
      .attr('class', 'layer-name')
      .attr('x', ({ x }) => x)
      .attr('y', ({ y }) => y)
      .text(({ text }) => text);
  }

  private drawStarts({ users, operators }: Layout): void {
    const share = (name: string) => this.scene?.paths.find((path) => path.name === name)?.share ?? 1;
    const starts = [
      { name: 'rancher-ui', text: 'Users', box: users },
      { name: 'kube-api', text: 'kubectl', box: operators },
    ].map((start) => ({ ...start, look: { tone: share(start.name) > 1 - 1e-9 ? 'good' : share(start.name) > 0 ? 'part' : 'bad' } as const }));
    const things = this.layers.starts
      .selectAll<SVGGElement, (typeof starts)[number]>('g.start')
      .data(starts, ({ name }) => name)
      .join((enter) => {
        const g = enter.append('g').attr('class', 'start').attr('role', 'button').attr('tabindex', 0);
        g.append('rect').attr('rx', 14);
        g.append('path').attr('class', 'glyph');
        g.append('text').attr('class', 'name');
        g.on('click', (_, { name }) => this.touch.onPath(name)).on('keydown', (event: KeyboardEvent, { name }) => {
          if (isPress(event)) this.touch.onPath(name);
        });
        return g;
      })
      .attr('class', ({ look, name }) => `start tone-${look.tone} of-${name}`)
      .attr('aria-label', ({ text, look }) => `${text} ${{ good: 'works', part: 'fails in part', bad: 'fails' }[look.tone]}`)
      .attr('transform', ({ box }) => `translate(${box.x},${box.y})`);
    things
      .select('rect')
      .attr('width', ({ box }) => box.width)
      .attr('height', 28)
      .attr('y', 6);
    sign(things, ({ look }) => look, 18, 20);
    things
      .select('text.name')
      .attr('x', 32)
      .attr('y', 24.5)
      .text(({ text }) => text);
  }

  private drawHosts({ hosts, ghosts }: Layout): void {
    const things = this.things(
      this.layers.hosts,
      hosts,
      ({ host }) => host.id,
      ({ host }) => host,
      'host',
    );
    things
      .select('rect')
      .attr('width', ({ width }) => width)
      .attr('height', ({ height }) => height)
      .attr('rx', 6);
    things.attr('transform', ({ x, y }) => `translate(${x},${y})`);
    sign(things, ({ host }) => host.look, 14, 11);
    things
      .select('text.name')
      .attr('x', 25)
      .attr('y', 15)
      .text(({ host }) => `${host.label} `);
    things
      .select('text.word')
      .attr('x', ({ width }) => width - 8)
      .attr('y', 15)
      .attr('text-anchor', 'end')
      .text(({ host }) => (host.look.tone === 'good' ? '' : host.look.word));
    const outlines = this.layers.ghosts
      .selectAll<SVGGElement, (typeof ghosts)[number]>('g')
      .data(ghosts, ({ key }) => key)
      .join((enter) => {
        const g = enter.append('g').attr('class', 'ghost');
        g.append('rect').attr('rx', 4);
        g.append('text').attr('class', 'was');
        g.append('text').attr('class', 'is');
        return g;
      })
      .attr('transform', ({ x, y }) => `translate(${x},${y})`);
    outlines
      .select('rect')
      .attr('width', ({ width }) => width)
      .attr('height', ({ height }) => height);
    outlines
      .select('text.was')
      .attr('x', 6)
      .attr('y', 14)
      .text(({ text }) => text);
    outlines
      .select('text.is')
      .attr('x', 6)
      .attr('y', 28)
      .text(({ now }) => (now ? `now on ${now}` : ''));
  }

  private drawVms({ vms }: Layout): void {
    const things = this.things(
      this.layers.vms,
      vms,
      ({ vm }) => vm.id,
      ({ vm }) => vm,
      'vm',
    );
    things.attr('transform', ({ x, y }) => `translate(${x},${y})`);
    things
      .select('rect')
      .attr('width', ({ width }) => width)
      .attr('height', ({ height }) => height)
      .attr('rx', 4);
    sign(things, ({ vm }) => vm.look, 11, 10);
    things
      .select('text.name')
      .attr('x', 20)
      .attr('y', 14)
      .text(({ vm }) => `${vm.label} `);
    things.each(function (box) {
      inside(select(this), box);
    });
  }

  private drawPills(pills: readonly Pill[]): void {
    const things = this.things(
      this.layers.pills,
      pills,
      ({ key }) => key,
      ({ part }) => part,
      'pill',
    );
    things.attr('transform', ({ x, y }) => `translate(${x},${y})`);
    things
      .select('rect')
      .attr('width', ({ width }) => width)
      .attr('height', ({ height }) => height)
      .attr('rx', 5);
    sign(
      things,
      ({ part }) => part.look,
      13,
      ({ height }) => height / 2,
    );
    things
      .select('text.name')
      .attr('x', 24)
      .attr('y', ({ height }) => height / 2 + 4)
      .text(({ text }) => `${text} `);
    things
      .select('text.word')
      .attr('x', ({ width }) => width - 7)
      .attr('y', ({ height }) => height / 2 + 4)
      .attr('text-anchor', 'end')
      .text(({ word, text, width }) => (24 + text.length * 6.7 + word.length * 6.2 + 6 > width ? '' : word));
  }

  private drawBars({ bars }: Layout): void {
    const things = this.layers.bars
      .selectAll<SVGGElement, (typeof bars)[number]>('g.bar')
      .data(bars, ({ bar }) => bar.name)
      .join((enter) => {
        const g = enter.append('g').attr('role', 'button').attr('tabindex', 0);
        g.append('rect').attr('class', 'room');
        g.append('rect').attr('class', 'taken');
        g.append('text');
        g.on('click', (_, { bar }) => this.touch.onSelect(bar.name)).on('keydown', (event: KeyboardEvent, { bar }) => {
          if (isPress(event)) this.touch.onSelect(bar.name);
        });
        return g;
      })
      .attr('class', ({ bar }) => `bar${bar.isRefusing ? ' is-out' : ''}`)
      .attr('aria-label', ({ bar, text }) => `${bar.isRefusing ? '✖ ' : ''}${text} taken of ${bar.name}${bar.isRefusing ? ', exhausted' : ''}`)
      .attr('transform', ({ x, y }) => `translate(${x},${y})`);
    things
      .select('rect.room')
      .attr('width', ({ width }) => width)
      .attr('height', ({ height }) => height);
    things
      .select('rect.taken')
      .attr('width', ({ width, bar }) => (width * Math.min(bar.taken, bar.capacity)) / Math.max(1, bar.capacity))
      .attr('height', ({ height }) => height);
    things
      .select('text')
      .attr('x', 4)
      .attr('y', 10)
      .text(({ text, bar }) => `${bar.isRefusing ? '✖ ' : ''}${text}`);
  }

  private drawEnds(ends: readonly End[]): void {
    const things = this.layers.ends
      .selectAll<SVGGElement, End>('g')
      .data(ends, ({ key }) => key)
      .join((enter) => {
        const g = enter.append('g');
        g.append('path').attr('class', 'glyph');
        g.append('text');
        return g;
      })
      .attr('class', ({ isGood, isMild, path }) => `end tone-${isGood ? 'good' : isMild ? 'part' : 'bad'} of-${path}`)
      .attr('transform', ({ x, y }) => `translate(${x},${y})`);
    sign(things, ({ isGood, isMild }) => ({ tone: isGood ? 'good' : isMild ? 'part' : 'bad' }), 0, 3, 0.8);
    things
      .select('text')
      .attr('y', 15)
      .attr('text-anchor', ({ room, text }) => (text.length * 6 > room ? 'start' : 'middle'))
      .attr('x', ({ room, text }) => (text.length * 6 > room ? -40 : 0))
      .text(({ text }) => text);
  }

  /** Groups that can be chosen, by pointer and by keyboard, and say what they are. */
  private things<T>(layer: Group, data: readonly T[], key: (item: T) => string, part: (item: T) => Part, kind: string): Things<T> {
    const { touch } = this;
    return layer
      .selectAll<SVGGElement, T>('g.thing')
      .data(data, key)
      .join((enter) => {
        const g = enter.append('g').attr('role', 'button').attr('tabindex', 0);
        g.append('rect');
        g.append('path').attr('class', 'glyph');
        g.append('text').attr('class', 'name');
        g.append('text').attr('class', 'word');
        if (kind === 'vm') g.append('g').attr('class', 'inside');
        g.on('click', (event: Event, item) => {
          event.stopPropagation();
          const inner = (event.target as Element).closest<SVGElement>('[data-inner]');
          touch.onSelect(inner?.dataset.inner ?? part(item).id);
        });
        g.on('keydown', (event: KeyboardEvent, item) => {
          if (isPress(event)) touch.onSelect(part(item).id);
        });
        return g;
      })
      .attr('class', (item) => `thing ${kind} tone-${part(item).look.tone}${part(item).look.leads ? ' leads' : ''}`)
      .attr('data-id', (item) => part(item).id)
      .attr('data-members', (item) => (part(item) as Partial<Other>).members?.join(' ') ?? null);
  }
}
