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
  /** Slots and times in heap order: what is compared lies side by side. */
  private heap: number[] = [];
  private times: number[] = [];
  /** Columns by slot; a slot's place in the heap is -1 while it is free. */
  private place: number[] = [];
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
    if (!Number.isSafeInteger(time)) throw new RangeError(`${time} is no whole number of µs`);
    if (!(time >= this.now)) throw new RangeError(`cannot schedule at ${time} µs: it is ${this.now} µs already`);
    const slot = this.free.pop() ?? this.place.length;
    this.order[slot] = this.inserted++;
    this.kind[slot] = kind;
    this.target[slot] = target;
    this.payload[slot] = payload;
    this.cause[slot] = cause;
    this.root[slot] = root;
    this.rise(this.size++, slot, time);
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
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.times[0] as number);
  }

  /** Takes out the next thing and moves the clock to it. The entry object is reused by the next call. */
  step(): Entry {
    const slot = this.heap[0] as number;
    const { current } = this;
    current.time = this.times[0] as number;
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
    const entries = this.heap.slice(0, this.size).map((slot, at) => ({
      slot,
      order: this.order[slot] as number,
      time: this.times[at] as number,
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
      this.order[slot] = entry.order;
      this.kind[slot] = entry.kind;
      this.target[slot] = entry.target;
      this.payload[slot] = entry.payload;
      this.cause[slot] = entry.cause;
      this.root[slot] = entry.root;
      this.rise(this.size++, slot, entry.time);
    }
    for (let slot = this.place.length - 1; slot >= 0; slot--) if (!taken.has(slot)) this.release(slot);
  }

  private release(slot: number): void {
    this.payload[slot] = undefined;
    this.place[slot] = -1;
    this.free.push(slot);
  }

  private remove(at: number): void {
    const last = --this.size;
    if (at === last) return;
    const slot = this.heap[last] as number;
    const time = this.times[last] as number;
    if (at > 0 && this.isBefore(slot, time, (at - 1) >> 2)) this.rise(at, slot, time);
    else this.sink(at, slot, time);
  }

  /** Whether a slot that is due at `time` comes before what stands at a place. */
  private isBefore(slot: number, time: Micros, at: number): boolean {
    const other = this.times[at] as number;
    return time < other || (time === other && (this.order[slot] as number) < (this.order[this.heap[at] as number] as number));
  }

  private rise(from: number, slot: number, time: Micros): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 2;
      if (!this.isBefore(slot, time, above)) break;
      this.put(at, this.heap[above] as number, this.times[above] as number);
      at = above;
    }
    this.put(at, slot, time);
  }

  private sink(from: number, slot: number, time: Micros): void {
    const { heap, times, size } = this;
    let at = from;
    for (;;) {
      const first = (at << 2) + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        if (this.isBefore(heap[child] as number, times[child] as number, least)) least = child;
      }
      if (this.isBefore(slot, time, least)) break;
      this.put(at, heap[least] as number, times[least] as number);
      at = least;
    }
    this.put(at, slot, time);
  }

  private put(at: number, slot: number, time: Micros): void {
    this.heap[at] = slot;
    this.times[at] = time;
    this.place[slot] = at;
  }
}
