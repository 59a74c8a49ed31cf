/**
 * Replications on every core. They are dealt out in small hands and put together in the order of their seeds, and whether
 * to go on is asked of whole batches only, so the answer is the same whatever the number of workers.
 */
import type { Sample } from '../../models/analysis/availability-sample.ts';
import type { EpisodeSample } from '../../models/analysis/episode.ts';
import type { Design } from '../../models/index.ts';
import type { Micros, Setting } from '../../sim/index.ts';
import type { ReplicationTask } from './availability-worker.ts';
import { digest, type Notebook } from './notebook.ts';
import { Ended, type WorkerPool } from './worker-pool.ts';

/** A variant of what is studied, on some seeds. */
export interface Batch {
  design: Design;
  settings?: [string, Setting][];
  first: number;
  count: number;
}

/** Replications in one hand: some tens of milliseconds of work. */
const hand = 4;
const handOfEpisodes = 25;

export class Replications {
  constructor(
    private readonly pool: WorkerPool,
    /** Of each replication. */
    private readonly length: Micros,
    /** Keeps what is found, and answers what it knows already. */
    private readonly notebook?: Notebook,
  ) {}

  get isStopped(): boolean {
    return this.pool.isStopped;
  }

  /** Every batch's samples in the order of their seeds; what was not done in time is missing at the end. */
  run(batches: readonly Batch[], onDone: (replications: number) => void = () => {}): Promise<Sample[][]> {
    return Promise.all(batches.map((batch) => this.dealOut<Sample>(batch, hand, 'default', onDone)));
  }

  /** Episodes in place of replications: two for each seed. */
  episodes(batch: Batch, onDone: (episodes: number) => void = () => {}): Promise<EpisodeSample[]> {
    return this.dealOut<EpisodeSample>(batch, handOfEpisodes, 'episodes', onDone);
  }

  private async dealOut<T>({ design, settings = [], first, count }: Batch, size: number, name: string, onDone: (runs: number) => void): Promise<T[]> {
    const hands: Promise<T[] | undefined>[] = [];
    for (let i = 0; i < count; i += size) {
      const seeds = Array.from({ length: Math.min(size, count - i) }, (_, j) => first + i + j);
      hands.push(this.deal<T>({ design, settings, length: this.length, seeds }, name, onDone));
    }
    const done = await Promise.all(hands);
    const missing = done.indexOf(undefined);
    return (missing < 0 ? done : done.slice(0, missing)).flatMap((samples) => samples ?? []);
  }

  private async deal<T>(task: ReplicationTask, name: string, onDone: (runs: number) => void): Promise<T[] | undefined> {
    const key = this.notebook && digest([name, task]);
    const known = key === undefined ? undefined : (this.notebook?.get(key) as T[] | undefined);
    if (known) {
      onDone(known.length);
      return known;
    }
    try {
      const samples = await this.pool.run<T[]>('availability-worker', task, name);
      if (key !== undefined) this.notebook?.note(key, samples);
      onDone(samples.length);
      return samples;
    } catch (error) {
      if (error instanceof Ended) return undefined;
      throw error;
    }
  }
}
