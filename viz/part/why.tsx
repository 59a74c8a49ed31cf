/** Why: the chain of causes of what is selected, effect first, each link to click. */
import { useEffect, useState } from 'preact/hooks';
import type { WhyBody } from '../../api/server/protocol.ts';
import { Trouble, why } from '../api.ts';
import { countOf, formatDuration, formatMoment } from '../format.ts';
import type { Session } from '../play/session.ts';
import { pathTitles } from '../scene/headline.ts';
import { nowOf } from '../scene/history.ts';
import { takenAt } from '../scene/pools.ts';
import { lookOf, signOf } from '../scene/signs.ts';
import { useWatch } from './watch.ts';

type Link = WhyBody['chain'][number];

const roots: Readonly<Record<string, string>> = {
  fault: 'the fault',
  failure: 'a failure drawn by chance',
  operation: 'somebody asked for it',
  start: 'so it was at the start',
  note: 'so the scenario has it',
};

export function Why({ session }: { session: Session }) {
  const selection = useWatch(session, (one) => one.selection);
  const record = useWatch(session, (one) => one.question);
  const instant = useWatch(session, (one) => one.instant);
  const [answer, setAnswer] = useState<WhyBody>();
  const [trouble, setTrouble] = useState<string>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    setTrouble(undefined);
    if (record === undefined || record < 0) return setAnswer(undefined);
    let isStale = false;
    why(session.run.id, record).then(
      (found) => isStale || setAnswer(found),
      (error: unknown) => isStale || setTrouble(error instanceof Trouble ? error.detail : String(error)),
    );
    return () => {
      isStale = true;
    };
  }, [session, record, tries]);
  useEffect(() => () => session.light([], []), [record]);

  if (!selection)
    return <p class="empty">Click an outage in the lanes, a thing in the picture or a line of the story: its causes appear here, back to the fault.</p>;
  const about = subjectOf(session, instant);
  return (
    <div class="why">
      <header>
        <h2>Why: {answer && selection.type === 'record' ? answer.about : about}</h2>
        <button type="button" class="quiet" onClick={() => session.select(undefined)}>
          clear
        </button>
      </header>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}{' '}
          <button type="button" onClick={() => setTries(tries + 1)}>
            Ask again
          </button>
        </p>
      )}
      {record === -1 && <p class="empty">Nothing has happened to it yet: it is as it was at the start.</p>}
      {answer && record === answer.record && <Root session={session} chain={answer.chain} />}
      {answer && record === answer.record && <Chain session={session} chain={answer.chain} />}
    </div>
  );
}

/** Looks of controllers, and what says the same twice, are left out, as on the command line. */
export const toldLinks = (chain: readonly Link[]): Link[] => chain.filter((link, i) => link.kind !== 'action' && link.text !== chain[i + 1]?.text);

const isHarm = ({ kind }: Link): boolean => kind === 'fault' || kind === 'failure';

/** What it all goes back to, first, since chains are long. */
function Root({ session, chain }: { session: Session; chain: readonly Link[] }) {
  const [effect, root] = [chain[0], chain.at(-1)];
  if (!effect || !root || root === effect || root.kind === 'start') return null;
  const after = effect.at - root.at;
  return (
    <p class="root">
      goes back to{' '}
      <button type="button" class={isHarm(root) ? 'is-harm' : ''} onClick={() => session.select({ type: 'record', index: root.record }, root.at)}>
        {isHarm(root) ? '✖' : '●'} {root.text}
      </button>{' '}
      {after > 0 ? `${formatDuration(after)} before` : 'at the same moment'}
    </p>
  );
}

function Chain({ session, chain }: { session: Session; chain: readonly Link[] }) {
  const links = toldLinks(chain);
  return (
    <ol class="chain">
      {links.map(({ record, at, actor, text, kind }, i) => {
        const isRoot = i === links.length - 1;
        const light = () => session.light([actor], [at]);
        const dim = () => session.light([], []);
        return (
          <li key={record} style={{ '--depth': Math.min(i, 6) }} class={`${isRoot ? 'is-root' : ''} ${isRoot && isHarm(links[i] as Link) ? 'is-harm' : ''}`}>
            <button
              type="button"
              onClick={() => session.select({ type: 'record', index: record }, at)}
              onMouseEnter={light}
              onMouseLeave={dim}
              onFocus={light}
              onBlur={dim}
            >
              <time>{formatMoment(at)}</time>
              <span>
                {i > 0 && (
                  <span class="arrow" aria-hidden="true">
                    ←{' '}
                  </span>
                )}
                {i > 0 && <span class="only-said">because </span>}
                {text}
                {isRoot && roots[kind] && <small> {roots[kind]}</small>}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** What is selected, as it is at the moment. */
function subjectOf(session: Session, _instant: number) {
  const { selection, history, clock } = session;
  if (!selection || selection.type === 'record') return '…';
  if (selection.type === 'path') {
    const path = session.scene().paths.find(({ name }) => name === selection.id);
    const state = !path ? '' : path.share >= 1 ? 'works for everybody' : path.reason;
    return `${pathTitles[selection.id] ?? selection.id} – ${state}`;
  }
  const pool = session.timeline.pools.find(({ name }) => name === selection.id);
  if (pool) return `${pool.name}: ${countOf(takenAt(pool, clock.at))} of ${countOf(pool.capacity)} taken`;
  const now = nowOf(history.byId.get(selection.id), clock.at);
  if (!now) return `${selection.id} is not there at this time`;
  const look = lookOf(now);
  return `${selection.id} ${signOf[look.tone]} ${look.word}`;
}
