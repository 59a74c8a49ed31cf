/**
 * A machine's actions and guards, resolved once at load into closed forms: names looked up, built-ins recognised, and
 * everything that the compiled interpreter lacks refused by name. Shapes as of the pinned XState 5.33.3.
 */
import { type AnyStateMachine, type AnyStateNode, and, matchesState, not, or, type StateValue } from 'xstate';
import type { Data, Message } from './life.ts';

/** What functions of a machine are called with. */
export interface Args {
  context: Data;
  event: Message;
}

export type Fn<T> = (args: Args, params: unknown) => T;
export type Params = { value: unknown } | ((args: Args) => unknown) | undefined;

/** A delayed event in the queue: plain data. */
export interface Fired {
  id: string | undefined;
  event: Message;
}

/** Timer work of a macrostep, carried out at its end: sets the numbered timer, or clears it when nothing is fired. */
export interface Deferred {
  /** -1 for a timer without an id, which nothing can clear. */
  timer: number;
  delay: number;
  fired: Fired | undefined;
}

/** What `enqueueActions` is called with besides context and event. */
export interface Collector {
  enqueue: ((action: unknown) => void) & Record<string, (...given: never[]) => void>;
  check: (guard: unknown) => boolean;
}

/** One resolved action. */
export type Op =
  | { op: 'custom'; run: Fn<void>; params: Params }
  | { op: 'assign'; whole: Fn<Data> | undefined; keys: string[]; values: unknown[]; params: Params }
  | { op: 'raise'; event: Message | Fn<Message>; params: Params }
  | {
      op: 'later';
      event: Message | Fn<Message>;
      delay: number | Fn<number>;
      timer: number;
      fired: Fired | undefined;
      id: string | undefined;
      where: string;
      params: Params;
    }
  | { op: 'cancel'; id: Fn<string> | undefined; clear: Deferred; params: Params }
  | { op: 'enqueue'; collect: (args: Args & Collector, params: unknown) => void; where: string; params: Params }
  | { op: 'done'; type: string; output: unknown };

/** The state a `stateIn` guard looks at. */
export interface Standing {
  value: StateValue;
  nodes: ReadonlySet<AnyStateNode>;
}

export type Guard = (args: Args, standing: Standing) => boolean;

/** A machine that cannot be compiled, and where. */
export class MachineError extends Error {
  override name = 'MachineError';
}

type BuiltInGuard = Fn<boolean> & { check?: unknown; guards?: unknown[]; stateValue?: StateValue };

/** How XState's built-in guards are told apart; their names would not survive a bundler. */
const checkOf = (guard: unknown) => (guard as BuiltInGuard).check;
const check = { and: checkOf(and([])), or: checkOf(or([])), not: checkOf(not('')) };

/** Resolves the actions and guards of one machine. */
export class Resolver {
  /** From then on only `enqueueActions` brings new functions; they meet throwing `self` and `system` instead. */
  isLoaded = false;
  private readonly timers = new Map<string, number>();

  constructor(private readonly machine: AnyStateMachine) {}

  refuse(where: string, what: string): never {
    throw new MachineError(`machine "${this.machine.id}", ${where}: ${what}`);
  }

  /** The small number of a timer's send id. */
  timer(sendId: string): number {
    let number = this.timers.get(sendId);
    if (number === undefined) this.timers.set(sendId, (number = this.timers.size));
    return number;
  }

  /** Send ids in the order of their numbers. */
  get timerIds(): string[] {
    return [...this.timers.keys()];
  }

  /** Resolves every named action, guard and delay, so that what only `enqueueActions` mentions is refused at load too. */
  checkNamed(): void {
    const { actions, guards, delays } = this.machine.implementations;
    for (const name of Object.keys(actions)) this.op(name, `action "${name}"`, undefined);
    for (const name of Object.keys(guards)) this.guard(name, `guard "${name}"`);
    for (const name of Object.keys(delays)) this.delay(name, `delay "${name}"`);
  }

  /** The ops of a list of actions as XState keeps it. */
  ops(actions: readonly unknown[], where: string): Op[] {
    return actions.map((action) => this.op(action, where, undefined));
  }

  op(action: unknown, where: string, params: Params): Op {
    if (typeof action === 'string') return this.named(action, where, params);
    if (typeof action === 'object' && action !== null) {
      const { type, params: given } = action as { type: string; params?: unknown };
      return this.named(type, where, typeof given === 'function' ? (given as (args: Args) => unknown) : { value: given });
    }
    const fn = action as Fn<void> & Record<string, unknown>;
    if (!('resolve' in fn)) {
      this.closed(fn, where);
      return { op: 'custom', run: fn, params };
    }
    return this.builtIn(fn, where, params);
  }

  private named(name: string, where: string, params: Params): Op {
    const found = (this.machine.implementations.actions as Record<string, unknown>)[name];
    if (found === undefined) this.refuse(where, `unknown action "${name}"`);
    if (typeof found !== 'function') this.refuse(where, `action "${name}" is no function`);
    return this.op(found, where, params);
  }

