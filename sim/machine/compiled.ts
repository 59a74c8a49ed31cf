/**
 * The default interpreter: one actor's state over its machine's {@link Tables}. It follows XState's macrostep to the
 * letter (microstep; `always` before raised events; timers set and cleared at the end, in order), which the property
 * test in test/sim/interpreters.test.ts holds it to.
 */
import type { AnyStateMachine, StateValue } from 'xstate';
import { collect } from './enqueue.ts';
import type { Data, Life, Message, Timers } from './life.ts';
import { type Args, type Deferred, type Fired, isDelay, type Op, paramsOf } from './ops.ts';
import { type Asked, type Configuration, type Plan, Tables, type Transition } from './tables.ts';

const tablesOf = new WeakMap<AnyStateMachine, Tables>();

/** The tables of a machine, made at its first use. */
export function compile(machine: AnyStateMachine): Tables {
  let tables = tablesOf.get(machine);
  if (!tables) tablesOf.set(machine, (tables = new Tables(machine)));
  return tables;
}

/** Microsteps in one macrostep beyond which a machine is taken to run in circles; the reference gets the same limit. */
export const maxIterations = 1_000;

const lacks = (name: string) => (): never => {
  throw new Error(`a compiled machine has no "${name}"; use the actor in the context`);
};

/** What the machine's functions are called with. Compiled machines run one macrostep at a time, so it is shared. */
const args: Args = Object.defineProperties(
  { context: {}, event: { type: '' } },
  { self: { get: lacks('self') }, system: { get: lacks('system') }, spawn: { get: lacks('spawn') } },
);
const raised: Message[] = [];
const chosen: Transition[] = [];
/** Timer work of the running macrostep; a count beside it, since emptying an array costs more than the rest of a flush. */
const deferred: Deferred[] = [];
let deferredCount = 0;

/** A compiled actor as plain data, for checkpoints. */
export interface LifeState {
  /** A configuration's key. */
  at: string;
  context: Data;
  timers: [sendId: string, slot: number][];
}

export class CompiledLife implements Life {
  context: Data = {};
  lastEvent = '';
  private at!: Configuration;
  /** Slots in the schedule by the resolver's timer number; -1 where none runs. */
  private readonly slots: number[] = [];
  private starting: (() => void)[] | undefined;

  constructor(
    private readonly tables: Tables,
    private readonly timers: Timers,
  ) {}

  get state(): string {
    return this.at.name;
  }

  start(input: Data): void {
    const event: Message = { type: 'xstate.init', input };
    this.lastEvent = 'xstate.init';
    this.context = this.makeContext(input);
    this.begin(event);
    this.at = this.tables.beforeStart;
    const held: (() => void)[] = [];
    this.starting = held;
    this.run(this.tables.initial());
    this.settleDown(event);
    this.starting = undefined;
    for (const act of held) act();
    this.flush();
  }

  settle(value: StateValue, input: Data): void {
    this.context = this.makeContext(input);
    this.at = this.tables.standing(value);
  }

  deliver(message: Message): boolean {
    this.lastEvent = message.type;
    this.begin(message);
    const isTaken = this.step(message.type);
    const isSettled = (this.at.always !== null || raised.length > 0) && this.settleDown(message);
    if (deferredCount > 0) this.flush();
    return isTaken || isSettled;
  }

  fire(payload: unknown): boolean {
    const { id, event } = payload as Fired;
    if (id !== undefined) this.slots[this.tables.resolver.timer(id)] = -1;
    return this.deliver(event);
  }

  save(clone: (data: Data) => Data): LifeState {
    const ids = this.tables.resolver.timerIds;
    const timers = this.slots.map((slot, number): [string, number] => [ids[number] as string, slot]);
    return { at: this.at.key, context: clone(this.context), timers: timers.filter(([, slot]) => slot >= 0) };
  }

  load(state: LifeState, clone: (data: Data) => Data): void {
    this.at = this.tables.byKey(state.at);
    this.context = clone(state.context);
    for (const [id, slot] of state.timers) this.slots[this.tables.resolver.timer(id)] = slot;
  }

  private makeContext(input: Data): Data {
    const { context } = this.tables.machine.config as { context?: Data | ((args: { input: Data }) => Data) };
    return { ...(typeof context === 'function' ? context({ input }) : context) };
  }

  private begin(event: Message): void {
    // Something is left over only when the last macrostep failed.
    if (raised.length > 0) raised.length = 0;
    deferredCount = 0;
    args.context = this.context;
    args.event = event;
  }

  /** Selects for the event in {@link args} and takes what was selected. */
  private step(type: string): boolean {
    const asked = this.tables.asked(this.at, type);
    return asked !== null && this.take(asked) !== null;
  }

