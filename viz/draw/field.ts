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

export function drawField(canvas: HTMLCanvasElement, field: Field, at: number, lit: ReadonlySet<string>): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const colors = { open: ink('--good'), quiet: ink('--part'), down: ink('--bad'), early: ink('--wait'), absent: 'transparent' };
  const accent = ink('--accent');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const { columns, pitch } = gridOf(field.ids.length, width, height);
  const radius = Math.max(1, pitch * 0.3);
  for (let i = 0; i < field.ids.length; i++) {
    const state = siteStates[field.state[i] as number] ?? 'absent';
    if (state === 'absent') continue;
    const x = (i % columns) * pitch + pitch / 2;
    const y = Math.floor(i / columns) * pitch + pitch / 2;
    context.fillStyle = context.strokeStyle = colors[state];
    context.lineWidth = Math.max(1, radius * 0.5);
    context.beginPath();
    if (state === 'down') {
      const arm = radius * 0.95;
      context.lineWidth = Math.max(1.2, radius * 0.75);
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x + arm, y - arm);
      context.lineTo(x - arm, y + arm);
      context.stroke();
    } else {
      context.arc(x, y, radius, 0, 2 * Math.PI);
      if (state === 'open') context.fill();
      else context.stroke();
      if (state === 'quiet') {
        context.beginPath();
        context.arc(x, y, radius, Math.PI / 2, Math.PI * 1.5);
        context.fill();
      }
    }
    const age = at - (field.since[i] as number);
    if ((state === 'quiet' || state === 'down') && age < rippleTime)
      ring(context, x, y, radius + 1 + (Math.min(pitch, 7) * age) / rippleTime, 1 - age / rippleTime);
    if (field.isUnavailable[i]) {
      context.strokeStyle = colors.down;
      context.strokeRect(x - radius - 1.5, y - radius - 1.5, 2 * radius + 3, 2 * radius + 3);
    }
    if (lit.has(field.ids[i] as string)) {
      context.strokeStyle = accent;
      context.lineWidth = 2;
      ring(context, x, y, radius + 3, 1);
    }
  }
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number, alpha: number): void {
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.globalAlpha = 1;
}
