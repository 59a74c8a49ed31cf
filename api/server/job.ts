/** What passes between the server and its workers. Everything here survives a structured clone. */
import type { Engine } from '../../sim/index.ts';
import type { FileProblem, RunResultBody } from './protocol.ts';

/** When a run is ended from outside. */
export interface Limits {
  events: number;
  /** Of a worker's heap, in MiB. */
  memoryMiB: number;
  /** Of the clock on the wall, in ms. */
  wall: number;
}

export const defaultLimits: Limits = { events: 20_000_000, memoryMiB: 1_536, wall: 120_000 };

/** A run to carry out: a scenario's file, or its text under a name, and what the call changes. */
export interface Job {
  id: string;
  file: string;
  text?: string;
  seed?: number;
  /** As `path=value`. */
  set: string[];
  engine: Engine;
  limits: Limits;
}

/** Something that cannot be done, as the caller is told. */
export interface Trouble {
  status: number;
  code: string;
  detail: string;
  errors?: FileProblem[];
}

export type Answered<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

/** What a look at a scenario's text tells. */
export interface Checked {
  name: string;
  system: string;
  title: string;
  /** The design's file. */
  design: string;
  seed: number;
  /** Seconds. */
  duration: number;
  data: unknown;
}

export type Question =
  | { about: 'timeline' }
  | { about: 'times' }
  | { about: 'records'; from: number; limit: number }
  | { about: 'texts'; from: number; limit: number }
  | { about: 'lines'; from: number; limit: number }
  | { about: 'state'; at: number }
  | { about: 'why'; at?: number | undefined; path?: string | undefined; actor?: string | undefined; record?: number | undefined }
  | { about: 'story' }
  | { about: 'properties' }
  | { about: 'levels' }
  | { about: 'pools'; at: number };

/** The words of a run's shared memory: what the server wants of the worker, and how far the worker has come. */
export const control = { cancel: 0, readers: 1, unread: 2 } as const;
export const gauge = { at: 0, events: 1, until: 2, records: 3, began: 4 } as const;

export interface Board {
  /** Int32s, by {@link control}. */
  control: Int32Array;
  /** Float64s, by {@link gauge}. */
  gauge: Float64Array;
}

export const newBoard = (): Board => ({ control: new Int32Array(new SharedArrayBuffer(16)), gauge: new Float64Array(new SharedArrayBuffer(40)) });

/** Records of a run under way: their JSON, from index `from` on. */
export interface Batch {
  from: number;
  records: string[];
}

export type Simulated = Answered<RunResultBody>;
