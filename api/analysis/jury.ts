/** Judges on every core: plans go out in batches to worker threads, each of which makes the design and its steady states once. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Plan } from '../../models/analysis/component.ts';
import type { Judgement } from '../../models/analysis/judge.ts';
import type { Jury } from '../../models/analysis/search.ts';
import type { Design } from '../../models/index.ts';

/** What every worker of one search knows. */
export interface Case {
  design: Design;
  property: string;
  seeds: readonly number[];
}

export class WorkerJury {
  private readonly pool: Piscina;

  constructor(workerData: Case, workers: number) {
    // Built code runs beside this file; vitest runs the sources through its own loader, which threads do not have.
    const file = fileURLToPath(new URL('./jury-worker.js', import.meta.url)).replace(/(.*)\/api\/analysis\/(?<!dist\/api\/analysis\/)/, (all, root) =>
      root.endsWith('/dist') ? all : `${root}/dist/api/analysis/`,
    );
    this.pool = new Piscina({ filename: file, minThreads: workers, maxThreads: workers, workerData });
  }

  readonly jury: Jury = (plans: readonly Plan[]) => this.pool.run(plans) as Promise<Judgement[][]>;

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
