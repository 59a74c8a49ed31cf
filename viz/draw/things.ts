/** What most drawn things have in common: a sign, and for a VM what is inside. */
import type { Selection } from 'd3-selection';
import { glyphOf } from './glyph.ts';
import type { HostBox, Pill, VmBox } from './layout.ts';

export type Group = Selection<SVGGElement, unknown, null, undefined>;
export type Things<T> = Selection<SVGGElement, T, SVGGElement, unknown>;

/** Enter and space press what is drawn as they press a button. */
export function isPress(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  event.preventDefault();
  return true;
}

/** The sign of each thing, at its left. */
export function sign<T>(things: Things<T>, look: (item: T) => Parameters<typeof glyphOf>[0], x: number, y: number | ((item: T) => number), scale = 1): void {
  things
    .select('path.glyph')
    .attr('d', (item) => glyphOf(look(item)).d)
    .attr('class', (item) => {
      const { isOpen, isDashed } = glyphOf(look(item));
      return `glyph tone-${look(item).tone}${isOpen ? ' is-open' : ''}${isDashed ? ' is-dashed' : ''}${look(item).leads ? ' leads' : ''}`;
    })
    .attr('transform', (item) => `translate(${x},${typeof y === 'number' ? y : y(item)}) scale(${scale})`);
}

export function inside(thing: Selection<SVGGElement, VmBox, null, undefined>, { lines, notes, vm, x, y, height }: VmBox): void {
  const rows = thing
    .select('g.inside')
    .selectAll<SVGGElement, VmBox['lines'][number]>('g.room')
    .data(lines, ({ part }) => part.id)
    .join((enter) => {
      const g = enter.append('g');
      g.append('path').attr('class', 'glyph');
      g.append('text');
      return g;
    })
    .attr('class', ({ part }) => `room tone-${part.look.tone}`)
    .attr('data-inner', ({ part }) => part.id)
    .attr('transform', (line) => `translate(${line.x - x},${line.y - y})`);
  rows
    .select('path')
    .attr('d', ({ part }) => glyphOf(part.look).d)
    .attr(
      'class',
      ({ part: { look } }) =>
        `glyph tone-${look.tone}${glyphOf(look).isOpen ? ' is-open' : ''}${glyphOf(look).isDashed ? ' is-dashed' : ''}${look.leads ? ' leads' : ''}`,
    )
    .attr('transform', 'translate(0,0) scale(0.8)');
  rows
    .select('text')
    .attr('x', 9)
    .attr('y', 4)
    .text(({ text }) => `${text} `);
  thing
    .select('g.inside')
    .selectAll('text.more')
    .data(notes)
    .join('text')
    .attr('class', (note) => `more${vm.belief !== '' && note.startsWith('K8s') ? ' belief' : ''}`)
    .attr('x', 6)
    .attr('y', (_, i) => height - 5 - (notes.length - 1 - i) * 12)
    .text((note) => `${note} `)
    // What moved away and came back stands before it again, so that one moment is one picture.
    .raise();
}

/** Names of things for those who do not see them: what stands there, and what its sign says. */
export function nameThings(layer: Group): void {
  layer.selectAll<SVGGElement, HostBox | VmBox | Pill>('g.thing').attr('aria-label', function (box) {
    const part = 'vm' in box ? box.vm : 'host' in box ? box.host : box.part;
    // A crowded row shows numbers only; what is cut begins with a number of its own.
    const shown = (this.textContent ?? '').replace(/\s+/g, ' ').trim();
    const seen = shown.startsWith(part.label) || shown.includes('…') ? shown : shown.replace(/^\d+\b/, part.label);
    const harmed = 'vm' in box ? box.vm.inside.filter(({ look }) => look.tone !== 'good').map(({ label, look }) => `${label} ${look.word}`) : [];
    const said = [...(shown.includes('…') ? [part.label] : []), part.look.word, ...(part.look.leads ? ['leads'] : []), ...harmed].filter(
      (word) => !seen.includes(word),
    );
    return [seen, ...said].join(', ');
  });
}
