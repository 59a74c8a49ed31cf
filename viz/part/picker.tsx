/** Choosing what to watch: a shipped scenario or a file of one's own, with another seed or a changed design. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FileProblem, ScenarioEntry } from '../../api/server/protocol.ts';
import { Trouble, uploadScenario } from '../api.ts';
import { formatDuration } from '../format.ts';
import { readLink, type Scalar } from '../link.ts';
import { FileErrors } from './trouble.tsx';

export interface Choice {
  scenario: string;
  seed: number | undefined;
  set: Readonly<Record<string, Scalar>>;
}

interface Props {
  scenarios: readonly ScenarioEntry[];
  current: string | undefined;
  onChoose(choice: Choice): void;
  onUploaded(entry: ScenarioEntry): void;
  onClose(): void;
}

export function Picker({ scenarios, current, onChoose, onUploaded, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wrong, setWrong] = useState<{ file: string; text: string; detail: string; errors: readonly FileProblem[] }>();
  const [seed, setSeed] = useState('');
  const [changes, setChanges] = useState('');
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const choose = (scenario: string) => {
    const query = changes
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => `set=${encodeURIComponent(line.trim())}`);
    onChoose({ scenario, seed: /^\d+$/.test(seed) ? Number(seed) : undefined, set: readLink(`#${query.join('&')}`).set });
  };
  const upload = async (file: File) => {
    setWrong(undefined);
    const text = await file.text();
    try {
      const entry = await uploadScenario(text, file.name);
      onUploaded(entry);
      choose(entry.id);
    } catch (error) {
      const { detail, errors } = error instanceof Trouble ? error : { detail: String(error), errors: [] };
      setWrong({ file: file.name, text, detail, errors });
    }
  };
  return (
    <dialog ref={dialog} class="picker" aria-labelledby="picker-title" onClose={onClose}>
      <header>
        <h2 id="picker-title">Choose a scenario</h2>
        <button type="button" class="quiet" onClick={onClose}>
          close
        </button>
      </header>
      <ul>
        {scenarios.map(({ id, name, system, title, duration, seed: own, isShipped }) => (
          <li key={id}>
            <button type="button" aria-current={id === current ? 'true' : undefined} onClick={() => choose(id)}>
              <b>{name}</b>
              <small>
                {system} · {formatDuration(duration)} · seed {own}
                {isShipped ? '' : ' · yours'}
              </small>
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
      {scenarios.length === 0 && <p class="empty">There are no scenarios here yet. Open a file of your own.</p>}
      <div class="own">
        <label class="file">
          Open a scenario file
          <input
            type="file"
            accept=".yaml,.yml,.json,text/yaml"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) upload(file);
              event.currentTarget.value = '';
            }}
          />
        </label>
        <label>
          Seed{' '}
          <input
            type="text"
            inputMode="numeric"
            pattern="\d*"
            size={8}
            value={seed}
            placeholder="its own"
            onInput={(event) => setSeed(event.currentTarget.value)}
          />
        </label>
        <label class="changes">
          Changes to the design, one a line
          <textarea rows={2} value={changes} placeholder="downstream.atStart=1000" onInput={(event) => setChanges(event.currentTarget.value)} />
        </label>
      </div>
      {wrong && <FileErrors {...wrong} />}
    </dialog>
  );
}
