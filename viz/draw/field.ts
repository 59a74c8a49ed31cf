/** The edge sites as a field of dots on a canvas, one a cluster. Sites whose tunnel has just dropped ripple. */
import { type Field, siteStates } from '../scene/sites.ts';

/** How long a dropped tunnel ripples, in seconds of the run: so the picture is the same however it is reached. */
export const rippleTime = 6;

interface Grid {
  columns: number;
  pitch: number;
}

/** Dots as large as the room allows, in rows. */
export function gridOf(count: number, width: number, height: number): Grid {
  if (count === 0) return { columns: 1, pitch: 12 };
  let pitch = Math.min(18, Math.sqrt((width * height) / count));
  while (Math.floor(width / pitch) * Math.floor(height / pitch) < count && pitch > 1) pitch -= 0.1;
  return { columns: Math.max(1, Math.floor(width / pitch)), pitch };
}

export function siteAtPoint(count: number, width: number, height: number, x: number, y: number): number {
  const { columns, pitch } = gridOf(count, width, height);
  const column = Math.floor(x / pitch);
  const i = Math.floor(y / pitch) * columns + column;
  return column < columns && i >= 0 && i < count ? i : -1;
}

/** Whether any site still ripples, so that the next frame differs. */
export const isRippling = ({ state, since }: Field, at: number): boolean =>
  state.some((now, i) => (now === 2 || now === 3) && at - (since[i] as number) < rippleTime);

export interface Size {
  width: number;
  height: number;
}

/**
 * Draws the field as it is at a time: the dots, which stay from one instant to the next, and over them what ripples.
 * @param size the canvas's; asking it in each frame would have the browser lay out the page in each.
 */
export function drawField(canvas: HTMLCanvasElement, { width, height }: Size, field: Field, at: number, lit: ReadonlySet<string>): void {
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const ink = inksOf(canvas);
  const key = [wide, high, ...Object.values(ink), ...lit].join();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, wide, high);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const isKept = dots.field === field && dots.key === key;
  if (!isKept) drawDots(context, field, width, height, lit, ink);
  else {
    // Drawn before and still the same: from here on its picture is taken, since only ripples differ.
    if (!dots.isPictured) {
      Object.assign(dots.canvas, { width: wide, height: high });
      const onDots = dots.canvas.getContext('2d');
      onDots?.setTransform(scale, 0, 0, scale, 0, 0);
      if (onDots) drawDots(onDots, field, width, height, lit, ink);
      dots.isPictured = true;
    }
    context.drawImage(dots.canvas, 0, 0, width, height);
  }
  if (!isKept) Object.assign(dots, { field, key, isPictured: false });
  drawRings(context, field, at, width, height, ink);
}

const dots: { canvas: HTMLCanvasElement; field: Field | undefined; key: string; isPictured: boolean } = {
  canvas: document.createElement('canvas'),
  field: undefined,
  key: '',
  isPictured: false,
};

function circle(on: Path2D, x: number, y: number, radius: number, from = 0, to = 2 * Math.PI): void {
  on.moveTo(x + radius * Math.cos(from), y + radius * Math.sin(from));
  on.arc(x, y, radius, from, to);
}

/** Paths by name, made when first asked for. */
function newPaths(): { all: ReadonlyMap<string, Path2D>; path(name: string): Path2D } {
  const all = new Map<string, Path2D>();
  return {
    all,
    path(name) {
      let found = all.get(name);
      if (!found) all.set(name, (found = new Path2D()));
      return found;
    },
  };
}

/** Dots of one state are one path, since a fill for each of a thousand dots is what a frame has no time for. */
function drawDots(context: CanvasRenderingContext2D, field: Field, width: number, height: number, lit: ReadonlySet<string>, ink: Inks): void {
  const { columns, pitch } = gridOf(field.ids.length, width, height);
  const radius = Math.max(1, pitch * 0.3);
  const { all, path } = newPaths();
  for (let i = 0; i < field.ids.length; i++) {
    const state = siteStates[field.state[i] as number] ?? 'absent';
    if (state === 'absent') continue;
    const x = (i % columns) * pitch + pitch / 2;
    const y = Math.floor(i / columns) * pitch + pitch / 2;
    if (state === 'down') {
      const arm = radius * 0.95;
      const cross = path(state);
      cross.moveTo(x - arm, y - arm);
      cross.lineTo(x + arm, y + arm);
      cross.moveTo(x + arm, y - arm);
      cross.lineTo(x - arm, y + arm);
    } else circle(path(state), x, y, radius);
    if (state === 'quiet') circle(path('half'), x, y, radius, Math.PI / 2, Math.PI * 1.5);
    if (field.isUnavailable[i]) path('unavailable').rect(x - radius - 1.5, y - radius - 1.5, 2 * radius + 3, 2 * radius + 3);
    if (lit.has(field.ids[i] as string)) circle(path('lit'), x, y, radius + 3);
  }
  const line = Math.max(1, radius * 0.5);
  const marks = [
    ['quiet', ink.quiet, line],
    ['early', ink.early, line],
    ['down', ink.down, Math.max(1.2, radius * 0.75)],
    ['unavailable', ink.down, line],
    ['lit', ink.lit, 2],
  ] as const;
  for (const [name, color] of [['open', ink.open] as const, ['half', ink.quiet] as const]) {
    const found = all.get(name);
    context.fillStyle = color;
    if (found) context.fill(found);
  }
  for (const [name, color, lineWidth] of marks) {
    const found = all.get(name);
    Object.assign(context, { strokeStyle: color, lineWidth });
    if (found) context.stroke(found);
  }
}

/** Sites that dropped together ripple together: one path for each age. */
function drawRings(context: CanvasRenderingContext2D, field: Field, at: number, width: number, height: number, ink: Inks): void {
  const { columns, pitch } = gridOf(field.ids.length, width, height);
  const radius = Math.max(1, pitch * 0.3);
  const rings = new Map<number, Path2D>();
  for (let i = 0; i < field.ids.length; i++) {
    const state = field.state[i] as number;
    const age = at - (field.since[i] as number);
    if ((state !== 2 && state !== 3) || age >= rippleTime) continue;
    const step = state * 100 + Math.max(0, Math.floor((age / rippleTime) * ageSteps));
    let ring = rings.get(step);
    if (!ring) rings.set(step, (ring = new Path2D()));
    const reach = radius + 1 + (Math.min(pitch, 7) * age) / rippleTime;
    circle(ring, (i % columns) * pitch + pitch / 2, Math.floor(i / columns) * pitch + pitch / 2, reach);
  }
  context.lineWidth = Math.max(1, radius * 0.5);
  for (const [step, ring] of rings) {
    context.strokeStyle = step >= 300 ? ink.down : ink.quiet;
    context.globalAlpha = 1 - (step % 100) / ageSteps;
    context.stroke(ring);
  }
  context.globalAlpha = 1;
}

/** How many shades a ripple fades through. */
const ageSteps = 24;

type Inks = Readonly<Record<'open' | 'quiet' | 'down' | 'early' | 'lit', string>>;

let inks: Inks | undefined;

/** Colours of the present theme, asked for once. */
function inksOf(canvas: HTMLCanvasElement): Inks {
  if (inks) return inks;
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  inks = { open: ink('--good'), quiet: ink('--part'), down: ink('--bad'), early: ink('--wait'), lit: ink('--accent') };
  return inks;
}

/** To be called when the theme has changed. */
export function forgetInks(): void {
  inks = undefined;
}
