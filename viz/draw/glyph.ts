/** The signs of states as shapes, alike on every machine whatever its fonts: ● ✖ ◐ ◌ ○ ★. */
import { arc, symbol, symbolStar } from 'd3-shape';
import type { Look, Tone } from '../scene/signs.ts';

const r = 5;
const ring = `M${r},0 A${r},${r} 0 1,1 ${-r},0 A${r},${r} 0 1,1 ${r},0 Z`;
const filled = (innerRadius: number, startAngle: number) => arc()({ innerRadius, outerRadius: r, startAngle, endAngle: 2 * Math.PI }) as string;
const half = `${filled(r - 1.3, 0)} ${filled(0, Math.PI)}`;
const star = symbol(symbolStar, 62)() as string;
const cross = 'M-4.6,-2.4 L-2.4,-4.6 L0,-2.2 L2.4,-4.6 L4.6,-2.4 L2.2,0 L4.6,2.4 L2.4,4.6 L0,2.2 L-2.4,4.6 L-4.6,2.4 L-2.2,0 Z';

export interface Glyph {
  d: string;
  /** Drawn as a line only. */
  isOpen: boolean;
  isDashed: boolean;
}

const shapes: Readonly<Record<Tone, Glyph>> = {
  good: { d: ring, isOpen: false, isDashed: false },
  bad: { d: cross, isOpen: false, isDashed: false },
  part: { d: half, isOpen: false, isDashed: false },
  wait: { d: ring, isOpen: true, isDashed: true },
  idle: { d: ring, isOpen: true, isDashed: false },
};

export const glyphOf = ({ tone, leads }: Pick<Look, 'tone' | 'leads'>): Glyph =>
  leads && tone !== 'bad' ? { d: star, isOpen: false, isDashed: false } : shapes[tone];
