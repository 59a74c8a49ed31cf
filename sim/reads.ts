/**
 * Who looked at what. A reader (a path, a property) evaluates once; every cell it read remembers the reader's epoch;
 * when a cell changes, each reader whose epoch it holds is stale. Cells that nobody reads cost nothing.
 */
export interface Reader {
  /** Its number among the readers of one world. */
  readonly number: number;
  epoch: number;
  /** Called once when something it read has changed, with the record that changed it. */
  stale(cause: number): void;
}

export class Cell {
  private seen: number[] | undefined;

  /** Remembers that `reader` looked. */
  readBy(reader: Reader): void {
    this.seen ??= [];
    this.seen[reader.number] = reader.epoch;
  }

  /** Tells every reader whose last evaluation looked here. */
  touch(readers: readonly Reader[], cause: number): void {
    const { seen } = this;
    if (seen === undefined) return;
    for (let i = 0; i < seen.length; i++) {
      const reader = readers[i] as Reader;
      if (seen[i] !== reader.epoch) continue;
      reader.epoch++;
      reader.stale(cause);
    }
  }
}
