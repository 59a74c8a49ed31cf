/** From a {@link MachineSketch} to an XState machine, and to the twin and script in which two actors of it run. */
import { type AnyStateMachine, and, assign, cancel, enqueueActions, not, or, raise, type StateValue, setup, stateIn } from 'xstate';
import { type Data, defineKind, type Message, type ScriptEntry, type Twin } from '../../sim/index.ts';
import { uniform } from '../../sim/parameter.ts';
import type { ActionSketch, GuardSketch, MachineSketch, StateSketch, TransitionSketch } from './machines.ts';

type Args = { context: Data; event: Message };
type Config = Record<string, unknown>;

/** What follows within a macrostep is taken at most this often in an actor's life, so that each macrostep ends. */
const fuel = 12;
const isFollowing = (event: string) => /^(R.*|\*|xstate\.done\.\*)$/.test(event);
/** Neither sorted nor all names: keys like integers come first in JavaScript, whatever was written. */
const keys = ['b', 'a', '7'];

const drawnDelay = uniform(0, 5, { assumption: 'short, so that timers meet messages' });

const note = ({ context, event }: Args, text: string) => {
  const { actor, ...seen } = context;
  actor.note(`${text} ${event.type} ${JSON.stringify({ ...seen, output: event.output })}`);
};

const implementations = {
  guards: {
    isEven: ({ context }: Args) => context.n % 2 === 0,
    isAbove: ({ context }: Args, limit: number) => context.n > limit,
    hasPayload: ({ event }: Args) => event.x > 1,
    isEvenOrSmall: or(['isEven', { type: 'isSmall', params: { limit: 4 } }] as never),
    isSmall: ({ context }: Args, { limit }: { limit: number }) => context.n < limit,
    // Shows how often and in which order guards are asked.
    isDrawn: ({ context }: Args) => context.actor.chance('guard') < 0.5,
    hasFuel: ({ context }: Args) => context.fuel > 0,
  },
  actions: {
    note,
    noteNothing: (args: Args) => note(args, 'named'),
    add: assign({ n: ({ context }: Args, by: number) => context.n + by, last: 'added' } as never),
    burn: assign({ fuel: ({ context }: Args) => context.fuel - 1 } as never),
  },
  delays: {
    none: 0,
    short: 2,
    long: 7,
    drawn: ({ context }: Args) => context.actor.draw('delay', drawnDelay),
    byContext: ({ context, event }: Args) => (context.n % 4) + (event.x ?? 0),
  },
};

interface Place {
  id: string;
  path: string[];
  sketch: StateSketch;
  parent: Place | undefined;
  inside: Place[];
}

/** Turns the sketch's numbers into names. */
class Builder {
  readonly states: Place[] = [];
  readonly histories: Place[] = [];

  constructor(root: StateSketch) {
    this.place(root, [], undefined);
  }

  config(): Config {
    return this.stateConfig(this.states[0] as Place);
  }

  state(reference: number): Place {
    return this.states[reference % this.states.length] as Place;
  }

  private place(sketch: StateSketch, path: string[], parent: Place | undefined): Place {
    const id = sketch.hasOwnId && parent ? `own-${path.join('-')}` : ['m', ...path].join('.');
    const place: Place = { id, path, sketch, parent, inside: [] };
    this.states.push(place);
    if (sketch.history && sketch.children.length > 0) this.histories.push(place);
    for (const [i, child] of sketch.children.entries()) place.inside.push(this.place(child, [...path, keys[i] as string], place));
    return place;
  }

  private stateConfig(place: Place): Config {
    const { sketch, inside, id } = place;
    const initial = inside[sketch.first % Math.max(1, inside.length)]?.path.at(-1) as string;
    const states: Config = Object.fromEntries(inside.map((one) => [one.path.at(-1), this.stateConfig(one)]));
    const { history } = sketch;
    if (history && inside.length > 0) {
      const below = this.within(place).slice(1);
      const target = below[(history.target ?? 0) % below.length] as Place;
      states.h = {
        type: 'history',
        history: history.depth,
        ...((history.target !== undefined || history.isInitial) && { target: target.path.slice(place.path.length).join('.') }),
      };
    }
    const actions = this.actions(sketch.onInitial);
    return {
      ...(place.path.length > 0 && id.startsWith('own') && { id }),
      ...(sketch.type === 'compound' && { initial: { target: history?.isInitial ? 'h' : initial, actions } }),
      ...(sketch.type === 'parallel' && { type: 'parallel' }),
      ...(sketch.type === 'final' && { type: 'final', output: this.output(sketch) }),
      ...(inside.length > 0 && { states }),
      entry: this.actions(sketch.entry),
      exit: this.actions(sketch.exit),
      ...(sketch.type !== 'final' && this.reactions(place)),
    };
  }

