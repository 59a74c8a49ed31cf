/** A run under way, followed over its WebSocket until it is over; a lost connection is taken up again. */
import type { RecordBody, RunBody } from '../../api/server/protocol.ts';
import type { ServerFrame } from '../../api/server/stream-protocol.ts';
import { getRun, streamOf, Trouble } from '../api.ts';

export interface Live {
  run: RunBody;
  /** The last things that happened, oldest first. */
  last: readonly RecordBody[];
  /** Whether the connection is gone and being sought again. */
  isLost: boolean;
}

const shownMost = 7;
/** Waits between tries, in ms; then the page gives up. */
const waits = [250, 500, 1_000, 2_000, 4_000, 8_000] as const;
const tells: ReadonlySet<string> = new Set(['fault', 'heal', 'failure', 'operation', 'path', 'note', 'property']);

const isOver = ({ status }: Pick<RunBody, 'status'>): boolean => status !== 'queued' && status !== 'running';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns the run once it is over; undefined when nobody waits any more. @throws Trouble when the connection does not come back. */
export async function follow(run: RunBody, tell: (live: Live) => void, isStale: () => boolean): Promise<RunBody | undefined> {
  const live: Live = { run, last: [], isLost: false };
  for (let tries = 0; !isOver(live.run); ) {
    const heard = await listen(live, tell, isStale);
    if (isStale()) return undefined;
    if (heard === 'refused') throw new Trouble('not-found', 'This run has been deleted meanwhile.');
    // Whoever was heard before it went silent is given all tries again.
    tries = heard === 'over' ? tries : heard === 'heard' ? 0 : tries + 1;
    const wait = waits[tries];
    if (heard !== 'over' && wait === undefined)
      throw new Trouble('no-connection', 'Paddock no longer answers. It may have been stopped; what ran is marked as interrupted.');
    if (heard !== 'over') {
      live.isLost = true;
      tell({ ...live });
      await pause(wait as number);
      if (isStale()) return undefined;
    }
    // Without a connection this fails, and the next try waits longer.
    const now = await getRun(run.id).catch((error: unknown) => {
      if (error instanceof Trouble && error.code === 'no-connection') return undefined;
      throw error;
    });
    if (now) Object.assign(live, { run: now, isLost: false });
  }
  return live.run;
}

type Heard = 'over' | 'heard' | 'nothing' | 'refused';

/** One connection, from its opening to its end. */
function listen(live: Live, tell: (live: Live) => void, isStale: () => boolean): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = new WebSocket(streamOf(live.run.id));
    let heard: Heard = 'nothing';
    socket.onmessage = ({ data }) => {
      if (isStale()) return socket.close();
      if (heard === 'nothing') heard = 'heard';
      live.isLost = false;
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.type === 'hello') live.run = { ...live.run, status: frame.status };
      if (frame.type === 'progress') {
        const { at, events } = frame;
        live.run = { ...live.run, status: 'running', progress: { ...live.run.progress, at, events } };
      }
      if (frame.type === 'records') {
        // What has records is no longer waiting, whether or not its progress has been told yet.
        live.run = { ...live.run, status: 'running' };
        live.last = [...live.last, ...frame.records.filter(({ kind }) => tells.has(kind)).slice(-shownMost)].slice(-shownMost);
      }
      if (frame.type === 'hello' && isOver(live.run)) {
        heard = 'over';
        // The server's own word on the run is fetched next.
        live.run = { ...live.run, status: 'running' };
        return socket.close();
      }
      tell({ ...live });
    };
    socket.onclose = ({ code }) => resolve(code === 4404 ? 'refused' : heard);
  });
}
