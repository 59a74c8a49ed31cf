/**
 * What happened, in columns: one record per macrostep, controller action, pool change, path change, fault, operation and
 * note, each with the record that caused it. Causes point backwards and end at a root; `why` is the walk up.
 */
import { finish, hashText, mix } from './chance.ts';
import type { Micros } from './time.ts';

export const recordKinds = ['start', 'transition', 'action', 'pool', 'path', 'fault', 'heal', 'operation', 'failure', 'note', 'property'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** One record as people and files see it. Times are µs; `cause` is a record's index, -1 for a root. */
export interface TraceRecord {
  index: number;
  at: Micros;
  kind: RecordKind;
  actor: string;
  event: string;
  from: string;
  to: string;
  cause: number;
}

/** How far the trace had come, for checkpoints. */
export interface TraceMark {
  length: number;
  lanes: [number, number];
}

const numberOf = new Map<RecordKind, number>(recordKinds.map((kind, index) => [kind, index]));

export class Trace {
  /** Records made so far, kept or not. */
  length = 0;
  private lane0 = 0x9747b28c | 0;
  private lane1 = 0x3c6ef372;
  private readonly at: number[] = [];
  private readonly kind: number[] = [];
  private readonly actor: number[] = [];
  private readonly event: number[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly cause: number[] = [];
  private readonly texts: string[] = [];
  private readonly hashes: number[] = [];
  private readonly known = new Map<string, number>();

  /** `keep` holds records for reading; without it only their number goes on, so that causes stay the same. */
  constructor(
    readonly keep: boolean,
    private first = 0,
  ) {}

  /** Reserves the next index, so that what the running step sends can name it as cause. */
  open(): number {
    return this.length++;
  }

  /** Gives back an index that nothing came of. */
  drop(index: number): void {
    if (index !== this.length - 1) throw new Error(`record ${index} is not the last one`);
    this.length--;
  }

  /** Writes an opened record. */
  close(index: number, at: Micros, kind: RecordKind, actor: string, event: string, from: string, to: string, cause: number): void {
    if (!this.keep) return;
    const row = index - this.first;
    const a = this.text(actor);
    const e = this.text(event);
    const f = this.text(from);
    const t = this.text(to);
    const k = numberOf.get(kind) as number;
    this.at[row] = at;
    this.kind[row] = k;
    this.actor[row] = a;
    this.event[row] = e;
    this.from[row] = f;
    this.to[row] = t;
    this.cause[row] = cause;
    this.fold(at, k, cause, this.hashes[a] as number, this.hashes[e] as number, this.hashes[f] as number, this.hashes[t] as number);
  }

  /** Opens and closes in one. */
  add(at: Micros, kind: RecordKind, actor: string, event: string, from: string, to: string, cause: number): number {
    const index = this.open();
    this.close(index, at, kind, actor, event, from, to, cause);
    return index;
  }

  /** @throws RangeError for a record that was never made or not kept. */
  record(index: number): TraceRecord {
    const row = index - this.first;
    if (row < 0 || row >= this.at.length) throw new RangeError(`no record ${index} in this trace`);
    const text = (column: number[]) => this.texts[column[row] as number] as string;
    return {
      index,
      at: this.at[row] as number,
      kind: recordKinds[this.kind[row] as number] as RecordKind,
      actor: text(this.actor),
      event: text(this.event),
      from: text(this.from),
      to: text(this.to),
      cause: this.cause[row] as number,
    };
  }

  /** All records in order, from `index` on. */
  *records(index = this.first): Generator<TraceRecord> {
    for (let i = index; i < this.length; i++) yield this.record(i);
  }

  /** The chain of causes from a record back to its root, effect first. */
  why(index: number): TraceRecord[] {
    const chain: TraceRecord[] = [];
    for (let at = index; at >= this.first && at < this.length; ) {
      const record = this.record(at);
      chain.push(record);
      at = record.cause;
    }
    return chain;
  }

  /** A 64-bit digest of every record so far, as 16 hexadecimal digits; empty when records are not kept. */
  get hash(): string {
    if (!this.keep) return '';
    const hex = (lane: number) => (finish(lane, this.length) >>> 0).toString(16).padStart(8, '0');
    return hex(this.lane0) + hex(this.lane1);
  }

  mark(): TraceMark {
    return { length: this.length, lanes: [this.lane0, this.lane1] };
  }

  /** A trace that goes on where `mark` was taken; earlier records stay with the run they belong to. */
  static after(mark: TraceMark, keep: boolean): Trace {
    const trace = new Trace(keep, mark.length);
    trace.length = mark.length;
    [trace.lane0, trace.lane1] = mark.lanes;
    return trace;
  }

  private fold(at: Micros, kind: number, cause: number, actor: number, event: number, from: number, to: number): void {
    const low = at | 0;
    const high = (at / 0x1_0000_0000) | 0;
    this.lane0 = mix(mix(mix(mix(mix(mix(this.lane0, low), high ^ (kind << 16)), cause), actor), event ^ from), to);
    this.lane1 = mix(mix(mix(mix(mix(mix(this.lane1, to), from), event), actor ^ (kind << 8)), cause), low ^ high);
  }

  private text(text: string): number {
    let id = this.known.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.texts.push(text);
      this.hashes.push(hashText(text, 0x85ebca6b));
      this.known.set(text, id);
    }
    return id;
  }
}
