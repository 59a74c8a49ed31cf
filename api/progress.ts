/** One line of progress on a terminal, for runs that take more than a second. */
import { formatDuration, type Micros, s } from '../sim/index.ts';

const patience = s(1);
const refresh = s(0.2);

export class Progress {
  private readonly start = now();
  private shownAt = 0;

  constructor(private readonly until: Micros) {}

  /** Says how far the run has come: the rate so far, and what is left at that rate. */
  at(time: Micros, events: number): void {
    const elapsed = now() - this.start;
    if (!process.stderr.isTTY || elapsed < patience || now() - this.shownAt < refresh) return;
    this.shownAt = now();
    const part = time / this.until;
    const rate = Math.round(events / (elapsed / s(1))).toLocaleString('en');
    const left = part > 0 ? `, ${formatDuration(Math.round((elapsed * (1 - part)) / part))} left` : '';
    const line = `${Math.floor(part * 100)} % · ${formatDuration(time)} of ${formatDuration(this.until)} · ${rate} events/s${left}`;
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  end(): void {
    if (this.shownAt > 0) process.stderr.write('\r\x1b[K');
  }
}

/** Wall-clock time in µs. */
const now = (): Micros => Math.round(performance.now() * 1_000);
