/** The story so far and to come: one line a fact, with the scenario's narration. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatMoment } from '../format.ts';
import type { Session } from '../play/session.ts';
import { indexAt } from '../scene/search.ts';
import { useWatch } from './watch.ts';

/** Of a long story only this many lines before and after the moment are put on the page. */
const around = 150;

const tones: Readonly<Record<string, string>> = { '✖': 'bad', '✔': 'good', '◐': 'part', '◌': 'wait', '●': 'act', '★': 'lead' };

export function Story({ session }: { session: Session }) {
  const { story, narration } = session.timeline;
  const last = useWatch(session, ({ clock }) => indexAt(times(story), clock.at));
  const selection = useWatch(session, (one) => one.selection);
  const [isAll, showAll] = useState(story.length <= 3 * around);
  const start = isAll ? 0 : Math.max(0, last - around);
  const shown = isAll ? story : story.slice(start, last + around);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.children[Math.max(0, last - start)] as HTMLElement | undefined;
    const scroll = list.current?.parentElement;
    if (row && scroll) scroll.scrollTop = row.offsetTop - scroll.clientHeight * 0.6;
  }, [last, start, session]);
  const told = new Set(narration.map(({ record }) => record));
  if (story.length === 0) return <p class="empty">Nothing worth telling happens in this run.</p>;
  return (
    <>
      {!isAll && (
        <button type="button" class="quiet" onClick={() => showAll(true)}>
          {story.length} lines, those near the moment shown; show all
        </button>
      )}
      <ol class="story" ref={list}>
        {shown.map(({ at, sign, text, aside, record }, n) => {
          const i = start + n;
          const isTold = told.has(record);
          const isSelected = selection?.type === 'record' && selection.index === record;
          return (
            <li key={`${record} ${text}`} class={`${i > last ? 'is-ahead' : ''} ${isTold ? 'is-told' : ''}`} aria-current={i === last ? 'step' : undefined}>
              <button
                type="button"
                class={`tone-${tones[sign] ?? 'plain'} ${isSelected ? 'is-selected' : ''}`}
                onClick={() => session.select(isTold ? undefined : { type: 'record', index: record }, at)}
              >
                <time>{formatMoment(at)}</time>
                <span class="sign" aria-hidden="true">
                  {isTold ? '¶' : sign}
                </span>
                <span>
                  {text} {aside && <small>{aside}</small>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </>
  );
}

const known = new WeakMap<object, number[]>();

function times(story: readonly { at: number }[]): number[] {
  let list = known.get(story);
  if (!list) known.set(story, (list = story.map(({ at }) => at)));
  return list;
}
