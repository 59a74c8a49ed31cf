/** From a link to a session: the run is started or found again, waited for, and its timeline fetched. */
import type { RecordBody, RunBody } from '../../api/server/protocol.ts';
import { getTimeline, startRun, Trouble } from '../api.ts';
import type { Link } from '../link.ts';
import { follow } from './live.ts';
import { Session } from './session.ts';

export interface Progress {
  run: RunBody | undefined;
  /** What is being done, as a sentence. */
  text: string;
  /** What has just happened in the run. */
  last?: readonly RecordBody[];
}

export async function open(link: Link & { scenario: string }, tell: (progress: Progress) => void, isStale: () => boolean): Promise<Session | undefined> {
  tell({ run: undefined, text: 'Starting the run' });
  const { scenario, seed, design, set } = link;
  const started = await startRun({
    scenario,
    ...(seed === undefined ? {} : { seed }),
    ...(design === undefined ? {} : { design }),
    ...(Object.keys(set).length > 0 ? { set } : {}),
    reuse: true,
  });
  const words = ({ run, last, isLost }: { run: RunBody; last: readonly RecordBody[]; isLost: boolean }) =>
    tell({ run, last, text: isLost ? 'The connection is lost; trying again' : run.status === 'queued' ? 'Waiting for its turn' : 'Simulating' });
  const run = await follow(started, words, isStale);
  if (!run) return undefined;
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
