/**
 * The reference interpreter: XState's own actors on a two-method clock over the engine's queue. Slower, and the measure
 * of the compiled one. XState's `SimulatedClock` is not used: it jumps to its target before it fires timers.
 */
import { type AnyActor, type AnyStateMachine, type AnyStateNode, createActor, type StateValue } from 'xstate';
import type { Data, Life, Message, Timers } from './life.ts';
import { stateName } from './life.ts';

export class ReferenceLife implements Life {
  lastEvent = '';
  private actor: AnyActor | undefined;
  private taken = false;
  private failure: unknown;

  constructor(
    private readonly machine: AnyStateMachine,
    private readonly timers: Timers,
  ) {}

  get state(): string {
    return stateName(this.snapshot().value);
  }

  get context(): Data {
    return this.snapshot().context;
  }

  start(input: Data): void {
    this.create({ input });
  }

  settle(value: StateValue, input: Data): void {
    const { context } = this.machine.config as { context?: Data | ((args: { input: Data }) => Data) };
    // XState walks a restored context for actors to revive; the engine's handle leads to the whole world, so it stays out.
    const { actor, ...made } = typeof context === 'function' ? context({ input }) : { ...context };
    const resolve = (given: StateValue) => this.machine.resolveState({ value: given, context: made as never });
    // XState would keep the regions in the order in which the value names them, and ask them in it.
    this.create({ snapshot: resolve(inDocumentOrder(this.machine.root, resolve(value).value)) });
    if (actor !== undefined) this.context.actor = actor;
  }

  deliver(message: Message): boolean {
    return this.during(message.type, () => this.actor?.send(message));
  }

  fire(payload: unknown): boolean {
    return this.during('', payload as () => void);
  }

  private create(options: { input?: Data; snapshot?: unknown }): void {
    this.lastEvent = 'xstate.init';
    this.actor = createActor(this.machine, {
      ...options,
      // XState's words for its clock; nothing of the host's: what is set is a timer of the engine's queue.
      clock: {
        setTimeout: (fn: () => void, delay: number) => {
          if (!(Number.isFinite(delay) && delay >= 0)) throw new Error(`a delay is ${delay}, not a number of µs`);
          return this.timers.set(delay, fn);
        },
        clearTimeout: (slot: number) => this.timers.clear(slot),
      },
      inspect: (event: { type: string; event?: Message; _transitions?: unknown[] }) => {
        if (event.type !== '@xstate.microstep') return;
        if (this.lastEvent === '') this.lastEvent = event.event?.type ?? '';
        if (event._transitions?.length) this.taken = true;
      },
    } as never) as AnyActor;
    // Without an observer XState rethrows from a host timer, outside the run.
    this.actor.subscribe({ error: (error) => (this.failure = error) });
    this.actor.start();
    this.check();
  }

  private during(type: string, act: () => void): boolean {
    this.lastEvent = type;
    this.taken = false;
    act();
    this.check();
    return this.taken;
  }

  private check(): void {
    const { status, error } = this.snapshot();
    if (this.failure !== undefined || status === 'error') throw this.failure ?? error;
  }

  private snapshot(): { value: StateValue; context: Data; status: string; error: unknown } {
    return (this.actor as AnyActor).getSnapshot() as never;
  }
}

function inDocumentOrder(node: AnyStateNode, value: StateValue): StateValue {
  if (typeof value === 'string') return value;
  const keys = Object.keys(node.states).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, inDocumentOrder(node.states[key] as AnyStateNode, value[key] as StateValue)]));
}
