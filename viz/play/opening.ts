/** From a link to a session: the run is started or found again, waited for, and its timeline fetched. */
import type { RunBody } from '../../api/server/protocol.ts';
import { getRun, getTimeline, startRun, Trouble } from '../api.ts';
import type { Link } from '../link.ts';
import { Session } from './session.ts';

export interface Progress {
  run: RunBody | undefined;
  /** What is being done, as a sentence. */
  text: string;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function open(link: Link & { scenario: string }, tell: (progress: Progress) => void, isStale: () => boolean): Promise<Session | undefined> {
  tell({ run: undefined, text: 'Starting the run' });
  const { scenario, seed, set } = link;
  let run = await startRun({ scenario, ...(seed === undefined ? {} : { seed }), ...(Object.keys(set).length > 0 ? { set } : {}), reuse: true });
  for (let wait = 60; run.status === 'queued' || run.status === 'running'; wait = Math.min(500, wait * 1.4)) {
    tell({ run, text: run.status === 'queued' ? 'Waiting for its turn' : 'Simulating' });
    await pause(wait);
    if (isStale()) return undefined;
    run = await getRun(run.id);
  }
  if (run.status !== 'finished')
    throw new Trouble(run.problem?.code ?? run.status, run.problem?.detail ?? endings[run.status] ?? 'The run did not finish.', run.problem?.errors);
  tell({ run, text: 'Fetching what happened' });
  const timeline = await getTimeline(run.id);
  return isStale() ? undefined : new Session(run, timeline, set, link.at, link.selection);
}

const endings: Readonly<Record<string, string>> = {
  cancelled: 'The run was cancelled.',
  interrupted: 'Paddock was stopped while this ran.',
  failed: 'The run was ended before it was finished.',
};