  private output({ output }: StateSketch): unknown {
    if (output === 'none') return undefined;
    return output === 'fixed' ? 'done' : ({ context, event }: Args) => `${context.n} ${event.type}`;
  }

  private reactions(place: Place): Config {
    const { on, after, always, isAlwaysNoting, onDone } = place.sketch;
    const plain = (one: TransitionSketch) => this.transition(one, place);
    const following = (one: TransitionSketch) => this.following(one, place);
    const handlers = on.map(({ event, does }) => {
      if (typeof does !== 'string') return [event, does.map(isFollowing(event) ? following : plain)];
      return [event, { undefined: undefined, empty: {}, nothing: [] }[does]];
    });
    return {
      on: Object.fromEntries(handlers),
      after: Object.fromEntries(after.map(({ delay, does }) => [delay, does.map(plain)])),
      ...(always.length > 0 && { always: [...always.map(following), ...(isAlwaysNoting ? [{ guard: 'isEven', actions: 'noteNothing' }] : [])] }),
      ...(onDone.length > 0 && { onDone: onDone.map(following) }),
    };
  }

  private transition(sketch: TransitionSketch, source: Place): Config {
    const { to, reenter, guard, actions } = sketch;
    return {
      ...(to !== 'nowhere' && { target: this.targets(sketch, source), reenter }),
      ...(guard && { guard: this.guard(guard) }),
      actions: this.actions(actions),
    };
  }

  private following(sketch: TransitionSketch, source: Place): Config {
    const { guard, actions, ...rest } = this.transition(sketch, source);
    return { ...rest, guard: guard ? and(['hasFuel', guard] as never) : 'hasFuel', actions: ['burn', ...(actions as unknown[])] };
  }

  private targets({ to, targets: [first, second] }: TransitionSketch, source: Place): string[] {
    const pick = <T>(list: readonly T[], number: number) => list[number % Math.max(1, list.length)];
    const parallel = pick(
      this.states.filter(({ sketch, inside }) => sketch.type === 'parallel' && inside.length > 1),
      first,
    );
    // The compiled form refuses the others: XState gets lost there.
    const isUsable = (owner: Place) => !this.within(owner).slice(1).includes(source);
    const owner = pick(this.histories.filter(isUsable), first);
    if (to === 'history' && owner) return [`#${['m', ...owner.path, 'h'].join('.')}`];
    if (to !== 'regions' || !parallel) return [`#${this.state(first).id}`];
    const [one, other] = parallel.inside as [Place, Place];
    return [`#${pick(this.within(one), first)?.id}`, `#${pick(this.within(other), second)?.id}`];
  }

  /** A state and all below it. */
  private within({ path }: Place): Place[] {
    return this.states.filter((state) => path.every((key, i) => key === state.path[i]));
  }

  private guard(sketch: GuardSketch): unknown {
    if ('of' in sketch) {
      if (sketch.is === 'not') return not(this.guard(sketch.of) as never);
      const of = sketch.of.map((one) => this.guard(one)) as never;
      return sketch.is === 'and' ? and(of) : or(of);
    }
    if (sketch.is === 'above') {
      const { limit, how } = sketch;
      if (how === 'inline') return ({ context }: Args) => context.n > limit;
      return { type: 'isAbove', params: how === 'params' ? limit : ({ event }: Args) => limit - (event.x ?? 0) };
    }
    if (sketch.is !== 'in') return sketch.is;
    const { id, path } = this.state(sketch.state);
    if (sketch.how === 'id' || path.length === 0) return stateIn(`#${id}`);
    return stateIn((sketch.how === 'path' ? path.join('.') : valueOf(path)) as never);
  }