  private take(asked: Asked): Plan | null {
    const { at } = this;
    if (asked.inner.length === 0) {
      const { own } = asked;
      for (let i = 0; i < own.length; i++) {
        const one = own[i] as Transition;
        if (one.guard !== undefined && !one.guard(args, at)) continue;
        return this.run(at.choices.next[one.id]?.plan ?? this.tables.plan(at, [one]));
      }
      return null;
    }
    chosen.length = 0;
    this.choose(asked);
    return chosen.length === 0 ? null : this.run(this.tables.plan(at, chosen));
  }

  private choose(asked: Asked): void {
    const before = chosen.length;
    for (const inner of asked.inner) this.choose(inner);
    if (chosen.length > before) return;
    const one = asked.own.find(({ guard }) => guard === undefined || guard(args, this.at));
    if (one && !chosen.includes(one)) chosen.push(one);
  }

  /** After the event: `always` until none is enabled, then the next raised event, until neither. */
  private settleDown(first: Message): boolean {
    let event = first;
    let isFresh = true;
    let isTaken = false;
    for (let iterations = 1; ; iterations++) {
      if (iterations > maxIterations) throw new Error(`Infinite loop detected: more than ${maxIterations} microsteps after "${event.type}"`);
      const { at, context } = this;
      const plan: Plan | null = isFresh && at.always !== null ? this.take(at.always) : null;
      if (plan !== null) {
        isTaken = true;
        isFresh = this.at !== at || this.context !== context || plan.isRemembering;
        continue;
      }
      const next = raised.shift();
      if (next === undefined) return isTaken;
      event = args.event = next;
      this.step(event.type);
      isFresh = true;
    }
  }

  private run(plan: Plan): Plan {
    const { ops } = plan;
    for (let i = 0; i < ops.length; i++) this.act(ops[i] as Op);
    this.at = plan.next;
    return plan;
  }

  private act(op: Op): void {
    switch (op.op) {
      case 'assign':
        this.assign(op);
        break;
      case 'custom':
        if (this.starting !== undefined) this.hold(op);
        else op.run(args, op.params === undefined ? undefined : paramsOf(op.params, args));
        break;
      case 'cancel':
        deferred[deferredCount++] = op.id === undefined ? op.clear : { ...op.clear, timer: this.tables.resolver.timer(op.id(args, paramsOf(op.params, args))) };
        break;
      case 'later':
        this.later(op);
        break;
      case 'raise':
        raised.push(typeof op.event === 'function' ? op.event(args, paramsOf(op.params, args)) : op.event);
        break;
      case 'done':
        raised.push({ type: op.type, output: typeof op.output === 'function' ? op.output(args) : op.output });
        break;
      case 'enqueue':
        for (const one of collect(op, args, this.at, this.tables.resolver)) this.act(one);
        break;
    }
  }

  /** A new object, as XState makes one: what a deferred call holds stays as it was. */
  private assign(op: Extract<Op, { op: 'assign' }>): void {
    const params = op.params === undefined ? undefined : paramsOf(op.params, args);
    const next: Data = { ...this.context };
    if (op.whole !== undefined) Object.assign(next, op.whole(args, params));
    else {
      const { keys, values } = op;
      for (let i = 0; i < keys.length; i++) {
        const value = values[i];
        next[keys[i] as string] = typeof value === 'function' ? value(args, params) : value;
      }
    }
    this.context = args.context = next;
  }

  /** At start XState resolves the whole macrostep first and runs custom actions after it, each with its own context. */
  private hold(op: Extract<Op, { op: 'custom' }>): void {
    const { context, event } = args;
    const params = paramsOf(op.params, args);
    this.starting?.push(() => op.run(Object.create(args, { context: { value: context }, event: { value: event } }), params));
  }

  private later(op: Extract<Op, { op: 'later' }>): void {
    const params = op.params === undefined ? undefined : paramsOf(op.params, args);
    const fired = op.fired ?? { id: op.id, event: (op.event as (given: Args, params: unknown) => Message)(args, params) };
    const delay = typeof op.delay === 'function' ? op.delay(args, params) : op.delay;
    if (!isDelay(delay)) throw new Error(`${op.where}: the delay of "${fired.event.type}" is ${delay}, not a number of µs`);
    deferred[deferredCount++] = { timer: op.timer, delay, fired };
  }

  private flush(): void {
    const { slots, timers } = this;
    for (let i = 0; i < deferredCount; i++) {
      const { timer, delay, fired } = deferred[i] as Deferred;
      if (fired !== undefined) {
        const slot = timers.set(delay, fired);
        if (timer >= 0) slots[timer] = slot;
        continue;
      }
      const slot = slots[timer] ?? -1;
      if (slot < 0) continue;
      timers.clear(slot);
      slots[timer] = -1;
    }
    deferredCount = 0;
  }
}
