/** What workers do: look at a scenario, carry out a run, answer questions about a finished one. */
import { parseDuration, toSeconds } from '../../sim/index.ts';
import { loadDesign } from '../load.ts';
import { answer } from './answer.ts';
import { forget, hold } from './held.ts';
import type { Answered, Checked, Job, Question } from './job.ts';
import { findDesign, loadJob, troubleOf } from './load-job.ts';

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
export const check = (job: Pick<Job, 'file' | 'text' | 'set'>): Answered<Checked> =>
  tried(() => {
    const { scenario } = loadJob(job);
    const { name, system, title, design, seed, duration } = scenario;
    const place = { file: job.file, line: 0, column: 0, length: 0, text: '' };
    const home = job.text === undefined ? design : findDesign(design, place);
    return { name, system, title, design: home, seed, duration: toSeconds(parseDuration(duration)), data: scenario };
  });

export const readDesign = ({ file }: { file: string }): Answered<unknown> => tried(() => loadDesign(file));

export const drop = ({ id }: { id: string }): boolean => forget(id);
