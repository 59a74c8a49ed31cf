/**
 * The workers, as the rest of the server sees them: some for runs, one for questions about finished ones, one at the desk
 * that looks at what comes in, so that none of these waits for another.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Written } from '../load.ts';
import type { Answered, Batch, Board, Checked, Input, Job, Limits, Question, Simulated, Trouble, WantsDesign } from './job.ts';
import { control } from './job.ts';
import { Problem } from './problem.ts';
import type { AskTask } from './worker.ts';

/** Workers run what is built, also when the server itself runs from its sources, as it does in tests. */
const filename = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/api/server/worker.js' : './worker.js', import.meta.url));

/** How long a worker that was asked to end may go on, in ms. */
const patience = 2_000;
/** What a worker needs beside a run at its limit, in MiB. */
const spare = 1_024;
const queueMost = 1_000;
/** Each may take as much memory as a run at its limit. */
const threadsMost = 4;

export class Workshop {
  private readonly runs: Piscina;
  private readonly questions: Piscina;
  private readonly desk: Piscina;

  constructor(private readonly limits: Limits) {
    const resourceLimits = { maxOldGenerationSizeMb: limits.memoryMiB + spare };
    // They start when first needed, and stay.
    const shared = { filename, resourceLimits, atomics: 'disabled' as const, minThreads: 0, idleTimeout: 2 ** 31 - 1, maxQueue: queueMost };
    const threads = Math.min(threadsMost, Math.max(1, availableParallelism() - 1));
    this.runs = new Piscina({ ...shared, maxThreads: threads });
    this.questions = new Piscina({ ...shared, maxThreads: 1 });
    this.desk = new Piscina({ ...shared, maxThreads: 1 });
  }

  /** Carries out a run, sooner or later. */
  async simulate(job: Job, board: Board, onBatch: (batch: Batch) => void, signal: AbortSignal): Promise<Simulated> {
    const { port1, port2 } = new MessageChannel();
    const read = (batch: Batch) => {
      onBatch(batch);
      Atomics.sub(board.control, control.unread, 1);
    };
    port1.on('message', read);
    try {
      return await (this.runs.run({ job, board, port: port2 }, { name: 'simulate', transferList: [port2], signal }) as Promise<Simulated>);
    } catch (error) {
      return { ok: false, trouble: troubleOfWorker(error as Error, this.limits) };
    } finally {
      for (let last = receiveMessageOnPort(port1); last; last = receiveMessageOnPort(port1)) read(last.message);
      port1.close();
    }
  }

  /** @throws Problem */
  async ask(task: AskTask): Promise<unknown> {
    return this.one<unknown>(this.questions, 'ask', task);
  }

  /** @throws Problem */
  async check(job: Input): Promise<Checked | WantsDesign> {
    return this.one<Checked | WantsDesign>(this.desk, 'check', job);
  }

  /** @throws Problem with everything that is wrong with it. */
  async design(written: Written): Promise<unknown> {
    return this.one<unknown>(this.desk, 'readDesign', written);
  }

  /** Starts a worker of each sort before anybody asks. */
  warm(): void {
    for (const pool of [this.desk, this.runs, this.questions]) pool.run({ id: '' }, { name: 'drop' }).catch(() => undefined);
  }

  /** Forgets a run that was deleted. */
  drop(id: string): void {
    this.questions.run({ id }, { name: 'drop' }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.runs.destroy(), this.questions.destroy(), this.desk.destroy()]);
  }

  private async one<T>(pool: Piscina, name: string, task: unknown): Promise<T> {
    let answered: Answered<T>;
    try {
      answered = await pool.run(task, { name, signal: AbortSignal.timeout(this.limits.wall + patience) });
    } catch (error) {
      throw new Problem(troubleOfWorker(error as Error, this.limits));
    }
    if (!answered.ok) throw new Problem(answered.trouble);
    return answered.value;
  }
}

/** Why a worker came to no answer at all. */
function troubleOfWorker(error: Error & { code?: string }, { memoryMiB, wall }: Limits): Trouble {
  const limit = (detail: string): Trouble => ({ status: 409, code: 'limit-reached', detail });
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return limit(`stopped at the limit of ${memoryMiB} MiB of memory`);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return limit(`stopped at the limit of ${wall / 1_000} s of computing`);
  if (/queue/i.test(error.message)) return { status: 429, code: 'too-busy', detail: 'too much is waiting already; try again later' };
  return { status: 500, code: 'internal', detail: `a fault of Paddock itself: ${error.message}` };
}

export type Ask = <Q extends Question>(id: string, question: Q) => Promise<unknown>;
