/**
 * One run's world: the actors, controllers, pools and paths on one clock, and the loop that delivers what is due.
 * It is plain data but for the actors' handles, so that it can be checkpointed, forked and hashed.
 */
import { Stream } from './chance.ts';
import type { Controller, ControllerHand } from './controller.ts';
import { CompiledLife, compile, maxIterations } from './machine/compiled.ts';
import { eventName, type Message } from './machine/life.ts';
import { ReferenceLife } from './machine/reference.ts';
import type { Parameter, Setting } from './parameter.ts';
import type { Path } from './path.ts';
import { PathTracker } from './path-tracker.ts';
import { Pool } from './pool.ts';
import { Population } from './population.ts';
import { type Reader, Reads } from './reads.ts';
import { Schedule } from './schedule.ts';
import type { Micros } from './time.ts';
import { toSeconds } from './time.ts';
import { type RecordKind, Trace } from './trace.ts';
import { defaultAt } from './version.ts';
import { Actor, type Birth, type Kind } from './view.ts';
import { Workforce } from './workforce.ts';

export type Engine = 'compiled' | 'reference';

/** What a queue entry is. */
const due = { message: 0, timer: 1, key: 2, script: 3, path: 4 } as const;

/** Where causes end: a fault, an operation, a drawn failure, or the start. */
export interface Root {
  kind: RecordKind;
  name: string;
  record: number;
  /** Records caused directly: what it bit. */
  bites: number;
}

export interface WorldOptions {
  seed: number;
  engine: Engine;
  keepTrace: boolean;
  settings: ReadonlyMap<string, Setting>;
  fixed?: ReadonlySet<string>;
}

export class World {
  readonly schedule = new Schedule();
  readonly reads = new Reads();
  readonly population = new Population(this.reads);
  readonly workforce = new Workforce(this.schedule, due.key);
  readonly paths = new Map<string, PathTracker>();
  readonly pools = new Map<string, Pool>();
  readonly roots: Root[] = [];
  trace: Trace;
  readonly seed: number;
  readonly engine: Engine;
  /** Events so far: messages and timers taken by machines, and looks of controllers. */
  events = 0;
  /** The record that the running step belongs to, and its root. */
  cause = -1;
  root = -1;
  /** Carries out what the script has due; set by the run. */
  script: (index: number) => void = () => {};
  /** Called after each record of an actor; set where properties count happenings. */
  onRecord: ((kind: string, actor: Actor, event: string, from: string, to: string) => void) | undefined;
  /** Safety properties to ask after this event, filled by their `stale`. */
  readonly dirty: (() => void)[] = [];
  /** Other properties, to ask at the end of this instant. */
  readonly dirtyAtEnd: (() => void)[] = [];
  /** How many paths have to be asked again. */
  stalePaths = 0;
  private readonly settings: ReadonlyMap<string, Setting>;
  private readonly fixed: ReadonlySet<string>;
  /** What {@link valueAt} has found, by parameter and version. */
  private readonly byVersion = new Map<string, Map<string, Setting>>();
  private busy: Actor | undefined;
  /** Acts of the running look; a look without any leaves no record. */
  private acts = 0;

  constructor({ seed, engine, keepTrace, settings, fixed = new Set() }: WorldOptions) {
    this.seed = seed;
    this.engine = engine;
    this.settings = settings;
    this.fixed = fixed;
    this.trace = new Trace(keepTrace);
  }

  // Declaring ---------------------------------------------------------------------------------------------------------

  addKind(kind: Kind): void {
    Object.assign(kind.machine.options ?? {}, { maxIterations });
    compile(kind.machine);
    this.population.addKind(kind);
  }

  addPool(name: string, capacity: number, label?: (place: number) => string, isEnforced?: boolean): void {
    this.pools.set(name, new Pool(name, capacity, label, isEnforced));
  }

  addController(definition: Controller): void {
    this.workforce.add(this, definition);
  }

  addPath(path: Path): void {
    this.paths.set(path.name, new PathTracker(this, path));
  }

  // Reading -----------------------------------------------------------------------------------------------------------

  value<S extends Setting>(parameter: Parameter<S>): S {
    return (this.settings.get(parameter.name) as S | undefined) ?? parameter.value;
  }

  /** A parameter's value in another version than the run began with; what the run's spec fixes holds in every version. */
  valueAt<S extends Setting>(parameter: Parameter<S>, version: string): S {
    if (!parameter.versions || this.fixed.has(parameter.name)) return this.value(parameter);
    let known = this.byVersion.get(parameter.name);
    if (!known) this.byVersion.set(parameter.name, (known = new Map()));
    let value = known.get(version) as S | undefined;
    if (value === undefined) known.set(version, (value = defaultAt(parameter, version)));
    return value;
  }

