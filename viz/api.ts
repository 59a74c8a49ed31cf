/** What the page asks of the server. Each question has one plain failure: {@link Trouble}. */
import type {
  DesignBody,
  DesignEntry,
  DesignList,
  FileProblem,
  ProblemBody,
  RunBody,
  RunRequest,
  ScenarioBody,
  ScenarioList,
  WhyBody,
} from '../api/server/protocol.ts';
import type { Timeline } from '../api/server/timeline-protocol.ts';

const base = '/api/v1';

/** Something did not work, in words for people. */
export class Trouble extends Error {
  constructor(
    readonly code: string,
    /** One plain sentence. */
    readonly detail: string,
    readonly errors: readonly FileProblem[] = [],
  ) {
    super(detail);
  }
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(base + path, init);
  } catch {
    throw new Trouble('no-connection', 'Paddock does not answer. It may have been stopped.');
  }
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? await response.json().catch(() => undefined) : undefined;
  if (response.ok && (isJson || response.status === 204)) return body as T;
  const problem = body as Partial<ProblemBody> | undefined;
  throw new Trouble(problem?.code ?? `http-${response.status}`, problem?.detail ?? `Paddock answers ${response.status}.`, problem?.errors);
}

const send = (method: 'POST' | 'PUT', body: unknown): RequestInit => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const listScenarios = () => ask<ScenarioList>('/scenarios');
export const uploadScenario = (text: string, name: string) =>
  ask<ScenarioBody>('/scenarios', send('POST', { text, name: name.replace(/[^\w .-]/g, '_').slice(0, 100) }));
export const deleteScenario = (id: string) => ask<undefined>(`/scenarios/${id}`, { method: 'DELETE' });
export const listDesigns = async (): Promise<readonly DesignEntry[]> => (await ask<DesignList>('/designs')).designs;
/** Under its file's name, in the place of one that was sent under that name before. */
export const uploadDesign = (text: string, name: string) =>
  ask<DesignBody>(
    `/designs/${
      name
        .replace(/\.(ya?ml|json)$/, '')
        .replace(/[^\w-]/g, '-')
        .slice(0, 64) || 'design'
    }`,
    send('PUT', { text }),
  );
export const deleteDesign = (id: string) => ask<undefined>(`/designs/${id}`, { method: 'DELETE' });
export const startRun = (request: RunRequest) => ask<RunBody>('/runs', send('POST', request));
export const getRun = (id: string) => ask<RunBody>(`/runs/${id}`);
/** Where a run is streamed. */
export const streamOf = (id: string): string => new URL(`${base}/runs/${id}/stream`, location.href.replace(/^http/, 'ws')).href.replace(/#.*/, '');
export const cancelRun = (id: string) => ask<RunBody>(`/runs/${id}/cancel`, { method: 'POST' });
export const getTimeline = (id: string) => ask<Timeline>(`/runs/${id}/timeline`);
export const traceLink = (id: string) => `${base}/runs/${id}/trace.jsonl`;
export const summaryLink = (id: string) => `${base}/runs/${id}/summary.csv`;

const answers = new Map<string, Promise<WhyBody>>();

/** The chain of causes of a record. A run never changes, so each is asked once. */
export function why(run: string, record: number): Promise<WhyBody> {
  const key = `${run} ${record}`;
  let answer = answers.get(key);
  if (!answer) {
    answer = ask<WhyBody>(`/runs/${run}/why?record=${record}`);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
  }
  return answer;
}
