/** What workers do: look at a scenario, carry out a run, answer questions about a finished one. */
import { parseDuration, toSeconds } from '../../sim/index.ts';
import { dryRun } from '../analysis/dry-run.ts';
import { loadDesign, type Written } from '../load.ts';
import { answer } from './answer.ts';
import { forget, hold } from './held.ts';
import type { Answered, Checked, Input, Job, Question, WantsDesign } from './job.ts';
import { findDesign, loadJob, troubleOf, Wanted } from './load-job.ts';

export { simulate } from './simulate.ts';

export interface AskTask {
  job: Job;
  hash: string;
  question: Question;
}

const tried = <T>(what: () => T): Answered<T> => {
  try {
    return { ok: true, value: what() };
  } catch (error) {
    return { ok: false, trouble: troubleOf(error) };
  }
};

export const ask = ({ job, hash, question }: AskTask): Answered<unknown> => tried(() => answer(job.id, hold(job, hash), question));

/** Says everything that is wrong with a scenario and what the call changes, or what it is. */
export const check = (job: Input): Answered<Checked | WantsDesign> =>
  tried(() => {
    try {
      const { scenario } = loadJob(job);
      const { name, system, title, design, seed, duration } = scenario;
      const place = { file: job.file, line: 0, column: 0, length: 0, text: '' };
      const home = job.design?.isInstead ? job.design.file : job.text === undefined ? design : findDesign(design, place, job.design, job.sent).file;
      return { name, system, title, design: home, seed, duration: toSeconds(parseDuration(duration)), data: scenario };
    } catch (error) {
      if (error instanceof Wanted) return { wants: error.file };
      throw error;
    }
  });

export const readDesign = ({ file, text }: Written): Answered<unknown> => tried(() => loadDesign(file, text === undefined ? {} : { text }));

/** Says everything that is wrong with the call of a study. */
export async function question({ call }: { call: readonly string[] }): Promise<Answered<null>> {
  try {
    await dryRun(call);
    return { ok: true, value: null };
  } catch (error) {
    return { ok: false, trouble: troubleOf(error) };
  }
}

export const drop = ({ id }: { id: string }): boolean => forget(id);
