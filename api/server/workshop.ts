/**
 * The workers, as the rest of the server sees them: some for runs, one for questions about finished ones, one at the desk
 * that looks at what comes in, so that none of these waits for another.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { FastifyBaseLogger } from 'fastify';
import { Piscina } from 'piscina';
import type { Written } from '../load.ts';
import type { Answered, Batch, Board, Checked, Input, Job, Limits, Question, Simulated, Trouble, WantsDesign } from './job.ts';
import { control } from './job.ts';
import { Problem } from './problem.ts';
import type { AskTask } from './worker.ts';

/** Workers run what is built, also when the server itself runs from its sources, as it does in tests. */
const filename = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/api/server/worker.js' : './worker.js', import.meta.url));

/**
 * Workers load their code by `import`. Piscina tries `require` first, and a worker that is ended in the middle of requiring a
 * module takes the whole process with it (Node 20.20: FATAL ERROR v8::Module::IsGraphAsync).
 */
const requireFlag = '--experimental-require-module';
const execArgv = process.allowedNodeEnvironmentFlags.has(requireFlag) ? [...process.execArgv, requireFlag.replace('--', '--no-')] : process.execArgv;

/** How long a worker that was asked to end may go on, in ms. */
const patience = 2_000;
const queueMost = 1_000;
/** Each may take as much memory as a run at its limit. */
const threadsMost = 4;

export class Workshop {
  private readonly runs: Piscina;
  private readonly questions: Piscina;
  private readonly desk: Piscina;

  constructor(
    private readonly limits: Limits,
    private readonly log: FastifyBaseLogger,
  ) {
    // Flags are the whole process's: set here, once, before there is a worker that reads them.
    setFlagsFromString('--expose-gc');
    const resourceLimits = { maxOldGenerationSizeMb: limits.memoryMiB + limits.spareMiB };
    // They start when first needed, and stay.
    const shared = { filename, execArgv, resourceLimits, atomics: 'disabled' as const, minThreads: 0, idleTimeout: 2 ** 31 - 1, maxQueue: queueMost };
    const threads = Math.min(threadsMost, Math.max(1, availableParallelism() - 1));
    this.runs = new Piscina({ ...shared, maxThreads: threads });
    this.questions = new Piscina({ ...shared, maxThreads: 1 });
    this.desk = new Piscina({ ...shared, maxThreads: 1 });
    // A worker that dies at rest takes nothing with it; the next question starts another.
    for (const pool of [this.desk, this.runs, this.questions]) pool.on('error', (error: Error) => log.error({ err: error }, 'a worker ended at rest'));
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
      this.revive(this.runs);
      return { ok: false, trouble: this.troubleOf(error as Error) };
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

  /** @throws Problem with everything that is wrong with the call of a study. */
  async question(call: readonly string[]): Promise<void> {
    await this.one<null>(this.desk, 'question', { call });
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
      this.revive(pool);
      throw new Problem(this.troubleOf(error as Error));
    }
    if (!answered.ok) throw new Problem(answered.trouble);
    return answered.value;
  }

  /** Piscina starts no worker in the place of one that has ended until something is asked; what waits in line would wait on. */
  private revive(pool: Piscina): void {
    if (pool.queueSize > 0) pool.run({ id: '' }, { name: 'drop' }).catch(() => undefined);
  }

  /** Why a worker came to no answer at all. */
  private troubleOf(error: Error & { code?: string }): Trouble {
    const { memoryMiB, spareMiB, wall } = this.limits;
    const limit = (detail: string): Trouble => ({ status: 409, code: 'limit-reached', detail });
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.log.warn({ memoryMiB, spareMiB }, 'a worker was ended by V8 at its limit of memory');
      return limit(`stopped at the limit of ${memoryMiB} MiB of memory, which it passed by more than ${spareMiB} MiB in one step`);
    }
    if (error.name === 'AbortError' || error.name === 'TimeoutError') return limit(`stopped at the limit of ${wall / 1_000} s of computing`);
    if (/queue/i.test(error.message)) return { status: 429, code: 'too-busy', detail: 'too much is waiting already; try again later' };
    return { status: 500, code: 'internal', detail: `a fault of Paddock itself: ${error.message}` };
  }
}

export type Ask = <Q extends Question>(id: string, question: Q) => Promise<unknown>;
