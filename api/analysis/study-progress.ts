/** One line of progress on a terminal for a study of many runs: how far, how fast, and what is left. */
import { formatDuration, s } from '../../sim/index.ts';

const patience = 1_000;
const refresh = 200;

export class StudyProgress {
  private readonly start = performance.now();
  private shownAt = 0;
  private done = 0;

  constructor(
    private readonly what: string,
    /** How many more are expected at the moment; changes as the stopping rule learns. */
    private expected: number,
  ) {}

  /** So many of so many are done. */
  reach(done: number, of: number): void {
    this.expected = of;
    this.add(done - this.done);
  }

  expect(total: number): void {
    this.expected = Math.max(total, this.done);
  }

  add(runs: number): void {
    this.done += runs;
    if (process.env.PADDOCK_PROGRESS === 'json') this.tell();
    const now = performance.now();
    const elapsed = now - this.start;
    if (!process.stderr.isTTY || elapsed < patience || now - this.shownAt < refresh) return;
    this.shownAt = now;
    const rate = this.done / (elapsed / 1_000);
    const left = formatDuration(s(Math.max(0, this.expected - this.done) / rate));
    const share = Math.floor((100 * this.done) / this.expected);
    const line = `${share} % · ${this.what} ${this.done} of about ${this.expected} · ${Math.round(rate)} a second · about ${left} left · Ctrl+C ends it early`;
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** For a program that listens: a line of JSON now and then. */
  private tell(): void {
    if (performance.now() - this.shownAt < refresh && this.done < this.expected) return;
    this.shownAt = performance.now();
    process.stderr.write(`${JSON.stringify({ what: this.what, done: this.done, of: this.expected })}\n`);
  }

  end(): void {
    if (this.shownAt > 0 && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
