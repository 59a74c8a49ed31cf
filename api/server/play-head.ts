/** Where one reader stands in a finished run. `next` is the first record that is still to come. */
import { bisectRight } from 'd3-array';

/** The times of a run's records, in seconds, in order. */
export type Times = Float64Array;

export class PlayHead {
  at = 0;
  next = 0;
  isPlaying = false;
  speed = 1;

  constructor(
    readonly times: Times,
    readonly until: number,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.until;
  }

  seek(at: number): void {
    this.at = Math.min(at, this.until);
    this.next = bisectRight(this.times, this.at);
  }

  /** Instants forwards, or back. */
  step(by: number): void {
    for (let i = 0; i < by; i++) {
      if (this.next >= this.times.length) {
        this.at = this.until;
        return;
      }
      this.seek(this.times[this.next] as number);
    }
    for (let i = 0; i > by && this.next > 0; i--) this.back();
  }

  private back(): void {
    const { times } = this;
    const now = times[this.next - 1] as number;
    // Between two instants, the one before is where it leads back to.
    if (now < this.at) {
      this.at = now;
      return;
    }
    let first = this.next - 1;
    while (first > 0 && times[first - 1] === now) first--;
    this.at = first === 0 ? 0 : (times[first - 1] as number);
    this.next = first;
  }
}
