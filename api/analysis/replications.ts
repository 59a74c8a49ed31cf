/**
 * Replications on every core. They are dealt out in small hands and put together in the order of their seeds, and whether
 * to go on is asked of whole batches only, so the answer is the same whatever the number of workers.
 */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Sample } from '../../models/analysis/availability-sample.ts';
import type { Design } from '../../models/index.ts';
import type { Micros, Setting } from '../../sim/index.ts';
import type { ReplicationTask } from './availability-worker.ts';

/** A variant of what is studied, on some seeds. */
export interface Batch {
  design: Design;
  settings?: [string, Setting][];
  first: number;
  count: number;
}

/** Replications in one hand: some tens of milliseconds of work. */
const hand = 4;

export class Replications {
  private readonly pool: Piscina<ReplicationTask, Sample[]>;
  private readonly stop = new AbortController();
  readonly workers: number;

  constructor(
    private readonly length: Micros,
    workers = availableParallelism(),
  ) {
    this.workers = workers;
    const filename = new URL('./availability-worker.js', import.meta.url).href;
    this.pool = new Piscina<ReplicationTask, Sample[]>({ filename, minThreads: workers, maxThreads: workers });
    // Every hand waiting listens for the same signal.
    setMaxListeners(0, this.stop.signal);
  }

  get isStopped(): boolean {
    return this.stop.signal.aborted;
  }

  /** Gives up what is not done yet. */
  abort(): void {
    this.stop.abort();
  }

  /** Every batch's samples in the order of their seeds; what was not done in time is missing at the end. */
  async run(batches: readonly Batch[], onDone: (replications: number) => void = () => {}): Promise<Sample[][]> {
    return Promise.all(
      batches.map(async ({ design, settings = [], first, count }) => {
        const hands: Promise<Sample[] | undefined>[] = [];
        for (let i = 0; i < count; i += hand) {
          const seeds = Array.from({ length: Math.min(hand, count - i) }, (_, j) => first + i + j);
          hands.push(this.deal({ design, settings, length: this.length, seeds }, onDone));
        }
        const done = await Promise.all(hands);
        const missing = done.indexOf(undefined);
        return (missing < 0 ? done : done.slice(0, missing)).flatMap((samples) => samples ?? []);
      }),
    );
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async deal(task: ReplicationTask, onDone: (replications: number) => void): Promise<Sample[] | undefined> {
    if (this.isStopped) return undefined;
    try {
      const samples = await this.pool.run(task, { signal: this.stop.signal });
      onDone(samples.length);
      return samples;
    } catch (error) {
      if (this.isStopped) return undefined;
      throw error;
    }
  }
}