  private actions(sketches: readonly ActionSketch[]): unknown[] {
    return sketches.map((sketch) => this.action(sketch));
  }

  private action(sketch: ActionSketch): unknown {
    switch (sketch.do) {
      case 'note': {
        const text = `note ${sketch.mark}`;
        if (sketch.how === 'named') return 'noteNothing';
        if (sketch.how === 'inline') return (args: Args) => note(args, text);
        if (sketch.how === 'drawn') return (args: Args) => note(args, `drew ${args.context.actor.draw('delay', drawnDelay)}`);
        return { type: 'note', params: sketch.how === 'params' ? text : ({ context }: Args) => `${text} of ${context.n}` };
      }
      case 'add':
        if (sketch.how === 'params') return { type: 'add', params: sketch.by };
        if (sketch.how === 'function') return assign((({ context }: Args) => ({ n: context.n + sketch.by })) as never);
        // Both assigners see the context before the assign.
        return assign({ n: ({ context }: Args) => context.n + sketch.by, before: ({ context }: Args) => context.n } as never);
      case 'draw':
        return assign({ n: ({ context }: Args) => context.n + context.actor.pick('n', 3) } as never);
      case 'tell':
        return ({ context }: Args) => context.actor.send(`s-${sketch.to % 2}`, { type: sketch.event, x: context.n % 4 }, sketch.delay);
      case 'raise':
        return raise(sketch.how === 'object' ? { type: sketch.event } : ((({ context }: Args) => ({ type: sketch.event, x: context.n % 4 })) as never));
      case 'raiseLater':
        return raise({ type: sketch.event }, { delay: delayOf(sketch.delay), ...(sketch.id && { id: sketch.id }) } as never);
      case 'cancel': {
        const id = sketch.after ? `xstate.after.${sketch.after.delay}.${this.state(sketch.after.state).id}` : sketch.id;
        return cancel(sketch.how === 'text' ? id : () => id);
      }
      case 'enqueue': {
        const check = sketch.check && this.guard(sketch.check);
        const actions = this.actions(sketch.actions);
        return enqueueActions(((given: { enqueue: (action: unknown) => void; check: (guard: unknown) => boolean }) => {
          if (check && !given.check(check)) return;
          for (const action of actions) given.enqueue(action);
        }) as never);
      }
    }
  }
}

const valueOf = (path: readonly string[]): StateValue => path.slice(0, -1).reduceRight<StateValue>((inner, key) => ({ [key]: inner }), path.at(-1) as string);

const delayOf = (delay: string): unknown => (delay === '2' ? 2 : delay === 'function' ? ({ context }: Args) => context.n % 3 : delay);

export function buildMachine(sketch: MachineSketch): AnyStateMachine {
  const config = { id: 'm', context: ({ input }: { input: Data }) => ({ ...input, n: 0, fuel }), ...new Builder(sketch.root).config() };
  return setup(implementations as never).createMachine(config as never) as unknown as AnyStateMachine;
}

/** A twin of two actors of the machine, and the script that sends to them. */
export function buildTwin(sketch: MachineSketch): { twin: Twin; script: ScriptEntry[]; machine: AnyStateMachine } {
  const machine = buildMachine(sketch);
  const kind = defineKind('subject', machine);
  const builder = new Builder(sketch.root);
  // An actor is placed in states only, and the default of a state must not be a history then.
  const path = builder.states.some(({ sketch: { history } }) => history?.isInitial) ? [] : builder.state(sketch.settled ?? 0).path;
  const twin: Twin = {
    define: (world) => world.addKind(kind),
    populate: (hand) => {
      hand.create(kind, 's-0', {});
      hand.create(kind, 's-1', sketch.settled === undefined || path.length === 0 ? {} : { settled: valueOf(path) });
    },
    vocabulary: {
      faults: [],
      groups: {},
      relations: {},
      operations: [
        {
          name: 'tell',
          run: ({ to, event, x }, hand) => {
            hand.send(`s-${(to as number) % 2}`, { type: event as string, x });
            return `${event} to ${to}`;
          },
        },
      ],
    },
  };
  return { twin, machine, script: sketch.sends.map(({ at, ...args }) => ({ at, kind: 'operation', verb: 'tell', args })) };
}
