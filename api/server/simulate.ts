/** A run in a worker: carried out in small steps, so that it can be watched, cancelled, and ended at a limit. */
import { getHeapStatistics } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { compileScenario, type Design } from '../../models/index.ts';
import { Run, type RunSpec, toSeconds } from '../../sim/index.ts';
import { inOrder, WrongInput } from '../complaint.ts';
import { type Execution, toothless } from '../execution.ts';
import { runJson } from '../report.ts';
import { type Batch, type Board, control, gauge, type Job, type Limits, type Simulated } from './job.ts';
import { loadJob, Stopped, troubleOf } from './load-job.ts';
import { recordJson } from './record.ts';

/** Events between two looks at the limits. */
const stride = 2_000;
/** Records in a message, and messages that may wait to be read. */
const batchSize = 500;
const unreadMost = 8;

export interface SimulateTask {
  job: Job;
  board: Board;
  port: MessagePort;
}

export function simulate({ job, board, port }: SimulateTask): Simulated {
  try {
    const start = performance.now();
    const loaded = loadJob(job);
    checkSize(loaded.design, job.limits);
    const spec = { ...compileScenario(loaded.scenario, loaded.design, job.seed ?? loaded.scenario.seed), engine: job.engine };
    board.gauge[gauge.until] = spec.until;
    board.gauge[gauge.began] = Date.now();
    const sender = new Sender(board, port);
    const run = carryOut(spec, job.limits, (now) => {
      board.gauge[gauge.at] = now.now;
      board.gauge[gauge.events] = now.world.events;
      if (Atomics.load(board.control, control.cancel) === 1) throw new Stopped({ status: 409, code: 'cancelled', detail: 'the run was cancelled' });
      sender.send(now);
    });
    const result = run.result();
    const complaints = toothless(loaded, spec, result);
    if (complaints.length > 0) throw new WrongInput(inOrder(complaints));
    board.gauge[gauge.records] = run.world.trace.length;
    const execution: Execution = { loaded, spec, run, result, took: Math.round((performance.now() - start) * 1_000) };
    return { ok: true, value: runJson(execution) };
  } catch (error) {
    return { ok: false, trouble: troubleOf(error) };
  }
}

/** Measured: 2 KiB an actor at the start, its records included; a cluster is an agent, an entry and three namespaces. */
const kibibytesPerActor = 2;
const actorsPerCluster = 5;

/** Making the platform is one step that nothing can end, so its size is looked at before. @throws Stopped */
export function checkSize({ downstream: { atStart, extraProjectsPerCluster } }: Design, { memoryMiB }: Limits): void {
  const actors = atStart * (actorsPerCluster + extraProjectsPerCluster);
  if (actors * kibibytesPerActor <= memoryMiB * 1_024) return;
  const detail = `its ${actors.toLocaleString('en')} clusters, agents and namespaces do not fit into the limit of ${memoryMiB} MiB of memory`;
  throw new Stopped({ status: 409, code: 'limit-reached', detail });
}

/** Runs a spec to its end. @throws Stopped at a limit, or when `look` says so. */
export function carryOut(spec: RunSpec, limits: Limits, look: (run: Run) => void): Run {
  const guard = new Guard(limits);
  const run = new Run(spec);
  const { schedule } = run.world;
  for (;;) {
    for (let i = 0; i < stride && schedule.peek() <= spec.until; i++) run.world.step();
    guard.check(run);
    look(run);
    if (schedule.peek() > spec.until) break;
  }
  run.advance();
  look(run);
  return run;
}

/** Knows when enough is enough. */
export class Guard {
  private readonly start = performance.now();

  constructor(private readonly limits: Limits) {}

  /** @throws Stopped */
  check({ world, now }: Run): void {
    const { events, memoryMiB, wall } = this.limits;
    const after = `, at ${toSeconds(now)} s of the run`;
    const stop = (detail: string) => new Stopped({ status: 409, code: 'limit-reached', detail: detail + after });
    if (world.events > events) throw stop(`stopped at the limit of ${events.toLocaleString('en')} events`);
    if (performance.now() - this.start > wall) throw stop(`stopped at the limit of ${wall / 1_000} s of computing`);
    if (isHeapOver(memoryMiB)) throw stop(`stopped at the limit of ${memoryMiB} MiB of memory`);
  }
}

/** Whether a worker's heap is over a limit, not counting what runs before this one have left behind. */
function isHeapOver(mebibytes: number): boolean {
  const used = () => {
    const { used_heap_size, external_memory } = getHeapStatistics();
    return (used_heap_size + external_memory) / 1_048_576;
  };
  if (used() <= mebibytes) return false;
  // The server exposes it before it starts its workers.
  globalThis.gc?.();
  // With some room, so that the next collection is not due at once.
  return used() > mebibytes * 0.9;
}

/** Sends records to the server while somebody reads them, and no faster than it reads. */
class Sender {
  private sent = 0;

  constructor(
    private readonly board: Board,
    private readonly port: MessagePort,
  ) {}

  send(run: Run): void {
    const { control: words } = this.board;
    const { trace } = run.world;
    while (this.sent < trace.length && Atomics.load(words, control.readers) > 0) {
      // What is not sent is named a gap, and can be asked for when the run is over.
      if (Atomics.load(words, control.unread) >= unreadMost) {
        this.sent = trace.length;
        return;
      }
      const to = Math.min(this.sent + batchSize, trace.length);
      const records: string[] = [];
      for (let index = this.sent; index < to; index++) records.push(JSON.stringify(recordJson(trace.record(index), run)));
      Atomics.add(words, control.unread, 1);
      this.port.postMessage({ from: this.sent, records } satisfies Batch);
      this.sent = to;
    }
    if (Atomics.load(words, control.readers) === 0) this.sent = trace.length;
  }
}
