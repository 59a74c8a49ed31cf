/**
 * What long work has found so far, on disk as it goes: one line of JSON a finding, under a key. A study that ended early
 * asks the same again and is answered from here; what is missing it works out. A line cut short by a kill is left out.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { aboutFile, WrongInput } from '../complaint.ts';
import { version } from '../package.ts';

export class Notebook {
  private readonly found = new Map<string, unknown>();
  /** How much was known when it was opened. */
  readonly known: number;

  /**
   * @param about what the study is about; findings of another study are refused.
   * @throws WrongInput
   */
  constructor(
    readonly file: string,
    about: unknown,
  ) {
    const study = digest([about, version]);
    try {
      if (existsSync(file)) this.read(study);
      else writeFileSync(file, `${JSON.stringify({ study })}\n`);
    } catch (error) {
      if (error instanceof WrongInput) throw error;
      throw new WrongInput([aboutFile(file, { code: 'unwritable', message: `cannot be used to go on from: ${(error as Error).message}`, found: file })]);
    }
    this.known = this.found.size;
  }

  get(key: string): unknown {
    return this.found.get(key);
  }

  note(key: string, value: unknown): void {
    this.found.set(key, value);
    appendFileSync(this.file, `${JSON.stringify([key, value])}\n`);
  }

  private read(study: string): void {
    const text = readFileSync(this.file, 'utf8');
    const [head = '', ...lines] = text.split('\n');
    if (parsed(head)?.study !== study) {
      const expected = 'a file that the same call wrote, or one that is not there yet';
      throw new WrongInput([aboutFile(this.file, { code: 'other-study', message: 'belongs to another study', found: this.file, expected })]);
    }
    for (const line of lines) {
      const entry = parsed(line);
      if (Array.isArray(entry)) this.found.set(entry[0], entry[1]);
    }
    if (!text.endsWith('\n')) appendFileSync(this.file, '\n');
  }
}

export const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24);

// biome-ignore lint/suspicious/noExplicitAny: whatever the line holds.
function parsed(line: string): any {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
