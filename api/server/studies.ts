/**
 * Studies: long questions to a design. Each is the command of the same name in a process of its own, of lower priority
 * than the server and one at a time, so that runs and readers are served meanwhile; it reports how far it is on its stderr.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digest } from '../analysis/notebook.ts';
import { programFile } from '../package.ts';
import type { Library } from './library.ts';
import { notFound, Problem } from './problem.ts';
import type { StudyBody, StudyEntry, StudyList, StudyRequest } from './study-protocol.ts';
import type { StoredStudy, StudyStore } from './study-store.ts';
import type { Workshop } from './workshop.ts';

const waitingMost = 50;
/** Between the wish that it ends and its end, in ms. */
const grace = 3_000;
/** Behind whatever the server itself does. */
const niceness = 10;

interface Live {
  child: ChildProcess | undefined;
  ending: 'cancelled' | 'interrupted' | undefined;
  progress: { what: string; done: number; of: number; since: number } | undefined;
}

const now = (): string => new Date().toISOString();

export class Studies {
  private readonly live = new Map<string, Live>();
  private readonly line: string[] = [];
  private isBusy = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: StudyStore,
    private readonly library: Library,
    private readonly workshop: Workshop,
    /** Where studies keep what they have found. */
    private readonly folder: string | undefined,
  ) {
    store.interrupt(now());
  }

  /** Takes a question in. @throws Problem when it is wrong, a design is not known, or too many wait */
  async submit(request: StudyRequest): Promise<StudyBody> {
    for (const id of [request.design, request.other, request.base]) if (id !== undefined) this.library.designOrigin(id);
    await this.refuseWrong(request);
    if (this.live.size >= waitingMost)
      throw new Problem({ status: 429, code: 'too-busy', detail: `${waitingMost} studies are waiting already; try again later` });
    const id = randomBytes(9).toString('base64url');
    const nothing = { startedAt: null, endedAt: null, problem: null, code: null, result: null };
    this.store.add({ id, status: 'queued', request, createdAt: now(), ...nothing });
    this.live.set(id, { child: undefined, ending: undefined, progress: undefined });
    this.line.push(id);
    this.next();
    return this.get(id);
  }

  rerun(id: string): Promise<StudyBody> {
    return this.submit(this.stored(id).request);
  }

  /** @throws Problem */
  cancel(id: string): StudyBody {
    const { status } = this.stored(id);
    const live = this.live.get(id);
    if (!live) throw new Problem({ status: 409, code: 'over', detail: `study "${id}" is ${status} and cannot be cancelled` });
    this.end(id, live, 'cancelled');
    return this.get(id);
  }

  /** @throws Problem */
  delete(id: string): void {
    this.stored(id);
    if (this.live.has(id)) throw new Problem({ status: 409, code: 'under-way', detail: `study "${id}" is under way; cancel it first` });
    this.store.delete(id);
  }

  get(id: string): StudyBody {
    const study = this.stored(id);
    return { ...this.entry(study), result: study.result };
  }

  list(limit: number, cursor: string | undefined): StudyList {
    const { studies, next } = this.store.list(limit, cursor === undefined ? undefined : Number(cursor));
    return { studies: studies.map((study) => this.entry(study)), next: next === undefined ? null : String(next) };
  }

  async close(): Promise<void> {
    for (const [id, live] of this.live) this.end(id, live, 'interrupted');
    await this.ended;
  }

  private async refuseWrong(request: StudyRequest): Promise<void> {
    const files = mkdtempSync(join(tmpdir(), 'paddock-question-'));
    try {
      await this.workshop.question(this.call(request, files, undefined));
    } finally {
      rmSync(files, { recursive: true, force: true });
    }
  }

  private stored(id: string): StoredStudy {
    const study = this.store.get(id);
    if (!study) throw notFound('study', id);
    return study;
  }

  private entry({ id, status, request, createdAt, startedAt, endedAt, problem, code }: StoredStudy): StudyEntry {
    const progress = this.live.get(id)?.progress;
    const shown = progress && {
      ...{ what: progress.what, done: progress.done, of: progress.of },
      left: progress.done > 0 ? (((Date.now() - progress.since) / 1_000) * Math.max(0, progress.of - progress.done)) / progress.done : null,
    };
    return {
      id,
      status,
      question: request.question,
      request,
      progress: shown ?? null,
      createdAt,
      startedAt,
      endedAt,
      holds: code === null ? null : code === 0,
      problem,
    };
  }

  private end(id: string, live: Live, ending: 'cancelled' | 'interrupted'): void {
    live.ending ??= ending;
    const { child } = live;
    if (child) {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), grace).unref();
      return;
    }
    this.line.splice(this.line.indexOf(id), 1);
    this.live.delete(id);
    this.store.ended(id, now(), { status: ending, code: null, problem: null, result: null });
  }

  private next(): void {
    const id = this.isBusy ? undefined : this.line.shift();
    const live = id === undefined ? undefined : this.live.get(id);
    if (id === undefined || !live) return;
    this.isBusy = true;
    this.ended = this.carryOut(id, live).finally(() => {
      this.live.delete(id);
      this.isBusy = false;
      this.next();
    });
  }

  private async carryOut(id: string, live: Live): Promise<void> {
    const { request } = this.stored(id);
    const files = mkdtempSync(join(tmpdir(), 'paddock-study-'));
    const notebook = this.notebookOf(request);
    try {
      const child = spawn(process.execPath, [programFile, ...this.call(request, files, notebook)], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, PADDOCK_PROGRESS: 'json' },
      });
      live.child = child;
      if (child.pid !== undefined) setPriority(child.pid, niceness);
      this.store.started(id, now());
      createInterface({ input: child.stderr }).on('line', (line) => heard(line, live));
      const parts: Buffer[] = [];
      child.stdout.on('data', (part: Buffer) => parts.push(part));
      const code = await new Promise<number | null>((resolve) => child.on('error', () => resolve(null)).on('close', resolve));
      this.store.ended(id, now(), outcomeOf(code, Buffer.concat(parts).toString('utf8'), live.ending));
      if (notebook !== undefined && (code === 0 || code === 1)) rmSync(notebook, { force: true });
    } catch (error) {
      const problem = { code: 'internal', detail: (error as Error).message };
      this.store.ended(id, now(), { status: live.ending ?? 'failed', code: null, problem, result: null });
    } finally {
      rmSync(files, { recursive: true, force: true });
    }
  }

  /** A study that was ended goes on from what it had found, when it is asked again. */
  private notebookOf(request: StudyRequest): string | undefined {
    if (this.folder === undefined || request.question === 'capacity') return undefined;
    const folder = join(this.folder, 'studies');
    mkdirSync(folder, { recursive: true });
    return join(folder, `${digest(request)}.jsonl`);
  }

  private call({ question, design, other, base, set = {}, options = {}, policy }: StudyRequest, files: string, notebook: string | undefined): string[] {
    const fileOf = (id: string): string => {
      const { file, text } = this.library.designOrigin(id);
      if (text === undefined) return file;
      const written = join(files, `${id}.yaml`);
      writeFileSync(written, text);
      return written;
    };
    const call: string[] = [question, fileOf(design), ...(other === undefined ? [] : [fileOf(other)]), '--json'];
    const needed = { ...(question === 'search' || question === 'fix' ? { faults: 1 } : {}), ...options };
    for (const [key, value] of Object.entries(needed)) {
      if (value === false) call.push(`--no-${key}`);
      else if (value !== true) call.push(`--${key}=${value}`);
    }
    for (const [path, value] of Object.entries(set)) call.push(`--set=${path}=${JSON.stringify(value)}`);
    if (base !== undefined) call.push(`--base=${fileOf(base)}`);
    if (policy !== undefined) {
      const file = join(files, 'policy.yaml');
      writeFileSync(file, policy);
      call.push(`--policy=${file}`);
    }
    // One processor stays for the server and its runs.
    if (question !== 'capacity') call.push(`--workers=${Math.max(1, availableParallelism() - 1)}`);
    if (notebook !== undefined) call.push(`--resume=${notebook}`);
    return call;
  }
}

