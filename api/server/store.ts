/**
 * What persists: scenarios and designs that were sent, and runs with what they were asked for and what they came to. One SQLite file
 * in write-ahead mode: each change is one transaction, on disk when it returns, so a kill at any moment leaves every
 * finished run and no half-written one.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Job } from './job.ts';
import type { RunEntry, RunResultBody, RunSpecBody, RunStatus } from './protocol.ts';

export interface StoredScenario {
  id: string;
  name: string;
  text: string;
  /** What it is, as {@link ScenarioEntry} says, without its id. */
  about: string;
}

/** A design that was sent. */
export interface StoredDesign {
  id: string;
  text: string;
  /** What it is, as {@link DesignEntry} says, without its id. */
  about: string;
}

/** A run as it is kept. Dates are ISO 8601. */
export interface StoredRun {
  id: string;
  status: RunStatus;
  request: RunSpecBody;
  /** The scenario's text under its name, when it was sent and not shipped. */
  file: string;
  text: string | null;
  /** Its design as it was, when that was sent and not shipped. */
  design: Job['design'] | null;
  /** Seconds. */
  until: number;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  problem: RunEntry['problem'];
  result: RunResultBody | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS scenario (id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL, about TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS design (id TEXT PRIMARY KEY, text TEXT NOT NULL, about TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS run (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, spec TEXT NOT NULL, request TEXT NOT NULL,
    file TEXT NOT NULL, text TEXT, design TEXT, until REAL NOT NULL, createdAt TEXT NOT NULL, startedAt TEXT, endedAt TEXT, verdict TEXT, problem TEXT, result TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS run_spec ON run (spec);
  CREATE INDEX IF NOT EXISTS run_status ON run (status);
`;

/** Without the result, which is large. */
const short = 'number, id, status, request, file, text, design, until, createdAt, startedAt, endedAt, verdict, problem';

type Row = Record<string, string | number | null>;

export class Store {
  /** The file; studies have a table of their own in it (study-store.ts). */
  readonly db: Database.Database;

  /** @param folder made when missing; in memory when undefined. */
  constructor(folder?: string) {
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.db = new Database(folder === undefined ? ':memory:' : join(folder, 'paddock.db'));
    // One Paddock at a time: another would take this one's runs for interrupted ones. The lock ends with the process.
    this.db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    this.db.exec(schema);
    // A file of an earlier Paddock knows no designs that were sent.
    const columns = this.db.prepare('PRAGMA table_info(run)').all() as Row[];
    if (!columns.some(({ name }) => name === 'design')) this.db.exec('ALTER TABLE run ADD COLUMN design TEXT');
  }

  /** Marks what was under way when Paddock last stopped; how many those were. */
  interrupt(now: string): number {
    const { changes } = this.db.prepare(`UPDATE run SET status = 'interrupted', endedAt = ? WHERE status IN ('queued', 'running')`).run(now);
    return changes;
  }

  addRun(run: StoredRun, spec: string): void {
    const { id, status, request, file, text, design, until, createdAt } = run;
    this.db
      .prepare('INSERT INTO run (id, status, spec, request, file, text, design, until, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(id, status, spec, JSON.stringify(request), file, text, design && JSON.stringify(design), until, createdAt);
  }

  started(id: string, now: string): void {
    this.db.prepare(`UPDATE run SET status = 'running', startedAt = ? WHERE id = ?`).run(now, id);
  }

  /** All of a run's end at once. */
  ended(id: string, status: RunStatus, now: string, problem: RunEntry['problem'], result: RunResultBody | null): void {
    this.db
      .prepare('UPDATE run SET status = ?, endedAt = ?, verdict = ?, problem = ?, result = ? WHERE id = ?')
      .run(status, now, result?.verdict ?? null, problem && JSON.stringify(problem), result && JSON.stringify(result), id);
  }

  run(id: string): StoredRun | undefined {
    const row = this.db.prepare('SELECT * FROM run WHERE id = ?').get(id) as Row | undefined;
    return row && toRun(row);
  }

  /** The newest run of the same spec that is under way or has finished. */
  sameRun(spec: string): StoredRun | undefined {
    const row = this.db.prepare(`SELECT * FROM run WHERE spec = ? AND status IN ('queued', 'running', 'finished') ORDER BY number DESC LIMIT 1`).get(spec) as
      | Row
      | undefined;
    return row && toRun(row);
  }

  /** Newest first, older than `before`; `next` goes on from there. */
  runs(limit: number, before = Number.MAX_SAFE_INTEGER): { runs: (StoredRun & { verdict: string | null })[]; next: number | undefined } {
    const rows = this.db.prepare(`SELECT ${short} FROM run WHERE number < ? ORDER BY number DESC LIMIT ?`).all(before, limit + 1) as Row[];
    const page = rows.slice(0, limit);
    return {
      runs: page.map((row) => ({ ...toRun(row), verdict: row.verdict as string | null })),
      next: rows.length > limit ? Number(page.at(-1)?.number) : undefined,
    };
  }

  deleteRun(id: string): void {
    this.db.prepare('DELETE FROM run WHERE id = ?').run(id);
  }

  addScenario({ id, name, text, about }: StoredScenario): void {
    this.db.prepare('INSERT OR IGNORE INTO scenario (id, name, text, about) VALUES (?, ?, ?, ?)').run(id, name, text, about);
  }

  scenario(id: string): StoredScenario | undefined {
    return this.db.prepare('SELECT * FROM scenario WHERE id = ?').get(id) as StoredScenario | undefined;
  }

  /** Without their texts. */
  scenarios(): Omit<StoredScenario, 'text'>[] {
    return this.db.prepare('SELECT id, name, about FROM scenario ORDER BY rowid').all() as Omit<StoredScenario, 'text'>[];
  }

  deleteScenario(id: string): void {
    this.db.prepare('DELETE FROM scenario WHERE id = ?').run(id);
  }

  /** Puts a design in, or in the place of the one of the same id. */
  putDesign({ id, text, about }: StoredDesign): void {
    this.db
      .prepare('INSERT INTO design (id, text, about) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text, about = excluded.about')
      .run(id, text, about);
  }

  design(id: string): StoredDesign | undefined {
    return this.db.prepare('SELECT * FROM design WHERE id = ?').get(id) as StoredDesign | undefined;
  }

  /** Without their texts. */
  designs(): Omit<StoredDesign, 'text'>[] {
    return this.db.prepare('SELECT id, about FROM design ORDER BY rowid').all() as Omit<StoredDesign, 'text'>[];
  }

  deleteDesign(id: string): void {
    this.db.prepare('DELETE FROM design WHERE id = ?').run(id);
  }

  close(): void {
    // The handle itself may live until its statements are collected; the lock must not. It ends with the next read.
    this.db.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL;');
    this.db.prepare('SELECT 1 FROM run LIMIT 1').get();
    this.db.close();
  }
}

function toRun(row: Row): StoredRun {
  const parsed = (column: string) => (typeof row[column] === 'string' ? JSON.parse(row[column]) : null);
  return { ...(row as unknown as StoredRun), request: parsed('request'), design: parsed('design'), problem: parsed('problem'), result: parsed('result') };
}
