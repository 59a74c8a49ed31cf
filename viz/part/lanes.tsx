/** The lanes on the page: click or drag anywhere to go there, zoom with the wheel or the buttons. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { LaneView } from '../draw/lane-view.ts';
import { incidentOf } from '../draw/ticks.ts';
import { formatMoment } from '../format.ts';
import type { Session } from '../play/session.ts';
import { useFollow } from './watch.ts';

type View = readonly [from: number, to: number];

/** The incident, unless the play head stands elsewhere. */
function firstView({ timeline, clock }: Session): View {
  const view = incidentOf(timeline);
  return clock.at >= view[0] && clock.at <= view[1] ? view : [0, timeline.until];
}

export function Lanes({ session }: { session: Session }) {
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const small = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const drawn = useRef<LaneView | undefined>(undefined);
  const { until } = session.timeline;
  const [view, setView] = useState<View>(() => firstView(session));
  const zoom = (from: number, to: number) => {
    const length = Math.max(Math.min(0.5, until), Math.min(until, to - from));
    const start = Math.max(0, Math.min(until - length, from));
    setView([start, start + length]);
  };
  const around = (factor: number) => {
    const length = (view[1] - view[0]) * factor;
    const at = session.clock.at >= view[0] && session.clock.at <= view[1] ? session.clock.at : (view[0] + view[1]) / 2;
    zoom(at - (at - view[0]) * factor, at - (at - view[0]) * factor + length);
  };

  const draw = () => {
    if (!box.current || !drawn.current) return;
    const { clientWidth, clientHeight } = box.current;
    drawn.current.draw(session.lanes, view, until, clientWidth, clientHeight);
    drawn.current.head(session.clock.at);
  };
  useEffect(() => setView(firstView(session)), [session]);
  useEffect(() => {
    if (!svg.current || !box.current || !head.current || !small.current) return;
    drawn.current = new LaneView(
      svg.current,
      { head: head.current, small: small.current },
      {
        onSeek: (at) => session.clock.seek(at),
        onChoose: (index, at) => session.select({ type: 'record', index }, at),
        onZoom: zoom,
      },
    );
    const watch = new ResizeObserver(draw);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [session]);
  useEffect(draw, [session, view]);
  const lit = useRef(session.lit);
  useFollow(session, () => {
    const { at, isPlaying } = session.clock;
    drawn.current?.head(at);
    if (lit.current !== session.lit) drawn.current?.light(session.lit.times);
    lit.current = session.lit;
    slider.current?.setAttribute('aria-valuenow', String(Math.round(at)));
    slider.current?.setAttribute('aria-valuetext', formatMoment(at));
    const length = view[1] - view[0];
    // The head stays in sight; while playing the view turns over like a page.
    if (length < until && (at < view[0] || at > view[1])) zoom(isPlaying ? at : at - length / 2, isPlaying ? at + length : at + length / 2);
  });

  const isWhole = view[1] - view[0] >= until;
  return (
    <section class="lanes" aria-label="Over time">
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" onClick={() => around(0.4)} title="Zoom in around the play head">
          +<span class="only-said"> zoom in</span>
        </button>
        <button type="button" onClick={() => around(2.5)} disabled={isWhole} title="Zoom out">
          −<span class="only-said"> zoom out</span>
        </button>
        <button type="button" onClick={() => setView([0, until])} disabled={isWhole} title="The whole run">
          all
        </button>
      </div>
      <div
        ref={slider}
        class="scrubber"
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={0}
        aria-valuemax={Math.round(until)}
        aria-valuenow={Math.round(session.clock.at)}
        aria-valuetext={formatMoment(session.clock.at)}
      >
        <div ref={box} class="lane-box">
          <svg ref={svg} aria-hidden="true" />
          <div ref={head} class="play-head" />
          <div ref={small} class="play-head is-small" />
        </div>
      </div>
    </section>
  );
}
