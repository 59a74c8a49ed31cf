/** Worker threads for many short runs, one file of this folder in each. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** @param worker the file's name, without its end. */
export function threadPool<Task, Answer>(worker: 'jury-worker' | 'availability-worker', threads: number, workerData?: unknown): Piscina<Task, Answer> {
  // Built code runs beside this file; vitest runs the sources through its own loader, which threads do not have.
  const filename = fileURLToPath(new URL(`./${worker}.js`, import.meta.url)).replace(/(.*)\/api\/analysis\/(?<!dist\/api\/analysis\/)/, (all, root) =>
    root.endsWith('/dist') ? all : `${root}/dist/api/analysis/`,
  );
  return new Piscina<Task, Answer>({ filename, minThreads: threads, maxThreads: threads, workerData });
}
