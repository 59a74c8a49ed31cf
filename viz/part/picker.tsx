/** Choosing what to watch: a shipped scenario or a file of one's own, with another seed, on another or a changed design. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DesignEntry, FileProblem, ScenarioEntry } from '../../api/server/protocol.ts';
import { deleteDesign, deleteScenario, listDesigns, Trouble, uploadDesign, uploadScenario } from '../api.ts';
import { formatDuration } from '../format.ts';
import { readLink, type Scalar } from '../link.ts';
import { FileErrors } from './trouble.tsx';

export interface Choice {
  scenario: string;
  seed: number | undefined;
  design: string | undefined;
  set: Readonly<Record<string, Scalar>>;
}

interface Props {
  scenarios: readonly ScenarioEntry[];
  current: string | undefined;
  onChoose(choice: Choice): void;
  onUploaded(entry: ScenarioEntry): void;
  onDeleted(scenario: string): void;
  onClose(): void;
}

interface Wrong {
  file: string;
  text: string;
  detail: string;
  errors: readonly FileProblem[];
}

const isDesign = (text: string): boolean => /^\s*(["']?)kind\1:\s*(["']?)Design\b/m.test(text);

export function Picker({ scenarios, current, onChoose, onUploaded, onDeleted, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wrong, setWrong] = useState<Wrong>();
  const [seed, setSeed] = useState('');
  const [changes, setChanges] = useState('');
  const [designs, setDesigns] = useState<readonly DesignEntry[]>([]);
  const [design, setDesign] = useState('');
  const [said, say] = useState('');
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const refuse = (file: string, text: string) => (error: unknown) => {
    const { detail, errors } = error instanceof Trouble ? error : { detail: String(error), errors: [] };
    setWrong({ file, text, detail, errors });
  };
  const refresh = () => listDesigns().then(setDesigns);
  useEffect(() => void refresh().catch(() => say('The designs cannot be listed: Paddock does not answer.')), []);
  const choose = (scenario: string) => {
    const query = changes
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => `set=${encodeURIComponent(line.trim())}`);
    const { set } = readLink(`#${query.join('&')}`);
    onChoose({ scenario, seed: /^\d+$/.test(seed) ? Number(seed) : undefined, design: design || undefined, set });
  };
  const upload = async (file: File) => {
    setWrong(undefined);
    say('');
    const text = await file.text();
    try {
      if (isDesign(text)) {
        const { id, name } = await uploadDesign(text, file.name);
        await refresh();
        setDesign(id);
        say(`Design ${name} is here. Choose a scenario to run on it, or name it in one of your own as designs/${id}.yaml.`);
        return;
      }
      const entry = await uploadScenario(text, file.name);
      onUploaded(entry);
      choose(entry.id);
    } catch (error) {
      refuse(file.name, text)(error);
    }
  };
  const removeDesign = async () => {
    await deleteDesign(design).catch(refuse(design, ''));
    setDesign('');
    await refresh().catch(() => undefined);
  };
  const removeScenario = async (id: string) => {
    await deleteScenario(id).catch(refuse(id, ''));
    onDeleted(id);
  };
  return (
    <dialog ref={dialog} class="picker" aria-labelledby="picker-title" onClose={onClose}>
      <header>
        <h2 id="picker-title">Choose a scenario</h2>
        <button type="button" class="quiet" onClick={onClose}>
          close
        </button>
      </header>
      <div class="own">
        <label class="file">
          Open a file of your own: a scenario or a design
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
          Design{' '}
          <select class="design" value={design} onChange={(event) => setDesign(event.currentTarget.value)}>
            <option value="">the scenario’s own</option>
            {designs.map(({ id, isShipped }) => (
              <option key={id} value={id}>
                {id}
                {isShipped ? '' : ' (yours)'}
              </option>
            ))}
          </select>
        </label>
        {designs.some(({ id, isShipped }) => id === design && !isShipped) && (
          <button type="button" onClick={removeDesign} aria-label={`Delete design ${design}`}>
            delete
          </button>
        )}
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
      <p class="uploaded" role="status">
        {said}
      </p>
      {wrong && <FileErrors {...wrong} />}
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
            {!isShipped && (
              <button type="button" class="quiet" onClick={() => removeScenario(id)} aria-label={`Delete scenario ${name}`}>
                delete
              </button>
            )}
          </li>
        ))}
      </ul>
      {scenarios.length === 0 && <p class="empty">There are no scenarios here yet.</p>}
    </dialog>
  );
}
