/** What passes between the server and its workers. Everything here survives a structured clone. */
import type { Engine } from '../../sim/index.ts';
import type { FileProblem, RunResultBody } from './protocol.ts';

/** When a run is ended from outside. */
export interface Limits {
  events: number;
  /** Of what a run holds in its worker, buffers included, in MiB; looked at every few thousand events. */
  memoryMiB: number;
  /** Beside that, in MiB: what a worker may need between two looks before V8 itself ends it. */
  spareMiB: number;
  /** Of the clock on the wall, in ms. */
  wall: number;
}

export const defaultLimits: Limits = { events: 20_000_000, memoryMiB: 1_536, spareMiB: 1_024, wall: 120_000 };

/** A scenario's file, or its text under a name, with what the call changes of its design. */
export interface Input {
  file: string;
  text?: string;
  /** As `path=value`. */
  set: string[];
  /** A design that was sent and the scenario names, or one that the call names instead of the scenario's. */
  design?: { file: string; text?: string; isInstead?: boolean };
  /** The names of all designs that were sent, as a scenario may give them. */
  sent?: string[];
}

/** A run to carry out. */
export interface Job extends Input {
  id: string;
  seed?: number;
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

/** A design's text has to be passed before a look can be had. */
export interface WantsDesign {
  wants: string;
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
