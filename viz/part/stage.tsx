/** The cutaway on the page: the SVG of the platform, and over it the canvas with the edge sites. */
import { useEffect, useRef } from 'preact/hooks';
import { Cutaway } from '../draw/cutaway.ts';
import { drawField, forgetInks, isRippling, siteAtPoint } from '../draw/field.ts';
import { field, frame } from '../draw/layout.ts';
import { countOf } from '../format.ts';
import type { Session } from '../play/session.ts';
import { useFollow, useWatch } from './watch.ts';

const part = (value: number, of: number) => `${(100 * value) / of}%`;

export function Stage({ session }: { session: Session }) {
  const svg = useRef<SVGSVGElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cutaway = useRef<Cutaway | undefined>(undefined);
  const seen = useRef({ instant: -2, lit: session.lit, selection: session.selection, rippled: false });
  const size = useRef({ width: 0, height: 0 });
  useWatch(session, (one) => one.instant);
  const { counts } = session.scene().sites;

  const paint = (isForced: boolean) => {
    const { instant, lit, selection } = session;
    const before = seen.current;
    const scene = session.scene();
    const litNow = { selected: selection?.type === 'actor' ? selection.id : undefined, hovered: new Set(lit.actors) };
    const isMoved = isForced || instant !== before.instant;
    if (isMoved) cutaway.current?.draw(scene, litNow);
    else if (lit !== before.lit || selection !== before.selection) cutaway.current?.light(litNow);
    const rippled = isRippling(scene.sites, scene.at);
    const isFieldNew = isMoved || rippled || before.rippled || lit !== before.lit || selection !== before.selection;
    if (isFieldNew && canvas.current) drawField(canvas.current, size.current, scene.sites, scene.at, new Set([...lit.actors, litNow.selected ?? '']));
    seen.current = { instant, lit, selection, rippled };
  };

  useEffect(() => {
    if (!svg.current) return;
    cutaway.current = new Cutaway(svg.current, {
      onSelect: (id) => session.select({ type: 'actor', id }),
      onPath: (id) => session.select({ type: 'path', id }),
    });
    const again = () => {
      forgetInks();
      size.current = { width: canvas.current?.clientWidth ?? 0, height: canvas.current?.clientHeight ?? 0 };
      paint(true);
    };
    again();
    const watch = new ResizeObserver(again);
    if (canvas.current) watch.observe(canvas.current);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', again);
    window.addEventListener('themechange', again);
    return () => {
      watch.disconnect();
      scheme.removeEventListener('change', again);
      window.removeEventListener('themechange', again);
    };
  }, [session]);
  useFollow(session, () => paint(false));

  const all = session.scene().sites.ids.length - counts.absent;
  const said = `${countOf(all)} edge ${all === 1 ? 'site' : 'sites'}`;
  const states = [
    ['open', 'good', '●', counts.open],
    ['silent, not noticed', 'part', '◐', counts.quiet],
    ['down', 'bad', '✖', counts.down],
    ['joining', 'wait', '◌', counts.early],
  ] as const;
  const shown = states.filter(([name, , , n]) => n > 0 || name === 'open');
  return (
    <section class="stage" aria-label="The platform">
      <div class="picture">
        <svg ref={svg} class="cutaway" role="group" aria-label="Cutaway of the platform" />
        <p class="sites-title" style={{ left: part(field.x, frame.width), top: part(6, frame.height) }}>
          <b>{said}</b>{' '}
          {all > 0 &&
            shown.map(([name, tone, sign, n]) => (
              <span key={name} class={`tone-${tone}`}>
                {sign} {countOf(n)} {name}{' '}
              </span>
            ))}
        </p>
        <canvas
          ref={canvas}
          class="field"
          role="img"
          aria-label={`${said}: ${shown.map(([name, , , n]) => `${n} ${name}`).join(', ')}`}
          style={{
            left: part(field.x, frame.width),
            top: part(field.y, frame.height),
            width: part(field.width, frame.width),
            height: part(field.height, frame.height),
          }}
          onClick={(event) => {
            const { clientWidth, clientHeight } = event.currentTarget;
            const i = siteAtPoint(session.scene().sites.ids.length, clientWidth, clientHeight, event.offsetX, event.offsetY);
            const id = session.scene().sites.ids[i];
            if (id) session.select({ type: 'actor', id });
          }}
        />
      </div>
    </section>
  );
}
