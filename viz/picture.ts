/** The picture as a file: the cutaway with the edge sites, one heading and the lanes, in one SVG that stands alone. */
import { field } from './draw/layout.ts';
import { formatMoment } from './format.ts';
import type { Session } from './play/session.ts';

const drawn = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'display',
  'paint-order',
];

/** A copy whose look is in its own attributes, since a file has no style sheet. */
function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll<SVGElement>('*'), copy.querySelectorAll<SVGElement>('*')];
  for (const [i, element] of from.entries()) {
    const style = getComputedStyle(element);
    for (const name of drawn) to[i]?.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'style', 'tabindex', 'role', 'data-id', 'data-inner']) to[i]?.removeAttribute(name);
  }
  return copy;
}

export function pictureOf(session: Session): string {
  const cutaway = document.querySelector<SVGSVGElement>('svg.cutaway');
  const lanes = document.querySelector<SVGSVGElement>('.lane-box svg');
  const sites = document.querySelector<HTMLCanvasElement>('canvas.field');
  if (!cutaway || !lanes) throw new Error('there is nothing to draw yet');
  const width = 880;
  const laneHeight = (lanes.clientHeight * width) / Math.max(1, lanes.clientWidth);
  const height = 40 + 470 + laneHeight + 8;
  const style = getComputedStyle(document.documentElement);
  const paper = style.getPropertyValue('--paper').trim();
  const ink = style.getPropertyValue('--ink').trim();
  const root = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({ xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height }))
    root.setAttribute(name, String(value));
  const { timeline, clock, scene } = { timeline: session.timeline, clock: session.clock, scene: session.scene() };
  const escape = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const title = `${timeline.scenario} · design ${timeline.design} · seed ${timeline.seed} · ${formatMoment(clock.at)}`;
  const { counts } = scene.sites;
  root.innerHTML = `<rect width="${width}" height="${height}" fill="${paper}"/>
    <text x="8" y="24" font-family="sans-serif" font-size="15" font-weight="600" fill="${ink}">${escape(title)}</text>
    <text x="330" y="57" font-family="sans-serif" font-size="11" fill="${ink}">edge sites: ${counts.open} open, ${counts.quiet + counts.down} down</text>
    ${sites && sites.width > 0 ? `<image x="${field.x}" y="${40 + field.y}" width="${field.width}" height="${field.height}" preserveAspectRatio="none" href="${sites.toDataURL('image/png')}"/>` : ''}`;
  place(root, standalone(cutaway), 0, 40, width, 470);
  place(root, standalone(lanes), 0, 514, width, laneHeight);
  for (const head of document.querySelectorAll<HTMLElement>('.play-head')) drawHead(root, head, lanes, 514, width / Math.max(1, lanes.clientWidth), ink);
  return new XMLSerializer().serializeToString(root);
}

/** The play head lies over the lanes on the page, and is a line of its own here. */
function drawHead(root: SVGSVGElement, head: HTMLElement, lanes: SVGSVGElement, top: number, scale: number, ink: string): void {
  if (getComputedStyle(head).visibility === 'hidden') return;
  const [over, from] = [head.getBoundingClientRect(), lanes.getBoundingClientRect()];
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  const x = (over.left - from.left + over.width / 2) * scale;
  const ends = { x1: x, x2: x, y1: top + (over.top - from.top) * scale, y2: top + (over.bottom - from.top) * scale };
  for (const [name, value] of Object.entries({ ...ends, stroke: ink, 'stroke-width': 1.5 })) line.setAttribute(name, String(value));
  root.append(line);
}

function place(root: SVGSVGElement, part: SVGSVGElement, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height })) part.setAttribute(name, String(value));
  root.append(part);
}

export async function savePicture(kind: 'svg' | 'png', session: Session): Promise<void> {
  const svg = new Blob([pictureOf(session)], { type: 'image/svg+xml' });
  const name = `${session.timeline.scenario}-${formatMoment(session.clock.at).replaceAll(/[: ]/g, '-')}.${kind}`;
  save(kind === 'svg' ? svg : await raster(svg), name);
}

/** Twice as fine, for print and projector. */
async function raster(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
