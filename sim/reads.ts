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

/** The readers of one world, and the one that is looking just now. */
export class Reads {
  readonly readers: Reader[] = [];
  private looking: Reader | undefined;

  /** Numbers a reader. */
  add(make: (number: number) => Reader): Reader {
    const reader = make(this.readers.length);
    this.readers.push(reader);
    return reader;
  }

  /** Runs a question whose reads are remembered for `reader`. */
  during<T>(reader: Reader, ask: () => T): T {
    this.looking = reader;
    try {
      return ask();
    } finally {
      this.looking = undefined;
    }
  }

  /** Whether anybody's reads are being remembered. */
  get isLooking(): boolean {
    return this.looking !== undefined;
  }

  /** Remembers a look at a cell, if anybody is looking. */
  saw(cell: Cell): void {
    if (this.looking !== undefined) cell.readBy(this.looking);
  }

  touch(cell: Cell, cause: number): void {
    cell.touch(this.readers, cause);
  }
}
