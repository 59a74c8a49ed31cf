/** Studies as they are kept, in the store's own file. */
import type Database from 'libsql';
import type { StudyEntry, StudyRequest } from './study-protocol.ts';

export interface StoredStudy {
  id: string;
  status: StudyEntry['status'];
  request: StudyRequest;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  problem: StudyEntry['problem'];
  /** The exit code of the command: 0 holds, 1 does not. */
  code: number | null;
  result: unknown;
}

type Row = Record<string, string | number | null>;

export class StudyStore {
  constructor(private readonly db: Database.Database) {
    db.exec(`CREATE TABLE IF NOT EXISTS study (
      number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, request TEXT NOT NULL,
      createdAt TEXT NOT NULL, startedAt TEXT, endedAt TEXT, problem TEXT, code INTEGER, result TEXT
    ) STRICT;`);
  }

  /** Marks what was under way when Paddock last stopped. */
  interrupt(now: string): void {
    this.db.prepare(`UPDATE study SET status = 'interrupted', endedAt = ? WHERE status IN ('queued', 'running')`).run(now);
  }

  add({ id, status, request, createdAt }: StoredStudy): void {
    this.db.prepare('INSERT INTO study (id, status, request, createdAt) VALUES (?, ?, ?, ?)').run(id, status, JSON.stringify(request), createdAt);
  }

  started(id: string, now: string): void {
    this.db.prepare(`UPDATE study SET status = 'running', startedAt = ? WHERE id = ?`).run(now, id);
  }

  ended(id: string, now: string, { status, code, problem, result }: Pick<StoredStudy, 'status' | 'code' | 'problem' | 'result'>): void {
    const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
    this.db
      .prepare('UPDATE study SET status = ?, endedAt = ?, code = ?, problem = ?, result = ? WHERE id = ?')
      .run(status, now, code, text(problem), text(result), id);
  }

  get(id: string): StoredStudy | undefined {
    const row = this.db.prepare('SELECT * FROM study WHERE id = ?').get(id) as Row | undefined;
    return row && toStudy(row);
  }

  /** Newest first, without results. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): { studies: StoredStudy[]; next: number | undefined } {
    const columns = 'number, id, status, request, createdAt, startedAt, endedAt, problem, code';
    const rows = this.db.prepare(`SELECT ${columns} FROM study WHERE number < ? ORDER BY number DESC LIMIT ?`).all(before, limit + 1) as Row[];
    return { studies: rows.slice(0, limit).map(toStudy), next: rows.length > limit ? Number(rows[limit - 1]?.number) : undefined };
  }

  delete(id: string): void {
    this.db.prepare('DELETE FROM study WHERE id = ?').run(id);
  }
}

function toStudy(row: Row): StoredStudy {
  const parsed = (column: string) => (typeof row[column] === 'string' ? JSON.parse(row[column]) : null);
  return { ...(row as unknown as StoredStudy), request: parsed('request'), problem: parsed('problem'), result: parsed('result') };
}
