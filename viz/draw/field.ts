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

/** Dots of one state are one path, since a fill for each of a thousand dots is what a frame has no time for. */
export function drawField(canvas: HTMLCanvasElement, field: Field, at: number, lit: ReadonlySet<string>): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const ink = inksOf(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const { columns, pitch } = gridOf(field.ids.length, width, height);
  const radius = Math.max(1, pitch * 0.3);
  const paths = new Map<string, Path2D>();
  const path = (name: string): Path2D => {
    let found = paths.get(name);
    if (!found) paths.set(name, (found = new Path2D()));
    return found;
  };
  const circle = (on: Path2D, x: number, y: number, r: number, from = 0, to = 2 * Math.PI) => {
    on.moveTo(x + r * Math.cos(from), y + r * Math.sin(from));
    on.arc(x, y, r, from, to);
  };
  const rings: (readonly [x: number, y: number, age: number, color: string])[] = [];
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
    const age = at - (field.since[i] as number);
    if ((state === 'quiet' || state === 'down') && age < rippleTime) rings.push([x, y, age, ink[state]]);
    if (field.isUnavailable[i]) path('unavailable').rect(x - radius - 1.5, y - radius - 1.5, 2 * radius + 3, 2 * radius + 3);
    if (lit.has(field.ids[i] as string)) circle(path('lit'), x, y, radius + 3);
  }
  const line = Math.max(1, radius * 0.5);
  const stroke = (name: string, color: string, lineWidth: number) => {
    const found = paths.get(name);
    if (!found) return;
    context.strokeStyle = color;
    context.lineWidth = lineWidth;
    context.stroke(found);
  };
  const fill = (name: string, color: string) => {
    const found = paths.get(name);
    if (!found) return;
    context.fillStyle = color;
    context.fill(found);
  };
  fill('open', ink.open);
  stroke('quiet', ink.quiet, line);
  fill('half', ink.quiet);
  stroke('early', ink.early, line);
  stroke('down', ink.down, Math.max(1.2, radius * 0.75));
  stroke('unavailable', ink.down, line);
  context.lineWidth = line;
  for (const [x, y, age, color] of rings) {
    context.strokeStyle = color;
    ring(context, x, y, radius + 1 + (Math.min(pitch, 7) * age) / rippleTime, 1 - age / rippleTime);
  }
  stroke('lit', ink.lit, 2);
}

type Inks = Readonly<Record<'open' | 'quiet' | 'down' | 'early' | 'lit', string>>;

let inks: { theme: string; found: Inks } | undefined;

/** Colours of the present theme; asking the style sheet for them costs more than drawing. */
function inksOf(canvas: HTMLCanvasElement): Inks {
  const theme = `${document.documentElement.dataset.theme ?? ''} ${matchMedia('(prefers-color-scheme: dark)').matches}`;
  if (inks?.theme === theme) return inks.found;
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  inks = { theme, found: { open: ink('--good'), quiet: ink('--part'), down: ink('--bad'), early: ink('--wait'), lit: ink('--accent') } };
  return inks.found;
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number, alpha: number): void {
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.globalAlpha = 1;
}
