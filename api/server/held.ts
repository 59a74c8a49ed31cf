/** Finished runs that a worker holds ready for questions: carried out again when asked about, forgotten when room is short. */
import { compileScenario, SceneRecorder } from '../../models/index.ts';
import { Run } from '../../sim/index.ts';
import type { Job } from './job.ts';
import { loadJob, Stopped } from './load-job.ts';
import { checkSize, Guard } from './simulate.ts';
import type { Held } from './timeline.ts';

/** At most so many runs, with so many records in all. */
const runsMost = 8;
const recordsMost = 3_000_000;

/** Least recently asked first. */
const held = new Map<string, Held>();

/** @param hash what the run came to when it was first carried out. @throws Stopped when it comes to something else now. */
export function hold(job: Job, hash: string): Held {
  const found = held.get(job.id) ?? carryOutAlone(job);
  if (found.result.hash !== hash) {
    const detail = 'this run comes out differently now: its scenario, its design or Paddock itself has changed; rerun it';
    throw new Stopped({ status: 409, code: 'stale', detail });
  }
  held.delete(job.id);
  held.set(job.id, found);
  makeRoom();
  return found;
}

export const forget = (id: string): boolean => held.delete(id);

/** Forgets the others if there is no room beside them. */
function carryOutAlone(job: Job): Held {
  try {
    return carryOutAgain(job);
  } catch (error) {
    if (!(error instanceof Stopped) || held.size === 0) throw error;
    held.clear();
    return carryOutAgain(job);
  }
}

function carryOutAgain(job: Job): Held {
  const loaded = loadJob(job);
  checkSize(loaded.design, job.limits);
  const spec = { ...compileScenario(loaded.scenario, loaded.design, job.seed ?? loaded.scenario.seed), engine: job.engine };
  const guard = new Guard(job.limits);
  const run = new Run(spec);
  const recorder = new SceneRecorder(run);
  for (let instants = 0; recorder.next(); instants++) if (instants % 500 === 0) guard.check(run);
  return { loaded, spec, run, result: run.result(), scene: recorder.scene() };
}

function makeRoom(): void {
  let records = 0;
  for (const { run } of held.values()) records += run.world.trace.length;
  for (const [id, { run }] of held) {
    if (held.size === 1 || (held.size <= runsMost && records <= recordsMost)) return;
    held.delete(id);
    records -= run.world.trace.length;
  }
}
