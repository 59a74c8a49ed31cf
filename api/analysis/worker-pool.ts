/** The worker threads of one command: tasks go out to them, and those that are not done when it is ended early are given up. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Thrown when the work is ended early. */
export class Ended extends Error {}

/** What a thread can do; each is a file beside this one. */
export type Trade = 'jury-worker' | 'availability-worker';

export class WorkerPool {
  private readonly pool: Piscina;
  private readonly stop = new AbortController();

  constructor(readonly workers = availableParallelism()) {
    this.pool = new Piscina({ minThreads: workers, maxThreads: workers });
    // Every task that waits listens for the same signal.
    setMaxListeners(0, this.stop.signal);
  }

  get isStopped(): boolean {
    return this.stop.signal.aborted;
  }

  /** For work that is not done by threads. @throws Ended */
  refuseIfStopped(): void {
    if (this.isStopped) throw new Ended();
  }

  /** Gives up what is not done yet. */
  abort(): void {
    this.stop.abort();
  }

  /** @throws Ended when the work was ended before this was done. */
  async run<T>(trade: Trade, task: unknown, name = 'default'): Promise<T> {
    this.refuseIfStopped();
    try {
      return (await this.pool.run(task, { filename: fileOf(trade), name, signal: this.stop.signal })) as T;
    } catch (error) {
      if (this.isStopped) throw new Ended();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Built code runs beside this file; vitest runs the sources through its own loader, which threads do not have. */
function fileOf(trade: Trade): string {
  const here = fileURLToPath(new URL('./', import.meta.url));
  const built = here.includes('/dist/') ? here : here.replace(/api\/analysis\/$/, 'dist/api/analysis/');
  return `${built}${trade}.js`;
}