  /** Every actor by its index; undefined where one was removed. */
  get actors(): readonly (Actor | undefined)[] {
    return this.population.actors;
  }

  find(id: string): Actor | undefined {
    return this.population.find(id);
  }

  read(actor: Actor): void {
    if (actor === this.busy) throw new Error(`${actor.id} reads its own state within its macrostep; use the context`);
    this.reads.saw(actor.cell);
  }

  pool(name: string): Pool {
    const pool = this.pools.get(name);
    if (!pool) throw new Error(`there is no pool "${name}"`);
    this.reads.saw(pool.cell);
    return pool;
  }

  share(name: string): number {
    const tracker = this.paths.get(name);
    if (!tracker) throw new Error(`there is no path "${name}"`);
    this.reads.saw(tracker.cell);
    return tracker.share;
  }

  /** A number that belongs to (seed, actor, purpose) alone and uses up nothing. */
  fixedDraw(actor: string, purpose: string): number {
    return new Stream(this.seed, actor, purpose).next();
  }

  // Acting ------------------------------------------------------------------------------------------------------------

  send(to: string, message: Message, delay: Micros): void {
    const actor = this.population.find(to);
    if (!actor) return;
    this.acts++;
    this.schedule.schedule(this.schedule.now + delay, due.message, actor.index, message, this.cause, this.root);
  }

  wake(name: string, key: string, delay: Micros): void {
    this.acts++;
    this.workforce.wake(this.workforce.get(name), key, delay, this);
  }

  take(name: string, owner: string): number {
    const pool = this.pool(name);
    const place = pool.take(owner);
    this.acts++;
    if (place < 0) this.refuse(pool, owner);
    else this.poolChanged(pool, 'taken', place, owner);
    return place;
  }

  takeMany(name: string, owner: string, count: number): number[] {
    const pool = this.pool(name);
    if (pool.isEnforced && pool.free < count) {
      this.acts++;
      this.refuse(pool, owner, count);
      return [];
    }
    return Array.from({ length: count }, () => this.take(name, owner));
  }

  takeAt(name: string, place: number, owner: string): void {
    const pool = this.pool(name);
    pool.hold(place, owner);
    this.acts++;
    this.poolChanged(pool, 'taken', place, owner);
  }

  give(name: string, place: number, owner: string): void {
    const pool = this.pool(name);
    pool.give(place, owner);
    this.acts++;
    this.poolChanged(pool, 'given', place, owner);
    this.workforce.poolGiven(name, this);
  }

  label(id: string, name: string, value: string | undefined): void {
    this.population.label(this.population.get(id), name, value, this.cause);
  }

  note(actor: string, text: string): void {
    this.acts++;
    this.add('note', actor, text, '', '');
  }

  create(kind: Kind, id: string, { settled, input = {} }: Birth): Actor {
    if (this.population.find(id)) throw new Error(`there is an actor "${id}" already`);
    const actor = new Actor(this, id, this.population.kin(kind.name), this.actors.length);
    this.enliven(actor);
    this.acts++;
    const given = { ...input, actor };
    if (settled !== undefined) {
      actor.life.settle(settled, given);
      this.population.enter(actor, this.cause);
      this.population.count(actor.kin, '', actor.life.state, this.cause);
      return actor;
    }
    const { cause } = this;
    const index = this.trace.open();
    this.cause = index;
    this.population.enter(actor, index);
    this.busy = actor;
    actor.life.start(given);
    this.busy = undefined;
    this.closed(actor, index, cause, '');
    this.cause = cause;
    return actor;
  }

  remove(id: string): void {
    this.acts++;
    this.population.leave(this.population.get(id), this.cause);
  }

  /** Writes a record that belongs to the running step. */
  add(kind: RecordKind, actor: string, event: string, from: string, to: string, cause = this.cause): number {
    return this.trace.add(this.schedule.now, kind, actor, event, from, to, cause);
  }

  /** Begins a chain of causes: what is sent from now on in this step belongs to it. */
  begin(kind: RecordKind, name: string, event: string, to = ''): Root {
    const record = this.add(kind, name, event, '', to, -1);
    const root: Root = { kind, name, record, bites: 0 };
    this.root = this.roots.length;
    this.roots.push(root);
    this.cause = record;
    return root;
  }

  /** Has the script's entry carried out at a time. */
  scheduleScript(time: Micros, index: number, cause = -1, root = -1): void {
    this.schedule.schedule(time, due.script, index, undefined, cause, root);
  }

  /** Has a path asked again at a time, whatever it read. */
  schedulePath(time: Micros, path: PathTracker): number {
    return this.schedule.schedule(time, due.path, path.reader.number, undefined, -1, -1);
  }

  // Running -----------------------------------------------------------------------------------------------------------

