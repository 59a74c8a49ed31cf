/** The list of keys and signs. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { keys } from '../play/keys.ts';

const signs = [
  ['✖', 'bad', 'lost, or fails for everybody'],
  ['◐', 'part', 'works in part, or is dead and nobody has noticed'],
  ['◌', 'wait', 'on its way, waiting'],
  ['●', 'good', 'works; in the story: something was done about it'],
  ['✔', 'good', 'back again'],
  ['★', 'lead', 'leads the others'],
] as const;

export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <header>
        <h2 id="help-title">Keys and signs</h2>
        <button type="button" class="quiet" onClick={onClose}>
          close
        </button>
      </header>
      <p>
        Click or drag anywhere in the lanes to go to that time. Click an outage, a thing in the picture or a line of the story to see why. The wheel zooms the
        lanes.
      </p>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <dl>
        {signs.map(([sign, tone, what]) => (
          <div key={sign}>
            <dt class={`tone-${tone}`}>{sign}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
