/**
 * One run's world: the actors, controllers, pools and paths on one clock, and the loop that delivers what is due.
 * It is plain data but for the actors' handles, so that it can be checkpointed, forked and hashed.
 */
import { Stream } from './chance.ts';
import { type Controller, ControllerHand } from './controller.ts';
import { CompiledLife, compile, maxIterations } from './machine/compiled.ts';
import { eventName, type Message, namesOf } from './machine/life.ts';
import { ReferenceLife } from './machine/reference.ts';
import type { Parameter, Setting } from './parameter.ts';
import type { Path } from './path.ts';
import { PathTracker } from './path-tracker.ts';
import { Pool } from './pool.ts';
import { Cell, type Reader } from './reads.ts';
import { Schedule } from './schedule.ts';
import type { Micros } from './time.ts';
import { toSeconds } from './time.ts';
import { type RecordKind, Trace } from './trace.ts';
import { Actor, type Birth, type Kind } from './view.ts';

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
}

interface KindEntry {
  kind: Kind;
  actors: Set<Actor>;
  cell: Cell;
  /** Actors by state, and by every state above it. */
  tallies: Map<string, number>;
  tallyCell: Cell;
  watchers: { hand: ControllerHand; watch: NonNullable<Controller['watch']>[string] }[];
}

interface Label {
  actors: Set<Actor>;
  cell: Cell;
}

