/** Judges on every core: plans go out in batches to worker threads, each of which makes a design and its steady states once. */
import type { Plan } from '../../models/analysis/component.ts';
import type { Judge, Judgement, Operation } from '../../models/analysis/judge.ts';
import type { Jury } from '../../models/analysis/search.ts';
import type { Design } from '../../models/index.ts';
import { digest, type Notebook } from './notebook.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What is judged: a design, by which property, under which seeds. */
export interface Case {
  design: Design;
  property: string;
  seeds: readonly number[];
  during?: Operation | undefined;
}

export interface JuryTask {
  case: Case;
  /** By which a worker knows a case that it has had before. */
  key: string;
  plans: readonly Plan[];
}

/** @param notebook keeps what is found, and answers what it knows already. */
export function juryOn(pool: WorkerPool, { design, property, during }: Judge, seeds: readonly number[], notebook?: Notebook): Jury {
  const own: Case = { design, property, seeds, during };
  const key = digest(own);
  return async (plans) => {
    const entry = digest([key, plans]);
    const known = notebook?.get(entry) as Judgement[][] | undefined;
    if (known) return known;
    const found = await pool.run<Judgement[][]>('jury-worker', { case: own, key, plans } satisfies JuryTask);
    notebook?.note(entry, found);
    return found;
  };
}
