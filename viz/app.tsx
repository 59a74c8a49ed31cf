/** The page: which of its states it is in, from an empty list to a run that is watched. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScenarioEntry } from '../api/server/protocol.ts';
import { cancelRun, listScenarios, Trouble } from './api.ts';
import { formatMoment } from './format.ts';
import { type Link, readLink, writeLink } from './link.ts';
import { Header } from './part/header.tsx';
import { Help } from './part/help.tsx';
import { Picker } from './part/picker.tsx';
import { FileErrors, Notice } from './part/trouble.tsx';
import { Watching } from './part/watching.tsx';
import { pressed } from './play/keys.ts';
import { open, type Progress } from './play/opening.ts';
import type { Session } from './play/session.ts';

const first = 'host-failure';

export function App() {
  const [link, setLink] = useState<Link>(() => readLink(location.hash));
  const [scenarios, setScenarios] = useState<readonly ScenarioEntry[]>([]);
  const [session, setSession] = useState<Session>();
  const [progress, setProgress] = useState<Progress>({ run: undefined, text: 'Opening Paddock' });
  const [trouble, setTrouble] = useState<Trouble>();
  const [isPicking, setPicking] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const turn = useRef(0);

  const watch = async (wanted: Link) => {
    const mine = ++turn.current;
    const isStale = () => mine !== turn.current;
    session?.clock.pause();
    setTrouble(undefined);
    setSession(undefined);
    setLink(wanted);
    try {
      const list = (await listScenarios()).scenarios;
      setScenarios(list);
      const scenario = wanted.scenario ?? (list.find(({ name }) => name === first) ?? list[0])?.id;
      if (scenario === undefined) return setPicking(true);
      const opened = await open({ ...wanted, scenario }, (now) => isStale() || setProgress(now), isStale);
      if (opened && !isStale()) {
        setSession(opened);
        Object.assign(window, { paddock: opened });
      }
    } catch (error) {
      if (!isStale()) setTrouble(error instanceof Trouble ? error : new Trouble('page', error instanceof Error ? error.message : String(error)));
    }
  };
  useEffect(() => {
    watch(link);
    const follow = () => watch(readLink(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    const doors = { onPick: () => setPicking(true), onHelp: () => setHelping(true) };
    const press = (event: KeyboardEvent) => pressed(event, session, doors);
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session]);

  const name = session?.timeline.scenario ?? scenarios.find(({ id }) => id === link.scenario)?.name ?? link.scenario ?? '';
  useEffect(() => {
    document.title = name ? `${name} · Paddock` : 'Paddock';
  }, [name]);
  return (
    <>
      <Header session={session} name={name} onPick={() => setPicking(true)} onHelp={() => setHelping(true)} />
      {session && <Watching key={session.run.id} session={session} />}
      {!session && !trouble && <Loading progress={progress} />}
      {trouble && <Stopped trouble={trouble} onAgain={() => watch(link)} onPick={() => setPicking(true)} />}
      {isPicking && (
        <Picker
          scenarios={scenarios}
          current={session?.run.request.scenario}
          onClose={() => setPicking(false)}
          onUploaded={(entry) => setScenarios((all) => [...all.filter(({ id }) => id !== entry.id), entry])}
          onDeleted={(gone) => setScenarios((all) => all.filter(({ id }) => id !== gone))}
          onChoose={(choice) => {
            setPicking(false);
            const chosen: Link = { ...choice, at: undefined, selection: undefined };
            history.pushState(null, '', writeLink(chosen));
            watch(chosen);
          }}
        />
      )}
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </>
  );
}

function Loading({ progress: { run, text, last = [] } }: { progress: Progress }) {
  const { at = 0, until = 0, events = 0 } = run?.progress ?? {};
  return (
    <section class="notice" role="status">
      <h1>{text}…</h1>
      {run && until > 0 && (
        <p>
          <progress max={until} value={at} aria-label="How far the run has come" /> {formatMoment(at)} of {formatMoment(until)}, {events.toLocaleString('en')}{' '}
          events
        </p>
      )}
      {last.length > 0 && (
        <ol class="ticker" aria-label="What has just happened">
          {last.map(({ index, at, text }) => (
            <li key={index}>
              <time>{formatMoment(at)}</time> {text}
            </li>
          ))}
        </ol>
      )}
      {run?.status === 'running' && (
        <button type="button" onClick={() => cancelRun(run.id)}>
          Cancel
        </button>
      )}
    </section>
  );
}

const titles: Readonly<Record<string, string>> = {
  'no-connection': 'The connection is lost',
  'not-found': 'There is no such scenario here',
  'wrong-input': 'This cannot be run as it is',
  cancelled: 'Cancelled',
  interrupted: 'The run was interrupted',
};

function Stopped({ trouble: { code, detail, errors }, onAgain, onPick }: { trouble: Trouble; onAgain(): void; onPick(): void }) {
  return (
    <Notice title={titles[code] ?? (/limit/.test(code) ? 'The run was stopped at a limit' : 'That did not work')}>
      <p>{detail}</p>
      {errors.length > 0 && <FileErrors file={errors[0]?.file ?? 'The scenario'} text="" detail={detail} errors={errors} />}
      <p>
        <button type="button" class="main" onClick={onAgain}>
          Try again
        </button>{' '}
        <button type="button" onClick={onPick}>
          Choose another scenario
        </button>
      </p>
    </Notice>
  );
}