export class World {
  readonly schedule = new Schedule();
  trace: Trace;
  readonly seed: number;
  readonly engine: Engine;
  /** Events so far: messages and timers taken by machines, and looks of controllers. */
  events = 0;
  readonly roots: Root[] = [];
  readonly readers: Reader[] = [];
  readonly paths = new Map<string, PathTracker>();
  readonly kinds = new Map<string, KindEntry>();
  /** By name, then by value. */
  readonly labels = new Map<string, Map<string, Label>>();
  readonly pools = new Map<string, Pool>();
  readonly controllers: ControllerHand[] = [];
  actors: (Actor | undefined)[] = [];
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
  private readonly byId = new Map<string, Actor>();
  private readonly controllerByName = new Map<string, ControllerHand>();
  /** Cells of ids that somebody looked for in vain. */
  private readonly absent = new Map<string, Cell>();
  private readonly needers = new Map<string, ControllerHand[]>();
  private readonly settings: ReadonlyMap<string, Setting>;
  private reader: Reader | undefined;
  private busy: Actor | undefined;
  private acts = 0;

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.engine = options.engine;
    this.settings = options.settings;
    this.trace = new Trace(options.keepTrace);
  }

  // Declaring ---------------------------------------------------------------------------------------------------------

  addKind(kind: Kind): void {
    Object.assign(kind.machine.options ?? {}, { maxIterations });
    compile(kind.machine);
    this.kinds.set(kind.name, { kind, actors: new Set(), cell: new Cell(), tallies: new Map(), tallyCell: new Cell(), watchers: [] });
  }

  addPool(name: string, capacity: number, label?: (place: number) => string): void {
    this.pools.set(name, new Pool(name, capacity, label));
  }

  addController(definition: Controller): void {
    const hand = new ControllerHand(this, definition, this.controllers.length);
    this.controllers.push(hand);
    this.controllerByName.set(definition.name, hand);
    for (const [kind, watch] of Object.entries(definition.watch ?? {})) this.kindEntry(kind).watchers.push({ hand, watch });
    for (const id of Object.keys(definition.needs ?? {})) {
      const needers = this.needers.get(id) ?? [];
      needers.push(hand);
      this.needers.set(id, needers);
    }
  }

  addPath(path: Path): void {
    this.paths.set(path.name, new PathTracker(this, path, this.addReader.bind(this)));
  }

  /** Numbers a reader. */
  addReader(make: (number: number) => Reader): Reader {
    const reader = make(this.readers.length);
    this.readers.push(reader);
    return reader;
  }

  // Reading -----------------------------------------------------------------------------------------------------------

  value<S extends Setting>(parameter: Parameter<S>): S {
    return (this.settings.get(parameter.name) as S | undefined) ?? parameter.value;
  }

  /** Runs a question whose reads are remembered for `reader`. */
  reading<T>(reader: Reader, ask: () => T): T {
    this.reader = reader;
    try {
      return ask();
    } finally {
      this.reader = undefined;
    }
  }

  read(actor: Actor): void {
    if (actor === this.busy) throw new Error(`${actor.id} reads its own state within its macrostep; use the context`);
    if (this.reader !== undefined) actor.cell.readBy(this.reader);
  }

  find(id: string): Actor | undefined {
    const actor = this.byId.get(id);
    if (actor === undefined && this.reader !== undefined) this.absence(id).readBy(this.reader);
    return actor;
  }

  all(kind: string): Actor[] {
    const entry = this.kindEntry(kind);
    if (this.reader !== undefined) entry.cell.readBy(this.reader);
    return [...entry.actors];
  }

  labelled(name: string, value: string): Actor[] {
    return [...this.labelEntry(name, value).actors];
  }

  countLabelled(name: string, value: string): number {
    return this.labelEntry(name, value).actors.size;
  }

  tally(kind: string, state: string): number {
    const entry = this.kindEntry(kind);
    if (this.reader !== undefined) entry.tallyCell.readBy(this.reader);
    return entry.tallies.get(state) ?? 0;
  }

  pool(name: string): Pool {
    const pool = this.pools.get(name);
    if (!pool) throw new Error(`there is no pool "${name}"`);
    if (this.reader !== undefined) pool.cell.readBy(this.reader);
    return pool;
  }

  share(name: string): number {
    const tracker = this.paths.get(name);
    if (!tracker) throw new Error(`there is no path "${name}"`);
    if (this.reader !== undefined) tracker.cell.readBy(this.reader);
    return tracker.share;
  }

  /** A number that belongs to (seed, actor, purpose) alone and uses up nothing. */
  fixedDraw(actor: string, purpose: string): number {
    return new Stream(this.seed, actor, purpose).next();
  }

  // Acting ------------------------------------------------------------------------------------------------------------

  send(to: string, message: Message, delay: Micros): void {
    const actor = this.byId.get(to);
    if (!actor) return;
    this.acts++;
    this.schedule.schedule(this.schedule.now + delay, due.message, actor.index, message, this.cause, this.root);
  }

  wake(name: string, key: string, delay: Micros): void {
    const hand = this.controllerByName.get(name);
    if (!hand) throw new Error(`there is no controller "${name}"`);
    this.acts++;
    this.wakeKey(hand, key, delay, this.cause, this.root);
  }

  take(name: string, owner: string): number {
    const pool = this.pool(name);
    const place = pool.take(owner);
    this.acts++;
    if (place < 0) {
      pool.exhaustedAt ??= this.schedule.now;
      this.add('pool', name, 'refused', '', owner);
    } else this.poolChanged(pool, 'taken', place, owner);
    return place;
  }

  give(name: string, place: number, owner: string): void {
    const pool = this.pool(name);
    pool.give(place, owner);
    this.acts++;
    this.poolChanged(pool, 'given', place, owner);
    for (const hand of this.controllers) {
      const key = hand.definition.watchPools?.[name];
      if (key !== undefined) this.wakeKey(hand, key, 0, this.cause, this.root);
    }
  }

  label(id: string, name: string, value: string | undefined): void {
    const actor = this.byId.get(id);
    if (!actor) throw new Error(`there is no actor "${id}"`);
    const old = actor.labels.get(name);
    if (old === value) return;
    if (old !== undefined) this.unlabel(actor, name, old);
    if (value === undefined) {
      actor.labels.delete(name);
      return;
    }
    actor.labels.set(name, value);
    const entry = this.labelEntry(name, value);
    entry.actors.add(actor);
    entry.cell.touch(this.readers, this.cause);
  }

  note(actor: string, text: string): void {
    this.acts++;
    this.add('note', actor, text, '', '');
  }

  create(kind: Kind, id: string, { settled, input = {} }: Birth): Actor {
    if (this.byId.has(id)) throw new Error(`there is an actor "${id}" already`);
    const entry = this.kindEntry(kind.name);
    const actor = new Actor(this, id, kind.name, this.actors.length);
    this.actors.push(actor);
    this.byId.set(id, actor);
    entry.actors.add(actor);
    this.enliven(actor, kind);
    this.acts++;
    const given = { ...input, actor };
    const outer = { cause: this.cause, busy: this.busy };
    if (settled === undefined) {
      const index = this.trace.open();
      this.cause = index;
      this.busy = actor;
      actor.life.start(given);
      this.busy = outer.busy;
      this.closed(actor, index, outer.cause, '');
      this.cause = outer.cause;
    } else {
      actor.life.settle(settled, given);
      this.retally(entry, '', actor.life.state);
    }
    entry.cell.touch(this.readers, this.cause);
    this.absent.get(id)?.touch(this.readers, this.cause);
    return actor;
  }

  remove(id: string): void {
    const actor = this.byId.get(id);
    if (!actor) throw new Error(`there is no actor "${id}"`);
    const entry = this.kindEntry(actor.kind);
    this.acts++;
    for (const [name, value] of actor.labels) this.unlabel(actor, name, value);
    entry.actors.delete(actor);
    this.retally(entry, actor.life.state, '');
    this.byId.delete(id);
    this.actors[actor.index] = undefined;
    entry.cell.touch(this.readers, this.cause);
    actor.cell.touch(this.readers, this.cause);
  }

  /** Writes a record that belongs to the running step. */
  add(kind: RecordKind, actor: string, event: string, from: string, to: string, cause = this.cause): number {
    return this.trace.add(this.schedule.now, kind, actor, event, from, to, cause);
  }

  /** Begins a chain of causes: what is sent until `end` is called belongs to it. */
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
      else if (kind === due.key) this.look(this.controllers[target] as ControllerHand, payload as string, cause);
      else if (kind === due.script) this.script(target);
      else (this.readers[target] as Reader).stale(cause);
      if (this.dirty.length > 0) drain(this.dirty);
      if (this.schedule.peek() > time) this.endInstant();
    } catch (error) {
      const who = kind <= due.timer ? this.actors[target]?.id : kind === due.key ? this.controllers[target]?.id : 'the script';
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
    actor.cell.touch(this.readers, index);
    const entry = this.kindEntry(actor.kind);
    if (from !== to) this.retally(entry, from, to);
    this.onRecord?.(actor.kind, actor, event, from, to);
    for (const { hand, watch } of entry.watchers) {
      const keys = watch(actor, hand);
      if (keys === undefined) continue;
      if (typeof keys === 'string') this.wakeKey(hand, keys, undefined, index, this.root);
      else for (const key of keys) this.wakeKey(hand, key, undefined, index, this.root);
    }
    const needers = from === to ? undefined : this.needers.get(actor.id);
    if (needers) for (const hand of needers) this.unpark(hand);
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
    if (again !== undefined) this.wakeKey(hand, key, again - this.schedule.now, this.cause, this.root);
  }

  private wakeKey(hand: ControllerHand, key: string, delay: Micros | undefined, cause: number, root: number): void {
    const wait = delay ?? hand.definition.delay?.(key, hand) ?? 0;
    const time = this.schedule.now + wait;
    const waiting = hand.pending.get(key);
    if (waiting) {
      if (waiting.due <= time) return;
      this.schedule.cancel(waiting.slot);
    }
    const slot = this.schedule.schedule(time, due.key, hand.index, key, cause, root);
    hand.pending.set(key, { slot, due: time });
  }

  private unpark(hand: ControllerHand): void {
    hand.reconsider();
    if (!hand.isAble) return;
    hand.ableSince = this.schedule.now;
    const parked = [...hand.parked];
    hand.parked.clear();
    for (const [key, { cause, root }] of parked) this.wakeKey(hand, key, 0, cause, root);
  }

  /** Wakes the controllers that watch a path. */
  pathChanged(name: string, record: number): void {
    for (const hand of this.controllers) {
      const key = hand.definition.watchPaths?.[name];
      if (key !== undefined) this.wakeKey(hand, key, 0, record, this.root);
    }
  }

  private poolChanged(pool: Pool, event: string, place: number, owner: string): void {
    const record = this.add('pool', pool.name, event, pool.label(place), owner);
    pool.cell.touch(this.readers, record);
  }

  /** Gives an actor its interpreter. */
  enliven(actor: Actor, kind: Kind): void {
    const timers = {
      set: (delay: Micros, payload: unknown) =>
        this.schedule.schedule(this.schedule.now + delay, due.timer, actor.index, payload, this.cause, this.root),
      clear: (slot: number) => this.schedule.cancel(slot),
    };
    actor.life = this.engine === 'compiled' ? new CompiledLife(compile(kind.machine), timers) : new ReferenceLife(kind.machine, timers);
  }

  /** Enters an actor that a checkpoint brings back. */
  restore(actor: Actor): void {
    this.actors[actor.index] = actor;
    this.byId.set(actor.id, actor);
    const entry = this.kindEntry(actor.kind);
    entry.actors.add(actor);
    this.retally(entry, '', actor.life.state);
  }

  /** Enters a label's members in the order a checkpoint gives. */
  relabel(name: string, value: string, members: readonly number[]): void {
    const { actors } = this.labelEntry(name, value);
    for (const index of members) actors.add(this.actors[index] as Actor);
  }

  private retally({ tallies, tallyCell }: KindEntry, from: string, to: string): void {
    if (from !== '') for (const name of namesOf(from)) tallies.set(name, (tallies.get(name) ?? 0) - 1);
    if (to !== '') for (const name of namesOf(to)) tallies.set(name, (tallies.get(name) ?? 0) + 1);
    tallyCell.touch(this.readers, this.cause);
  }

  private unlabel(actor: Actor, name: string, value: string): void {
    const entry = this.labelEntry(name, value);
    entry.actors.delete(actor);
    entry.cell.touch(this.readers, this.cause);
  }

  private absence(id: string): Cell {
    let cell = this.absent.get(id);
    if (!cell) this.absent.set(id, (cell = new Cell()));
    return cell;
  }

  kindEntry(name: string): KindEntry {
    const entry = this.kinds.get(name);
    if (!entry) throw new Error(`there is no kind "${name}"`);
    return entry;
  }

  private labelEntry(name: string, value: string): Label {
    let byValue = this.labels.get(name);
    if (!byValue) this.labels.set(name, (byValue = new Map()));
    let entry = byValue.get(value);
    if (!entry) byValue.set(value, (entry = { actors: new Set(), cell: new Cell() }));
    if (this.reader !== undefined) entry.cell.readBy(this.reader);
    return entry;
  }
}

function drain(checks: (() => void)[]): void {
  for (let check = checks.pop(); check; check = checks.pop()) check();
}
