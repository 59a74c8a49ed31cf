/** The runs: taken in, carried out one after another by the workers, cancelled, kept with what they came to. */
import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import { toSeconds } from '../../sim/index.ts';
import type { Written } from '../load.ts';
import { version } from '../package.ts';
import { type Batch, type Board, control, gauge, type Job, type Limits, newBoard, type Question } from './job.ts';
import type { Library } from './library.ts';
import { notFound, Problem } from './problem.ts';
import type { RunBody, RunEntry, RunList, RunRequest, RunSpecBody } from './protocol.ts';
import type { Store, StoredRun } from './store.ts';
import type { Workshop } from './workshop.ts';

/** Runs that may wait in line. */
const waitingMost = 500;
/** How long a cancelled run may take to notice, and how long over its limit a run may go, in ms. */
const grace = 3_000;
/** Between two looks at how runs are getting on, in ms. */
const lookEvery = 50;

/** A run that is queued or running. */
export interface Live {
  id: string;
  board: Board;
  abort: AbortController;
  isRunning: boolean;
  /** What it is to be called when it ends, if that was decided from outside. */
  ending: 'cancelled' | 'interrupted' | undefined;
  startedAt: number;
}

/** What a run is carried out on. */
interface Taken extends Written {
  design: StoredRun['design'];
  /** Seconds. */
  until: number;
}

export interface RunEvents {
  batch: [id: string, batch: Batch];
  progress: [id: string];
  ended: [id: string];
}

const setOf = (set: RunSpecBody['set']): string[] => Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);

const now = (): string => new Date().toISOString();

