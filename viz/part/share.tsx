/** What can be taken away: a link to this very moment, the picture, the trace, the summary. */
import { useState } from 'preact/hooks';
import { summaryLink, traceLink } from '../api.ts';
import { writeLink } from '../link.ts';
import { savePicture } from '../picture.ts';
import type { Session } from '../play/session.ts';

export function Share({ session }: { session: Session }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const link = writeLink(session.link());
    history.replaceState(null, '', link);
    const url = location.href;
    try {
      await navigator.clipboard.writeText(url);
      setSaid('Link copied');
    } catch {
      setSaid('The link is in the address bar');
    }
    setTimeout(() => setSaid(''), 2_500);
  };
  const { id } = session.run;
  const picture = (kind: 'svg' | 'png') => savePicture(kind, session).catch(() => setSaid('The picture could not be made'));
  return (
    <>
      <button type="button" onClick={copy} title="A link to this moment and selection">
        share
      </button>
      <details class="menu">
        <summary>export</summary>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the items are the controls, this only closes what they are in */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on an item is a click here too */}
        <div class="menu-items" onClick={(event) => event.currentTarget.closest('details')?.removeAttribute('open')}>
          <button type="button" onClick={() => picture('svg')}>
            Picture, SVG
          </button>
          <button type="button" onClick={() => picture('png')}>
            Picture, PNG
          </button>
          <a href={traceLink(id)} download={`${session.timeline.scenario}.jsonl`}>
            Trace, JSONL
          </a>
          <a href={summaryLink(id)} download={`${session.timeline.scenario}.csv`}>
            Summary, CSV
          </a>
        </div>
      </details>
      <span class="said" role="status">
        {said}
      </span>
    </>
  );
}
