/** A run on the page: headlines, cutaway, lanes, and beside them story, why, outcome and pools. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { writeLink } from '../link.ts';
import type { Session } from '../play/session.ts';
import { lastIndexAt } from '../scene/search.ts';
import { Headlines } from './headlines.tsx';
import { Lanes } from './lanes.tsx';
import { Pools } from './pools.tsx';
import { Result, Verdict } from './result.tsx';
import { Stage } from './stage.tsx';
import { Story } from './story.tsx';
import { useFollow, useWatch } from './watch.ts';
import { Why } from './why.tsx';

const tabs = ['story', 'why', 'outcome'] as const;
type Tab = (typeof tabs)[number];

export function Watching({ session }: { session: Session }) {
  const [tab, setTab] = useState<Tab>(session.selection ? 'why' : 'story');
  const selection = useWatch(session, (one) => one.selection);
  useEffect(() => {
    if (selection) setTab('why');
    else setTab((now) => (now === 'why' ? 'story' : now));
  }, [selection]);
  useEffect(() => keepLink(session), [session]);
  const { verdict } = session.timeline;
  return (
    <main class="watching">
      <Headlines session={session} />
      <Stage session={session} />
      <Lanes session={session} />
      <aside class="side" aria-label="What happened">
        <div class="tabs" role="tablist" aria-label="Story, why, outcome">
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={tab === one}
              aria-controls="side-panel"
              tabIndex={tab === one ? 0 : -1}
              onClick={() => setTab(one)}
              onKeyDown={(event) => {
                const by = event.shiftKey ? 0 : event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (by === 0) return;
                event.stopPropagation();
                const next = tabs[(tabs.indexOf(one) + by + tabs.length) % tabs.length] as Tab;
                setTab(next);
                document.getElementById(`tab-${next}`)?.focus();
              }}
            >
              {one} {one === 'outcome' && <Verdict verdict={verdict} />}
            </button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling panel must be reachable by keyboard */}
        <div class="panel" role="tabpanel" id="side-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
          {tab === 'story' && <Story session={session} />}
          {tab === 'why' && <Why session={session} />}
          {tab === 'outcome' && <Result session={session} />}
        </div>
        <Pools session={session} />
      </aside>
      <Crier session={session} />
    </main>
  );
}

/** Says for those who cannot see it what has just happened; while playing, no more than one line at a time. */
function Crier({ session }: { session: Session }) {
  const [said, say] = useState('');
  const seen = useRef(session.clock.at);
  useFollow(session, () => {
    const { at } = session.clock;
    const before = seen.current;
    if (at === before) return;
    const { story } = session.timeline;
    const passed: typeof story = [];
    // Only the end of what has passed is said; the story is in the order of time.
    for (let i = lastIndexAt(story, at, (line) => line.at); i >= 0 && passed.length < 3; i--) {
      const line = story[i] as (typeof story)[number];
      if (at > before ? line.at <= before : line.at !== at) break;
      passed.unshift(line);
    }
    if (passed.length > 0) say(passed.map(({ text }) => text).join('. '));
    seen.current = at;
  });
  return (
    <p class="only-said" aria-live="polite">
      {said}
    </p>
  );
}

/** Keeps the address a link to this moment, once the play head rests. */
function keepLink(session: Session): () => void {
  let timer = 0;
  const write = () => {
    if (!session.clock.isPlaying) history.replaceState(null, '', writeLink(session.link()));
  };
  write();
  const stop = session.subscribe(() => {
    clearTimeout(timer);
    // While playing the address stays; a timer for each frame would only be taken back by the next.
    if (session.clock.isPlaying) return;
    timer = window.setTimeout(write, 250);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