export class Runs extends EventEmitter<RunEvents> {
  readonly live = new Map<string, Live>();
  private readonly looks = setInterval(() => this.look(), lookEvery);
  private readonly ends = new Set<Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly library: Library,
    private readonly workshop: Workshop,
    private readonly limits: Limits,
    private readonly log: FastifyBaseLogger,
  ) {
    super();
    this.setMaxListeners(0);
    this.looks.unref();
    const left = store.interrupt(now());
    if (left > 0) log.warn({ runs: left }, 'runs that were under way when Paddock last stopped are marked as interrupted');
  }

  /** Takes a run in. @throws Problem when its scenario or its changes are wrong, or too many wait */
  async submit({ scenario, seed, design, set = {}, engine = 'compiled', reuse = false }: RunRequest): Promise<{ run: RunBody; isNew: boolean }> {
    const origin = this.library.origin(scenario);
    const { checked, design: used } = await this.library.check(origin, setOf(set), design);
    const sorted = Object.fromEntries(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)));
    const request: RunSpecBody = { scenario, seed: seed ?? checked.seed, ...(design === undefined ? {} : { design }), set: sorted, engine };
    // One that is shipped is found again by its id; one that was sent is kept as it is now.
    return this.take(request, { ...origin, design: used?.text === undefined ? null : used, until: checked.duration }, reuse);
  }

  /** Another run of the same request. @throws Problem */
  rerun(id: string): RunBody {
    const { request, file, text, design, until } = this.stored(id);
    return this.take(request, { file, ...(text === null ? {} : { text }), design, until }, false).run;
  }

  /** @throws Problem when it is over, or unknown. */
  cancel(id: string): RunBody {
    const live = this.live.get(id);
    const { status } = this.stored(id);
    if (!live) throw new Problem({ status: 409, code: 'over', detail: `run "${id}" is ${status} and cannot be cancelled` });
    this.end(live, 'cancelled');
    return this.get(id);
  }

  /** @throws Problem while it is under way, or when it is unknown. */
  delete(id: string): void {
    this.stored(id);
    if (this.live.has(id)) throw new Problem({ status: 409, code: 'under-way', detail: `run "${id}" is under way; cancel it first` });
    this.store.deleteRun(id);
    this.workshop.drop(id);
  }

  /** @throws Problem when it is unknown. */
  get(id: string): RunBody {
    const run = this.stored(id);
    return { ...this.entry(run), ...(run.result ?? {}) };
  }

  list(limit: number, cursor: string | undefined): RunList {
    const { runs, next } = this.store.runs(limit, cursor === undefined ? undefined : Number(cursor));
    const entries = runs.map((run) => ({ ...this.entry(run), ...(run.verdict ? { verdict: run.verdict as 'passed' } : {}) }));
    return { runs: entries, next: next === undefined ? null : String(next) };
  }

  /** Asks about a finished run. @throws Problem when it is not finished, or the question is wrong */
  async ask(id: string, question: Question): Promise<unknown> {
    const run = this.stored(id);
    if (!run.result)
      throw new Problem({ status: 409, code: 'not-finished', detail: `run "${id}" is ${this.entry(run).status}; only a finished one can be asked` });
    return this.workshop.ask({ job: this.job(run), hash: run.result.hash, question });
  }

  /** Marks what is under way as interrupted, and waits until it has ended. */
  async close(): Promise<void> {
    for (const live of this.live.values()) this.end(live, 'interrupted');
    await Promise.race([Promise.all(this.ends), new Promise((resolve) => setTimeout(resolve, 2 * grace).unref())]);
    clearInterval(this.looks);
  }

  private take(request: RunSpecBody, { file, text, design, until }: Taken, reuse: boolean): { run: RunBody; isNew: boolean } {
    const spec = createHash('sha256')
      .update(JSON.stringify([request, text ?? file, design, version]))
      .digest('hex');
    const same = reuse ? this.store.sameRun(spec) : undefined;
    if (same) return { run: this.get(same.id), isNew: false };
    if (this.live.size >= waitingMost) throw new Problem({ status: 429, code: 'too-busy', detail: `${waitingMost} runs are waiting already; try again later` });
    const id = randomBytes(9).toString('base64url');
    const run: StoredRun = {
      ...{ id, status: 'queued', request, file, text: text ?? null, design, until, createdAt: now() },
      ...{ startedAt: null, endedAt: null, problem: null, result: null },
    };
    this.store.addRun(run, spec);
    const live: Live = { id, board: newBoard(), abort: new AbortController(), isRunning: false, ending: undefined, startedAt: 0 };
    this.live.set(id, live);
    const end = this.carryOut(run, live).finally(() => this.ends.delete(end));
    this.ends.add(end);
    return { run: this.get(id), isNew: true };
  }

  private async carryOut(run: StoredRun, live: Live): Promise<void> {
    const { id } = run;
    const done = await this.workshop.simulate(this.job(run), live.board, (batch) => this.emit('batch', id, batch), live.abort.signal);
    this.look();
    const problem = done.ok ? null : { code: done.trouble.code, detail: done.trouble.detail, ...(done.trouble.errors ? { errors: done.trouble.errors } : {}) };
    const status = done.ok ? 'finished' : (live.ending ?? 'failed');
    if (problem?.code === 'internal') this.log.error({ run: id, detail: problem.detail }, 'a run met a fault of Paddock itself');
    try {
      this.store.ended(id, status, now(), status === 'failed' ? problem : null, done.ok ? done.value : null);
    } catch (error) {
      this.log.error({ err: error, run: id }, 'the end of a run could not be stored');
    }
    this.live.delete(id);
    this.log.info({ run: id, status, ms: live.isRunning ? Date.now() - live.startedAt : 0 }, 'run ended');
    this.emit('ended', id);
  }

  /** Notices runs that have begun, and ends those that are long over their time. */
  private look(): void {
    for (const live of this.live.values()) {
      if (!live.isRunning && (live.board.gauge[gauge.began] as number) > 0) {
        live.isRunning = true;
        live.startedAt = live.board.gauge[gauge.began] as number;
        this.store.started(live.id, new Date(live.startedAt).toISOString());
      }
      if (!live.isRunning) continue;
      this.emit('progress', live.id);
      if (Date.now() - live.startedAt > this.limits.wall + grace) live.abort.abort();
    }
  }

  private end(live: Live, ending: 'cancelled' | 'interrupted'): void {
    live.ending ??= ending;
    Atomics.store(live.board.control, control.cancel, 1);
    // One that waits is taken out of the line; one that does not notice is ended with its worker.
    if (live.isRunning) setTimeout(() => live.abort.abort(), grace).unref();
    else live.abort.abort();
  }

  private entry(run: StoredRun): RunEntry {
    const { id, request, until, createdAt, endedAt, problem, result } = run;
    const live = this.live.get(id);
    const began = live?.board.gauge[gauge.began] ?? 0;
    // A worker may have begun since anybody looked.
    const status = began > 0 ? 'running' : run.status;
    const startedAt = began > 0 ? new Date(began).toISOString() : run.startedAt;
    const at = live ? toSeconds(live.board.gauge[gauge.at] as number) : status === 'finished' ? until : 0;
    const events = live ? (live.board.gauge[gauge.events] as number) : (result?.events ?? 0);
    return { id, status, request, progress: { at, until, events }, createdAt, startedAt, endedAt, problem, ...(result ? { verdict: result.verdict } : {}) };
  }

  private job({ id, file, text, design, request }: StoredRun): Job {
    const { scenario, seed, set, engine } = request;
    const used = design ?? (request.design === undefined ? undefined : { ...this.library.designOrigin(request.design), isInstead: true });
    // A shipped one may be elsewhere since.
    const origin = text === null ? this.library.origin(scenario) : { file, text };
    return { id, ...origin, seed, set: setOf(set), ...(used ? { design: used } : {}), engine, limits: this.limits };
  }

  private stored(id: string): StoredRun {
    const run = this.store.run(id);
    if (!run) throw notFound('run', id);
    return run;
  }
}
