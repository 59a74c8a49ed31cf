/**
 * The clock and the queue of things due: `now`, `schedule`, `cancel`, `peek`, `step`. Entries are ordered by
 * (time, insertion). A 4-ary heap over columns of numbers, with each entry's place in the heap known, so that a
 * cancelled entry leaves at once and the queue holds only what will happen.
 */
import type { Micros } from './time.ts';

/** What an entry does when due. `kind` and `target` are the world's own codes; `payload` is plain data in a compiled run. */
export interface Entry {
  time: Micros;
  kind: number;
  target: number;
  payload: unknown;
  cause: number;
  root: number;
}

/** The queue as plain data, for checkpoints. */
export interface ScheduleState {
  now: Micros;
  inserted: number;
  entries: (Entry & { slot: number; order: number })[];
}

export class Schedule {
  now: Micros = 0;
  size = 0;
  private inserted = 0;
  private heap: number[] = [];
  private place: number[] = [];
  private time: number[] = [];
  private order: number[] = [];
  private kind: number[] = [];
  private target: number[] = [];
  private cause: number[] = [];
  private root: number[] = [];
  private payload: unknown[] = [];
  private free: number[] = [];
  private readonly current: Entry = { time: 0, kind: 0, target: 0, payload: undefined, cause: 0, root: 0 };

  /** Enters a thing due at `time` and returns its slot, valid until it is due or cancelled. */
  schedule(time: Micros, kind: number, target: number, payload: unknown, cause: number, root: number): number {
    if (!(time >= this.now)) throw new RangeError(`cannot schedule at ${time} µs: it is ${this.now} µs already`);
    const slot = this.free.pop() ?? this.time.length;
    this.time[slot] = time;
    this.order[slot] = this.inserted++;
    this.kind[slot] = kind;
    this.target[slot] = target;
    this.payload[slot] = payload;
    this.cause[slot] = cause;
    this.root[slot] = root;
    this.rise(this.size++, slot);
    return slot;
  }

  /** Takes an entry out before it is due. @throws RangeError when it is gone already. */
  cancel(slot: number): void {
    const at = this.place[slot] ?? -1;
    if (at < 0) throw new RangeError(`slot ${slot} holds nothing at ${this.now} µs`);
    this.remove(at);
    this.release(slot);
  }

  /** When the next thing is due; Infinity when nothing is. */
  peek(): Micros {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.time[this.heap[0] as number] as number);
  }

  /** Takes out the next thing and moves the clock to it. The entry object is reused by the next call. */
  step(): Entry {
    const slot = this.heap[0] as number;
    const { current } = this;
    current.time = this.time[slot] as number;
    current.kind = this.kind[slot] as number;
    current.target = this.target[slot] as number;
    current.payload = this.payload[slot];
    current.cause = this.cause[slot] as number;
    current.root = this.root[slot] as number;
    this.now = current.time;
    this.remove(0);
    this.release(slot);
    return current;
  }

  save(): ScheduleState {
    const entries = this.heap.slice(0, this.size).map((slot) => ({
      slot,
      order: this.order[slot] as number,
      time: this.time[slot] as number,
      kind: this.kind[slot] as number,
      target: this.target[slot] as number,
      payload: this.payload[slot],
      cause: this.cause[slot] as number,
      root: this.root[slot] as number,
    }));
    return { now: this.now, inserted: this.inserted, entries };
  }

  load(state: ScheduleState): void {
    this.now = state.now;
    this.inserted = state.inserted;
    this.size = 0;
    this.free = [];
    const taken = new Set<number>();
    for (const entry of state.entries) {
      const { slot } = entry;
      taken.add(slot);
      this.time[slot] = entry.time;
      this.order[slot] = entry.order;
      this.kind[slot] = entry.kind;
      this.target[slot] = entry.target;
      this.payload[slot] = entry.payload;
      this.cause[slot] = entry.cause;
      this.root[slot] = entry.root;
      this.rise(this.size++, slot);
    }
    for (let slot = this.time.length - 1; slot >= 0; slot--) if (!taken.has(slot)) this.release(slot);
  }

  private release(slot: number): void {
    this.payload[slot] = undefined;
    this.place[slot] = -1;
    this.free.push(slot);
  }

  private remove(at: number): void {
    const { heap } = this;
    const last = heap[--this.size] as number;
    if (at === this.size) return;
    if (at > 0 && this.before(last, heap[(at - 1) >> 2] as number)) this.rise(at, last);
    else this.sink(at, last);
  }

  private before(a: number, b: number): boolean {
    const ta = this.time[a] as number;
    const tb = this.time[b] as number;
    return ta < tb || (ta === tb && (this.order[a] as number) < (this.order[b] as number));
  }

  private rise(from: number, slot: number): void {
    const { heap, place } = this;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 2;
      const parent = heap[above] as number;
      if (!this.before(slot, parent)) break;
      heap[at] = parent;
      place[parent] = at;
      at = above;
    }
    heap[at] = slot;
    place[slot] = at;
  }

  private sink(from: number, slot: number): void {
    const { heap, place, size } = this;
    let at = from;
    for (;;) {
      const first = (at << 2) + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        if (this.before(heap[child] as number, heap[least] as number)) least = child;
      }
      const below = heap[least] as number;
      if (!this.before(below, slot)) break;
      heap[at] = below;
      place[below] = at;
      at = least;
    }
    heap[at] = slot;
    place[slot] = at;
  }
}
