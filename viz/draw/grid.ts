/** A pool as a grid of its places on a canvas. Of a large pool a cell is several places, filled as far as they are taken. */
import { groupOf, groups, type PoolNow } from '../scene/pools.ts';

const most = 512;

interface Grid {
  columns: number;
  pitch: number;
  /** Places a cell. */
  per: number;
  cells: number;
}

function gridOf(capacity: number, width: number, height: number): Grid {
  let per = 1;
  while (capacity / per > most) per *= 2;
  const cells = Math.ceil(capacity / per);
  const wanted = per === 1 && capacity === 256 ? 32 : 1;
  let columns = Math.max(wanted, 1);
  if (wanted === 1) while (Math.ceil(cells / columns) * (width / columns) > height) columns++;
  return { columns, pitch: Math.min(width / columns, height / Math.ceil(cells / columns), 22), per, cells };
}

/** The place under a point, -1 for none; of several, the first. */
export function cellAt(canvas: HTMLCanvasElement, capacity: number, x: number, y: number): number {
  const { columns, pitch, per, cells } = gridOf(capacity, canvas.clientWidth, canvas.clientHeight);
  const column = Math.floor(x / pitch);
  const cell = Math.floor(y / pitch) * columns + column;
  return column < columns && cell < cells ? cell * per : -1;
}

export function drawGrid(canvas: HTMLCanvasElement, pool: PoolNow, lit: ReadonlySet<string>): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const colors = groups.map((_, i) => ink(`--group-${i}`));
  const [empty, accent] = [ink('--hollow'), ink('--accent')];
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const { columns, pitch, per, cells } = gridOf(pool.capacity, width, height);
  const gap = Math.min(1.5, pitch * 0.15);
  const size = pitch - gap;
  const tallies = new Map<number, { n: number; group: string; isLit: boolean }>();
  for (const [place, { owner }] of pool.places) {
    const cell = Math.floor(place / per);
    const tally = tallies.get(cell) ?? { n: 0, group: groupOf(owner), isLit: false };
    tally.n++;
    tally.isLit ||= lit.has(owner);
    tallies.set(cell, tally);
  }
  for (let cell = 0; cell < cells; cell++) {
    const x = (cell % columns) * pitch;
    const y = Math.floor(cell / columns) * pitch;
    context.strokeStyle = empty;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    const tally = tallies.get(cell);
    if (!tally) continue;
    const part = tally.n / Math.min(per, pool.capacity - cell * per);
    context.fillStyle = colors[groups.indexOf(tally.group)] ?? empty;
    context.fillRect(x, y + size * (1 - part), size, size * part);
    // A second mark besides the colour, for those who cannot tell it.
    if (groups.indexOf(tally.group) === 1 && size > 5) {
      context.fillStyle = ink('--paper');
      context.fillRect(x + size / 2 - 1, y + size / 2 - 1, 2, 2);
    }
    if (!tally.isLit) continue;
    context.strokeStyle = accent;
    context.lineWidth = 2;
    context.strokeRect(x - 0.5, y - 0.5, size + 1, size + 1);
  }
}
