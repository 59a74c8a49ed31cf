/** Judges on every core: plans go out in batches to worker threads, each of which makes the design and its steady states once. */
import { setMaxListeners } from 'node:events';
import type { Piscina } from 'piscina';
import type { Plan } from '../../models/analysis/component.ts';
import type { Judgement, Operation } from '../../models/analysis/judge.ts';
import type { Jury } from '../../models/analysis/search.ts';
import type { Design } from '../../models/index.ts';
import { digest, type Notebook } from './notebook.ts';
import { threadPool } from './thread-pool.ts';

/** What every worker of one search knows. */
export interface Case {
  design: Design;
  property: string;
  seeds: readonly number[];
  during?: Operation | undefined;
}

/** Thrown when the work is ended early. */
export class Ended extends Error {}

export class WorkerJury {
  private readonly pool: Piscina<readonly Plan[], Judgement[][]>;
  private readonly stop = new AbortController();

  /** @param notebook keeps what is found, and answers what it knows already. */
  constructor(
    workerData: Case,
    workers: number,
    private readonly notebook?: Notebook,
  ) {
    this.pool = threadPool('jury-worker', workers, workerData);
    setMaxListeners(0, this.stop.signal);
  }

  readonly jury: Jury = async (plans: readonly Plan[]) => {
    const key = digest(plans);
    const known = this.notebook?.get(key) as Judgement[][] | undefined;
    if (known) return known;
    if (this.stop.signal.aborted) throw new Ended();
    try {
      const found = await this.pool.run(plans, { signal: this.stop.signal });
      this.notebook?.note(key, found);
      return found;
    } catch (error) {
      if (this.stop.signal.aborted) throw new Ended();
      throw error;
    }
  };

  /** Gives up what is not done yet. */
  abort(): void {
    this.stop.abort();
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