  /** Delivers everything due up to and including `until`, and moves the clock there. */
  runUntil(until: Micros): void {
    while (this.schedule.peek() <= until) this.step();
    this.endInstant();
    while (this.schedule.peek() <= until) this.step();
    if (this.schedule.now < until) this.schedule.now = until;
  }

  /** Delivers the next thing due. @throws Error naming time, actor and seed when a model breaks. */
  step(): void {
    const { time, kind, target, payload, cause, root } = this.schedule.step();
    this.cause = cause;
    this.root = root;
    try {
      if (kind === due.message || kind === due.timer) this.deliver(target, kind === due.timer, payload, cause);
      else if (kind === due.key) this.look(this.workforce.hands[target] as ControllerHand, payload as string, cause);
      else if (kind === due.script) this.script(target);
      else (this.reads.readers[target] as Reader).stale(cause);
      if (this.dirty.length > 0) drain(this.dirty);
      if (this.schedule.peek() > time) this.endInstant();
    } catch (error) {
      const who = kind <= due.timer ? this.actors[target]?.id : kind === due.key ? this.workforce.hands[target]?.id : 'the script';
      throw new Error(`at ${toSeconds(time)} s, ${who}, seed ${this.seed}: ${(error as Error).message}`, { cause: error });
    }
    this.busy = undefined;
  }

  /** Asks the paths whose reads have changed; what they wake may go on in the same instant. */
  endInstant(): void {
    if (this.stalePaths > 0) for (const path of this.paths.values()) if (path.isStale) path.ask();
    if (this.dirty.length > 0) drain(this.dirty);
    if (this.dirtyAtEnd.length > 0) drain(this.dirtyAtEnd);
  }

  private deliver(target: number, isTimer: boolean, payload: unknown, cause: number): void {
    const actor = this.actors[target];
    if (!actor) return;
    const { life } = actor;
    const from = life.state;
    const index = this.trace.open();
    this.cause = index;
    this.busy = actor;
    const taken = isTimer ? life.fire(payload) : life.deliver(payload as Message);
    this.busy = undefined;
    if (!taken) {
      this.trace.drop(index);
      return;
    }
    this.events++;
    if (this.root >= 0 && (this.roots[this.root] as Root).record === cause) (this.roots[this.root] as Root).bites++;
    this.closed(actor, index, cause, from);
  }

  /** After a macrostep: the record, the tallies, who looked, and the controllers that watch. */
  private closed(actor: Actor, index: number, cause: number, from: string): void {
    const { life } = actor;
    const to = life.state;
    const event = eventName(life.lastEvent);
    this.trace.close(index, this.schedule.now, 'transition', actor.id, event, from, to, cause);
    actor.lastRecord = index;
    this.reads.touch(actor.cell, index);
    if (from !== to) this.population.count(actor.kin, from, to, index);
    this.onRecord?.(actor.kind, actor, event, from, to);
    this.workforce.transitioned(actor, { cause: index, root: this.root });
    if (from !== to) this.workforce.changed(actor);
  }

  private look(hand: ControllerHand, key: string, cause: number): void {
    hand.pending.delete(key);
    if (!hand.isAble) {
      hand.parked.set(key, { cause, root: this.root });
      return;
    }
    const index = this.trace.open();
    this.cause = index;
    this.acts = 0;
    const again = hand.definition.reconcile(key, hand);
    this.events++;
    if (this.acts === 0) {
      this.cause = cause;
      this.trace.drop(index);
    } else this.trace.close(index, this.schedule.now, 'action', hand.id, key, '', '', cause);
    if (again !== undefined) this.workforce.wake(hand, key, again - this.schedule.now, this);
  }

  private refuse(pool: Pool, owner: string, count = 1): void {
    pool.exhaustedAt ??= this.schedule.now;
    this.add('pool', pool.name, 'refused', count === 1 ? '' : String(count), owner);
  }

  private poolChanged(pool: Pool, event: string, place: number, owner: string): void {
    const record = this.add('pool', pool.name, event, pool.label(place), owner);
    this.reads.touch(pool.cell, record);
  }

  /** Gives an actor its interpreter. */
  enliven(actor: Actor): void {
    const { machine } = actor.kin.kind;
    const timers = {
      set: (delay: Micros, payload: unknown) => this.schedule.schedule(this.schedule.now + delay, due.timer, actor.index, payload, this.cause, this.root),
      clear: (slot: number) => this.schedule.cancel(slot),
    };
    actor.life = this.engine === 'compiled' ? new CompiledLife(compile(machine), timers) : new ReferenceLife(machine, timers);
  }
}

function drain(checks: (() => void)[]): void {
  for (let check = checks.pop(); check; check = checks.pop()) check();
}
