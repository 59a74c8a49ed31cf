/** Five short answers across the top: what failed, who noticed, and whether users, operators and edge sites feel it. */
import type { Session } from '../play/session.ts';
import { headlinesOf } from '../scene/headline.ts';
import { slowly, useWatch } from './watch.ts';

export function Headlines({ session }: { session: Session }) {
  useWatch(session, (one) => one.instant);
  useWatch(session, slowly);
  const lines = headlinesOf(session.history, session.scene());
  return (
    <section class="headlines" aria-label="At this moment">
      {lines.map(({ title, tone, sign, text, aside, record, path }) => (
        <button
          type="button"
          key={title}
          class={`headline tone-${tone}`}
          title={[text, aside].filter(Boolean).join(' – ')}
          disabled={record < 0}
          onClick={() => session.select(path ? { type: 'path', id: path } : { type: 'record', index: record })}
        >
          <span class="title">{title}</span>
          <span class="text">
            <span class="sign" aria-hidden="true">
              {sign}
            </span>{' '}
            {text}
          </span>
          <span class="aside">{aside}</span>
        </button>
      ))}
    </section>
  );
}