/** A line of the command's stderr, when it tells how far it is. */
function heard(line: string, live: Live): void {
  try {
    const { what, done, of } = JSON.parse(line) as { what: string; done: number; of: number };
    const isNew = live.progress?.what !== what;
    live.progress = { what, done, of, since: isNew ? Date.now() : (live.progress?.since ?? Date.now()) };
  } catch {
    // Warnings of Node and the like.
  }
}

function outcomeOf(code: number | null, text: string, ending: Live['ending']): Pick<StoredStudy, 'status' | 'code' | 'problem' | 'result'> {
  const nothing = { code: null, result: null };
  if (ending && code !== 0 && code !== 1) return { status: ending, problem: null, ...nothing };
  try {
    const result = JSON.parse(text) as { errors?: NonNullable<StudyEntry['problem']>['errors'] };
    if (code === 0 || code === 1) return { status: 'finished', code, problem: null, result };
    const [first] = result.errors ?? [];
    return {
      status: 'failed',
      problem: { code: 'wrong-input', detail: first?.message ?? 'the question is wrong', ...(result.errors ? { errors: result.errors } : {}) },
      ...nothing,
    };
  } catch {
    return { status: 'failed', problem: { code: 'internal', detail: 'the study ended without an answer' }, ...nothing };
  }
}
