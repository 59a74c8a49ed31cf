/**
 * One running machine, whichever interpreter runs it. The engine starts it, delivers to it and fires its timers;
 * the interpreter asks the engine for timers through {@link Timers}.
 */
import type { StateValue } from 'xstate';
import type { Micros } from '../time.ts';

/** An event as machines receive it. */
export interface Message {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an event carries is the machine's own business, typed in its `setup`.
  [key: string]: any;
}

/** A machine's data. */
// biome-ignore lint/suspicious/noExplicitAny: each machine types its own context in `setup`.
export type Data = Record<string, any>;

export interface Life {
  /** The state's name: keys joined by dots, regions of a parallel state joined by spaces. */
  readonly state: string;
  readonly context: Data;
  /** The type of the last event delivered or fired, as a trace shows it. */
  readonly lastEvent: string;
  /** Runs the initial macrostep. */
  start(input: Data): void;
  /** Places the machine in a state as if it had been there for long: no entry action runs, no timer is set. */
  settle(value: StateValue, input: Data): void;
  /** One macrostep; false when no transition was selected. */
  deliver(message: Message): boolean;
  /** Fires a timer set through {@link Timers}; false when nothing took it. */
  fire(payload: unknown): boolean;
}

/** What an interpreter needs of the engine: the schedule, seen by one actor. */
export interface Timers {
  set(delay: Micros, payload: unknown): number;
  clear(slot: number): void;
}

const names = new Map<string, string>();

/** A state value as text: `running.ready`, or `tunnel.open status.active` for a parallel state. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  const key = JSON.stringify(value);
  let name = names.get(key);
  if (name === undefined) {
    name = Object.entries(value)
      .map(([region, inner]) => {
        const below = inner === undefined ? '' : stateName(inner);
        return below === '' ? region : below.includes(' ') ? `${region}.(${below})` : `${region}.${below}`;
      })
      .join(' ');
    names.set(key, name);
  }
  return name;
}

const inside = new Map<string, ReadonlySet<string>>();

/** Every name that a state goes by: its own, each state above it, and each region's, by path and within its parallel state. */
export function namesOf(state: string): ReadonlySet<string> {
  let names = inside.get(state);
  if (names === undefined) {
    const found = new Set([state]);
    for (const path of pathsOf(state)) {
      for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) found.add(path.slice(0, dot));
      found.add(path);
    }
    inside.set(state, (names = found));
  }
  return names;
}

/** `p.(a.x b.y)` holds the paths `p.a.x` and `p.b.y`, and within p `a.x` and `b.y`. */
function pathsOf(state: string): string[] {
  const found: string[] = [];
  const outer = [''];
  for (const part of state.match(/[^ ()]+|\(|\)/g) ?? []) {
    const path = `${outer.at(-1)}${part}`;
    if (part === ')') outer.pop();
    else if (part.endsWith('.')) outer.push(path);
    else if (part !== '(') found.push(part, path);
  }
  return found;
}

/** Whether a state lies in `wanted`: the state itself, an ancestor, or a region's. */
export const isIn = (state: string, wanted: string): boolean => state === wanted || namesOf(state).has(wanted);

const eventNames = new Map<string, string>();

/** An event's type as traces show it: XState's `xstate.after.bootTime.vm.booting` is `after bootTime`. */
export function eventName(type: string): string {
  let name = eventNames.get(type);
  if (name === undefined) {
    name = type.startsWith('xstate.after.') ? `after ${type.split('.')[2]}` : type === 'xstate.init' ? 'start' : type;
    eventNames.set(type, name);
  }
  return name;
}