  private builtIn(fn: Fn<void> & Record<string, unknown>, where: string, params: Params): Op {
    switch (fn.type) {
      case 'xstate.assign': {
        const assignment = fn.assignment as Fn<Data> | Data;
        if (typeof assignment === 'function') {
          this.closed(assignment, where);
          return { op: 'assign', whole: assignment as Fn<Data>, keys: [], values: [], params };
        }
        for (const value of Object.values(assignment)) this.closed(value, where);
        return { op: 'assign', whole: undefined, keys: Object.keys(assignment), values: Object.values(assignment), params };
      }
      case 'xstate.raise':
        return this.raise(fn, where, params);
      case 'xstate.cancel': {
        this.closed(fn.sendId, where);
        if (typeof fn.sendId === 'function') {
          return { op: 'cancel', id: fn.sendId as Fn<string>, clear: { timer: -1, delay: 0, fired: undefined }, params };
        }
        return { op: 'cancel', id: undefined, clear: { timer: this.timer(fn.sendId as string), delay: 0, fired: undefined }, params };
      }
      case 'xstate.enqueueActions':
        this.closed(fn.collect, where);
        return { op: 'enqueue', collect: fn.collect as never, where, params };
      default:
        return this.refuse(where, `${String(fn.type).replace('xstate.', '')} is not part of the compiled form; send through the actor instead`);
    }
  }

  private raise(fn: Record<string, unknown>, where: string, params: Params): Op {
    const event = fn.event as Message | Fn<Message> | string;
    if (typeof event === 'string') return this.refuse(where, `raise takes an event object, not "${event}"`);
    this.closed(event, where);
    const delay = this.delay(fn.delay, where);
    if (delay === undefined) return { op: 'raise', event, params };
    const id = fn.id as string | undefined;
    const fired = typeof event === 'function' ? undefined : { id, event };
    return { op: 'later', event, delay, timer: id === undefined ? -1 : this.timer(id), fired, id, where, params };
  }

  private delay(given: unknown, where: string): number | Fn<number> | undefined {
    const delay = typeof given === 'string' ? (this.machine.implementations.delays as Record<string, unknown>)[given] : given;
    if (typeof given === 'string' && delay === undefined) this.refuse(where, `unknown delay "${given}"`);
    if (delay !== undefined && typeof delay !== 'function' && !isDelay(delay)) this.refuse(where, `a delay of ${String(delay)} is not a number of µs`);
    this.closed(delay, where);
    return delay as number | Fn<number> | undefined;
  }

  guard(guard: unknown, where: string, params: Params = undefined): Guard {
    if (typeof guard === 'string') return this.guard(this.guardNamed(guard, where), where);
    if (typeof guard === 'object' && guard !== null) {
      const { type, params: given } = guard as { type: string; params?: unknown };
      const resolved = typeof given === 'function' ? (given as (args: Args) => unknown) : { value: given };
      return this.guard(this.guardNamed(type, where), where, resolved);
    }
    const fn = guard as BuiltInGuard;
    if (fn.check === undefined) {
      this.closed(fn, where);
      return params === undefined ? (args) => fn(args, undefined) : (args) => fn(args, paramsOf(params, args));
    }
    if (fn.stateValue !== undefined) return this.stateIn(fn.stateValue, where);
    const inner = (fn.guards ?? []).map((one) => this.guard(one, where));
    if (fn.check === check.and) return (args, standing) => inner.every((one) => one(args, standing));
    if (fn.check === check.or) return (args, standing) => inner.some((one) => one(args, standing));
    if (fn.check === check.not) return (args, standing) => !(inner[0] as Guard)(args, standing);
    return this.refuse(where, 'a built-in guard other than and, or, not and stateIn');
  }

  private guardNamed(name: string, where: string): unknown {
    const found = (this.machine.implementations.guards as Record<string, unknown>)[name];
    if (found === undefined) this.refuse(where, `unknown guard "${name}"`);
    return found;
  }

  /** `#id` may go on with a path from the state of that id. */
  private stateIn(value: StateValue, where: string): Guard {
    if (typeof value !== 'string' || !value.startsWith('#')) return (_, standing) => matchesState(value, standing.value);
    try {
      const node = this.machine.getStateNodeById(value) as AnyStateNode;
      return (_, standing) => standing.nodes.has(node);
    } catch {
      return this.refuse(where, `stateIn("${value}") names no state`);
    }
  }

  /** Refuses functions that reach for the actor or the system behind the machine; they exist only in the reference. */
  private closed(fn: unknown, where: string): void {
    if (typeof fn !== 'function' || this.isLoaded) return;
    const parameters = /^[^{=]*?\(([^)]*)\)|^\(?([^=]*?)\)?\s*=>/.exec(Function.prototype.toString.call(fn));
    const reach = /\b(self|system|spawn)\b/.exec(parameters?.[1] ?? parameters?.[2] ?? '');
    if (reach) this.refuse(where, `a function reads "${reach[1]}"; reach the world through the actor in the context`);
  }
}

/** The parameters that a `{ type, params }` reference gives its implementation. */
export function paramsOf(params: Params, args: Args): unknown {
  if (params === undefined) return undefined;
  return typeof params === 'function' ? params({ context: args.context, event: args.event }) : params.value;
}

export const isDelay = (delay: unknown): boolean => Number.isFinite(delay) && (delay as number) >= 0;
