/** The head of the page: which run, the play head's controls, and what can be taken away. */
import { useRef, useState } from 'preact/hooks';
import { formatMoment } from '../format.ts';
import { speeds } from '../play/clock.ts';
import type { Session } from '../play/session.ts';
import { Icon } from './icon.tsx';
import { Share } from './share.tsx';
import { useFollow, useWatch } from './watch.ts';

export function Transport({ session }: { session: Session }) {
  const { clock } = session;
  const isPlaying = useWatch(session, (one) => one.clock.isPlaying);
  const speed = useWatch(session, (one) => one.clock.speed);
  const isBrisk = useWatch(session, (one) => one.clock.isBrisk);
  const waits = useWatch(session, (one) => one.clock.waits);
  return (
    <div class="transport" role="toolbar" aria-label="Play">
      <button type="button" onClick={() => clock.jump(-1)} title="To what mattered before (shift ←)" aria-label="Back to what mattered before">
        <Icon name="jumpBack" />
      </button>
      <button type="button" onClick={() => clock.step(-1)} title="One event back (←)" aria-label="One event back">
        <Icon name="stepBack" />
      </button>
      <button type="button" class="play" onClick={() => clock.toggle()} title="Play or pause (space)" aria-label={isPlaying ? 'Pause' : 'Play'}>
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <button type="button" onClick={() => clock.step(1)} title="One event on (→)" aria-label="One event on">
        <Icon name="stepOn" />
      </button>
      <button type="button" onClick={() => clock.jump(1)} title="To the next thing that matters (shift →)" aria-label="On to the next thing that matters">
        <Icon name="jumpOn" />
      </button>
      <Time session={session} />
      <label class="speed">
        <span class="only-said">Speed</span>
        <select value={speed} onChange={(event) => clock.set({ speed: Number(event.currentTarget.value) })} title="Speed ([ and ])">
          {speeds.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </label>
      <label title="Pass quiet stretches quickly; the lanes still show true time (q)">
        <input type="checkbox" checked={isBrisk} onChange={(event) => clock.set({ isBrisk: event.currentTarget.checked })} /> skip quiet
      </label>
      <label title="Wait where the scenario has something to say (n)">
        <input type="checkbox" checked={waits} onChange={(event) => clock.set({ waits: event.currentTarget.checked })} /> wait at ¶
      </label>
    </div>
  );
}

/** The moment, as wide as its widest so that nothing jumps. */
function Time({ session }: { session: Session }) {
  const output = useRef<HTMLOutputElement>(null);
  const show = () => {
    if (output.current) output.current.textContent = formatMoment(session.clock.at);
  };
  useFollow(session, show);
  return (
    <output ref={output} class="moment" aria-live="off" style={{ minWidth: `${formatMoment(session.clock.until).length}ch` }}>
      {formatMoment(session.clock.at)}
    </output>
  );
}

export function Header({ session, name, onPick, onHelp }: { session: Session | undefined; name: string; onPick(): void; onHelp(): void }) {
  const changes = Object.entries(session?.set ?? {});
  return (
    <header class="head">
      <button type="button" class="picker-button" onClick={onPick} aria-haspopup="dialog" title="Choose a scenario (o)">
        <b>{name || 'Choose a scenario'}</b> ▾
      </button>
      {session && (
        <span class="facts" title={changes.map(([path, value]) => `${path}=${value}`).join('\n')}>
          {session.timeline.design} · seed {session.timeline.seed}
          {changes.length > 0 && ` · ${changes.length} changed`}
        </span>
      )}
      {session ? <Transport session={session} /> : <div class="transport" />}
      <div class="away">
        {session && <Share session={session} />}
        <Theme />
        <button type="button" onClick={onHelp} title="Help (?)" aria-label="Help">
          ?
        </button>
      </div>
    </header>
  );
}

function Theme() {
  const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? system());
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      aria-label={`Switch to ${next}`}
      title={`Switch to ${next}`}
      onClick={() => {
        document.documentElement.dataset.theme = next;
        try {
          localStorage.setItem('theme', next);
        } catch {
          // A browser may refuse to remember; the page is as light or dark as asked all the same.
        }
        setTheme(next);
        dispatchEvent(new Event('themechange'));
      }}
    >
      <Icon name={theme === 'dark' ? 'light' : 'dark'} />
    </button>
  );
}
