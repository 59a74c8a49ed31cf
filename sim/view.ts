/**
 * The world as models see it. A {@link View} reads; a {@link Hand} also acts. Every read goes through here, so the engine
 * knows what a path or a property depends on, and every act goes through the queue or a pool, so that the same model
 * runs on any clock, in a fork, or in a browser.
 */
import type { AnyStateMachine, ContextFrom, StateValue } from 'xstate';
import { Stream } from './chance.ts';
import { type Data, isIn, type Life, type Message } from './machine/life.ts';
import { type Distribution, type Parameter, pick, type Setting, sample } from './parameter.ts';
import type { Pool } from './pool.ts';
import type { Kin } from './population.ts';
import { Cell } from './reads.ts';
import type { Micros } from './time.ts';
import type { World } from './world.ts';

/** A kind of actor: its name and the machine that is its lifecycle. */
export interface Kind<C = Data> {
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** Only carries the context's type. */
  readonly context?: C;
}

/** Declares a kind of actor. */
export const defineKind = <M extends AnyStateMachine>(name: string, machine: M): Kind<ContextFrom<M>> => ({ name, machine });

/** What a start in a settled state needs: the state and the machine's input. */
export interface Birth {
  /** Placed there as if long since; without it the machine starts and its entry actions run. */
  settled?: StateValue;
  input?: Data;
}

export class View {
  constructor(protected readonly world: World) {}

  /** µs since the start of the run. */
  now(): Micros {
    return this.world.schedule.now;
  }

  /** A parameter's value in this design. */
  value<S extends Setting>(parameter: Parameter<S>): S {
    return this.world.value(parameter);
  }

  /** The same in a version of its product that a run came to later; what the design says itself holds in every version. */
  valueAt<S extends Setting>(parameter: Parameter<S>, version: string): S {
    return this.world.valueAt(parameter, version);
  }

  /** @throws Error when there is no such actor. */
  get<C = Data>(id: string, kind?: Kind<C>): Actor<C> {
    const found = this.find(id, kind);
    if (!found) throw new Error(`there is no actor "${id}"`);
    return found;
  }

  find<C = Data>(id: string, _kind?: Kind<C>): Actor<C> | undefined {
    return this.world.population.find(id) as Actor<C> | undefined;
  }

  /** Every actor of a kind, in the order of their making. */
  all<C>(kind: Kind<C>): Actor<C>[] {
    return this.world.population.all(kind.name) as unknown as Actor<C>[];
  }

  /** Every actor that carries a label, in the order of labelling. */
  with<C = Data>(label: string, value: string, _kind?: Kind<C>): Actor<C>[] {
    return this.world.population.labelled(label, value) as unknown as Actor<C>[];
  }

  /** How many actors of a kind are in a state. */
  count(kind: Kind<unknown>, state: string): number {
    return this.world.population.tally(kind.name, state);
  }

  /** How many actors carry a label. */
  countWith(label: string, value: string): number {
    return this.world.population.countLabelled(label, value);
  }

  pool(name: string): Pool {
    return this.world.pool(name);
  }

  /** A path's present share, 0 to 1. */
  share(path: string): number {
    return this.world.share(path);
  }
}

export class Hand extends View {
  /** Made when first drawn from: most actors of most runs never draw. */
  private streams: Map<string, Stream> | undefined;
  /** Fractions of a period; a function of the seed, so no part of the state. */
  private phases: Map<string, number> | undefined;

  constructor(
    world: World,
    readonly id: string,
  ) {
    super(world);
  }

  /** A duration from a parameter; a fixed one uses up no draw. */
  draw(purpose: string, parameter: Parameter<Distribution> | Parameter<number>): Micros {
    const value: Setting = this.world.value(parameter as Parameter);
    return typeof value === 'number' ? value : sample(value as Distribution, this.stream(purpose));
  }

  /** A number drawn evenly from [0, 1). */
  chance(purpose: string): number {
    return this.stream(purpose).next();
  }

  /** A whole number drawn evenly from [0, n). */
  pick(purpose: string, n: number): number {
    return pick(n, this.stream(purpose));
  }

  /** Where in its period something periodic of this actor falls: drawn once, in µs. */
  phase(purpose: string, period: Micros): Micros {
    this.phases ??= new Map();
    let phase = this.phases.get(purpose);
    if (phase === undefined) this.phases.set(purpose, (phase = this.world.fixedDraw(this.id, `phase of ${purpose}`)));
    return Math.floor(phase * period);
  }

  /** Delivers a message after `delay`; to an actor that is gone by then, it is lost. */
  send(to: string, message: Message, delay: Micros = 0): void {
    this.world.send(to, message, delay);
  }

  /** Has a controller look at `key`, no later than after `delay`. */
  wake(controller: string, key = '', delay: Micros = 0): void {
    this.world.wake(controller, key, delay);
  }

  /** Takes the next place of a pool for this actor or another owner; -1 when none is free. */
  take(pool: string, owner: string = this.id): number {
    return this.world.take(pool, owner);
  }

  /** Takes several places, or none when so many are not free. */
  takeMany(pool: string, owner: string, count: number): number[] {
    return this.world.takeMany(pool, owner, count);
  }

  /** Takes a certain place. @throws Error when it is taken. */
  takeAt(pool: string, place: number, owner: string = this.id): void {
    this.world.takeAt(pool, place, owner);
  }

  give(pool: string, place: number, owner: string = this.id): void {
    this.world.give(pool, place, owner);
  }

  label(name: string, value: string | undefined): void {
    this.world.label(this.id, name, value);
  }

  /** A line for the story, in the trace. */
  note(text: string): void {
    this.world.note(this.id, text);
  }

  protected stream(purpose: string): Stream {
    this.streams ??= new Map();
    let stream = this.streams.get(purpose);
    if (!stream) this.streams.set(purpose, (stream = new Stream(this.world.seed, this.id, purpose)));
    return stream;
  }

  /** How many draws each stream has given, for checkpoints. */
  saveDraws(): [string, number][] {
    return [...(this.streams ?? [])].map(([purpose, { k }]) => [purpose, k]);
  }

  loadDraws(draws: readonly (readonly [string, number])[]): void {
    this.streams = undefined;
    for (const [purpose, k] of draws) this.stream(purpose).k = k;
  }
}

/** A running instance of a machine, and the handle that the machine's own actions act through. */
export class Actor<C = Data> extends Hand {
  readonly cell = new Cell();
  readonly labels = new Map<string, string>();
  /** The last record of this actor, -1 before the first. */
  lastRecord = -1;
  life!: Life;

  constructor(
    world: World,
    id: string,
    /** The actors of its kind, itself among them. */
    readonly kin: Kin,
    readonly index: number,
  ) {
    super(world, id);
  }

  /** Its kind's name. */
  get kind(): string {
    return this.kin.kind.name;
  }

  /** The state's name. Within its own macrostep an actor uses its context instead. */
  get state(): string {
    this.world.read(this as unknown as Actor);
    return this.life.state;
  }

  /** What the actor's machine knows. */
  get data(): C {
    this.world.read(this as unknown as Actor);
    return this.life.context as C;
  }

  /** Whether it is in a state or below it, in any region. */
  is(state: string): boolean {
    const now = this.state;
    return now === state || isIn(now, state);
  }
}
