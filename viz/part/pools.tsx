/** The pools: what is taken of each, and of one the grid of its places, by whom. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { cellAt, drawGrid } from '../draw/grid.ts';
import { countOf, formatMoment } from '../format.ts';
import type { Session } from '../play/session.ts';
import { groupOf, groups, poolAt, takenAt } from '../scene/pools.ts';
import { useWatch } from './watch.ts';

export function Pools({ session }: { session: Session }) {
  const { pools } = session.timeline;
  const [chosen, choose] = useState('pods-ip-block');
  const pool = pools.find(({ name }) => name === chosen) ?? pools[0];
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState('');
  const { at } = session.clock;
  useWatch(session, (one) => pools.map((each) => takenAt(each, one.clock.at)).join());
  useWatch(session, (one) => one.lit);
  useEffect(() => {
    const draw = () => canvas.current && pool && drawGrid(canvas.current, poolAt(pool, session.clock.at), new Set(session.lit.actors));
    draw();
    window.addEventListener('resize', draw);
    window.addEventListener('themechange', draw);
    return () => {
      window.removeEventListener('resize', draw);
      window.removeEventListener('themechange', draw);
    };
  });
  if (!pool) return <p class="empty">This run has no pools.</p>;
  const now = poolAt(pool, at);
  const describe = (place: number): string => {
    if (place < 0) return '';
    const label = pool.labels[place] ?? `place ${place}`;
    const taken = now.places.get(place);
    return taken ? `${label}: ${taken.owner}${taken.since > 0 ? `, since ${formatMoment(taken.since)}` : ''}` : `${label}: free`;
  };
  const counts = new Map<string, number>();
  for (const { owner } of now.places.values()) counts.set(groupOf(owner), (counts.get(groupOf(owner)) ?? 0) + 1);
  const legend = groups.filter((group) => counts.has(group)).map((group) => ({ group, n: counts.get(group) ?? 0 }));
  const free = now.capacity - now.taken;
  return (
    <section class="pools" aria-label="Pools">
      <div class="pool-list" role="group" aria-label="Which pool to show">
        {pools.map((each) => {
          const taken = takenAt(each, at);
          const isOut = each.exhaustedAt !== null && each.exhaustedAt <= at;
          return (
            <button type="button" key={each.name} aria-pressed={each === pool} class={isOut ? 'is-out' : ''} onClick={() => choose(each.name)}>
              <span>{each.name}</span>
              <meter min={0} max={each.capacity} value={taken} aria-label={`${each.name} taken`} />
              <span class="number">
                {isOut && '✖ '}
                {countOf(taken)} of {countOf(each.capacity)}
              </span>
            </button>
          );
        })}
      </div>
      <div class="pool-grid">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${pool.name}: ${countOf(now.taken)} of ${countOf(now.capacity)} taken, by ${legend.map(({ group, n }) => `${group} ${n}`).join(', ')}`}
          onMouseMove={(event) => setHover(describe(cellAt(event.currentTarget, now.capacity, event.offsetX, event.offsetY)))}
          onMouseLeave={() => setHover('')}
          onClick={(event) => {
            const owner = now.places.get(cellAt(event.currentTarget, now.capacity, event.offsetX, event.offsetY))?.owner.replace(/^SNAT of /, '');
            if (owner && session.history.byId.has(owner)) session.select({ type: 'actor', id: owner });
          }}
        />
        <p class="legend">
          {hover || (
            <>
              {legend.map(({ group, n }) => (
                <span key={group} class={`group-${groups.indexOf(group)}`}>
                  <i /> {group} {countOf(n)}
                </span>
              ))}
              <span class="group-free">
                <i /> free {countOf(free)}
              </span>
            </>
          )}
        </p>
      </div>
    </section>
  );
}
