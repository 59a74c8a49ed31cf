/** What the long work of a command stands on: worker threads, what it keeps for another time, and how it is ended early. */
import type { Sample } from '../../models/analysis/availability-sample.ts';
import type { Judge } from '../../models/analysis/judge.ts';
import { type Jury, type SearchOptions, type SearchResult, search } from '../../models/analysis/search.ts';
import { years } from '../../sim/index.ts';
import { aboutArgument } from '../complaint.ts';
import type { Output } from '../output.ts';
import { juryOn } from './jury.ts';
import type { Notebook } from './notebook.ts';
import { type Batch, Replications } from './replications.ts';
import { StudyProgress } from './study-progress.ts';
import { Ended, WorkerPool } from './worker-pool.ts';

/** Cancelled by Ctrl+C, as shells have it. */
export const interrupted = 130;

export interface LongOptions {
  workers?: number | undefined;
  /** Keeps what is found, so that an ended study goes on from there. */
  notebook?: Notebook | undefined;
}

export class LongWork {
  readonly pool: WorkerPool;
  readonly notebook: Notebook | undefined;
  private shown: StudyProgress | undefined;

  constructor({ workers, notebook }: LongOptions) {
    this.pool = new WorkerPool(workers);
    this.notebook = notebook;
  }

  /** The next part of the work, of which the progress is told from now on. */
  stage(what: string, of = 1): StudyProgress {
    this.shown?.end();
    this.shown = new StudyProgress(what, of);
    return this.shown;
  }

  readonly jury = (judge: Judge, seeds: readonly number[]): Jury => juryOn(this.pool, judge, seeds, this.notebook);

  search(judge: Judge, options: SearchOptions, what = 'classes'): Promise<SearchResult> {
    const progress = this.stage(what);
    return search(judge, options, this.jury(judge, options.seeds), (done, of) => progress.reach(done, of));
  }

  /** Years under drawn failures. @throws Ended when they were not all done. */
  async replicate(batches: readonly Batch[], onDone: (years: number) => void = () => {}): Promise<Sample[][]> {
    const samples = await new Replications(this.pool, years(1), this.notebook).run(batches, onDone);
    this.pool.refuseIfStopped();
    return samples;
  }

  async close(): Promise<void> {
    this.shown?.end();
    await this.pool.close();
  }
}

/**
 * Carries out the long work of a call, to its end or until Ctrl+C.
 * @param call as `search article`.
 * @returns the exit code.
 */
export async function atLength(call: string, options: LongOptions, output: Output, carryOut: (work: LongWork) => Promise<number>): Promise<number> {
  const work = new LongWork(options);
  const cancel = () => work.pool.abort();
  process.once('SIGINT', cancel);
  try {
    return await carryOut(work);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const next = options.notebook
      ? `what was found is in ${options.notebook.file}; the same call goes on from there`
      : 'with --resume FILE the same call could go on from here';
    output.complain(aboutArgument('paddock', call, { code: 'cancelled', message: `ended early; ${next}` }).complaints);
    return interrupted;
  } finally {
    process.off('SIGINT', cancel);
    await work.close();
  }
}
