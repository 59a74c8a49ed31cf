/**
 * A machine as flat tables. Configurations (sets of active states, with what history nodes remember) are interned; for
 * each configuration and event type the candidates in the order XState asks them, and for each choice of transitions the
 * actions and the next configuration, are worked out at first use and kept. What runs in the end is table look-ups.
 */
import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import { stateName } from './life.ts';
import { checkLimits } from './limits.ts';
import { type Guard, type Op, Resolver, type Standing } from './ops.ts';
import { children, compatible, descend, type Edge, type History, initialLeaves, isFinished, isLeaf, moves, valueOf } from './plan.ts';

/** A transition with its guard and actions resolved. */
export interface Transition extends Edge {
  id: number;
  guard: Guard | undefined;
  ops: readonly Op[];
}

/** One microstep: actions in order, then the configuration. */
export interface Plan {
  ops: readonly Op[];
  next: Configuration;
  /** Whether a history node was written, which XState takes for a change of state. */
  isRemembering: boolean;
}

/** Who is asked, in which order: inner states first, region by region, then the state's own candidates. */
export interface Asked {
  inner: readonly Asked[];
  own: readonly Transition[];
}

/** What follows from the transitions chosen so far, by the next one's id. */
export class Choice {
  plan: Plan | undefined;
  readonly next: (Choice | undefined)[] = [];
}

export class Configuration implements Standing {
  readonly name: string;
  readonly asked = new Map<string, Asked | null>();
  readonly choices = new Choice();

  constructor(
    /** The same in every process that loads the machine. */
    readonly key: string,
    readonly nodes: ReadonlySet<AnyStateNode>,
    readonly history: History,
    readonly value: StateValue,
    readonly always: Asked | null,
  ) {
    this.name = stateName(value);
  }
}

export class Tables {
  readonly root: AnyStateNode;
  readonly resolver: Resolver;
  /** What `stateIn` sees while the initial states are entered: the value that is coming, and the root alone as active. */
  readonly beforeStart: Configuration;
  /** Every state, by its place in document order. */
  private readonly all: readonly AnyStateNode[];
  private readonly configurations = new Map<string, Configuration>();
  private readonly transitions = new Map<unknown, Transition>();
  private readonly entryOps = new Map<AnyStateNode, readonly Op[]>();
  private readonly exitOps = new Map<AnyStateNode, readonly Op[]>();
  private readonly initialOps = new Map<AnyStateNode, readonly Op[]>();

  /** @throws MachineError naming the state and what the compiled form lacks. */
  constructor(readonly machine: AnyStateMachine) {
    this.root = machine.root;
    this.resolver = new Resolver(machine);
    this.all = [...descend(this.root)];
    checkLimits(machine, this.resolver);
    this.resolver.checkNamed();
    for (const node of this.all) this.load(node);
    this.resolver.isLoaded = true;
    const { value } = machine.resolveState({ value: {}, context: {} as never });
    this.beforeStart = new Configuration('', new Set([this.root]), {}, value, null);
  }

  /** The plan of the initial microstep. */
  initial(): Plan {
    const edge: Edge = { source: this.root, target: initialLeaves(this.root), reenter: true };
    return this.build([edge], [], new Set(), {}, true);
  }

  /** The configuration of a state value, which may be partial. */
  standing(value: StateValue): Configuration {
    const full = this.machine.resolveState({ value, context: {} as never });
    const nodes = (full as unknown as { _nodes: AnyStateNode[] })._nodes;
    const history = nodes.find(({ type }) => type === 'history');
    if (history) this.resolver.refuse(`state "${history.id}"`, 'an actor can be placed in states only, not in a history');
    return this.intern(nodes, {});
  }

  /** The configuration of a key that {@link Configuration} gave, here or in another process. */
  byKey(key: string): Configuration {
    const found = this.configurations.get(key);
    if (found) return found;
    const [orders = '', ...remembered] = key.split('|');
    const nodes = (list: string) => (list === '' ? [] : list.split(',').map((order) => this.all[Number(order)] as AnyStateNode));
    const history = remembered.map((one) => {
      const [owner = '', list = ''] = one.split('=');
      return [(this.all[Number(owner)] as AnyStateNode).id, nodes(list)];
    });
    return this.intern(nodes(orders), Object.fromEntries(history));
  }

  /** Who is asked about an event in a configuration; null when nobody listens. */
  asked(at: Configuration, type: string): Asked | null {
    let asked = at.asked.get(type);
    if (asked === undefined) {
      asked = this.ask(this.root, at.nodes, (node) => this.candidates(node, type));
      at.asked.set(type, asked);
    }
    return asked;
  }

  /** The microstep of the selected transitions. */
  plan(at: Configuration, chosen: readonly Transition[]): Plan {
    let choice = at.choices;
    for (const { id } of chosen) choice = choice.next[id] ??= new Choice();
    if (choice.plan === undefined) {
      const kept = chosen.length > 1 ? compatible(chosen, at.nodes, at.history) : chosen;
      choice.plan = this.build(
        kept,
        kept.flatMap(({ ops }) => ops),
        at.nodes,
        at.history,
        false,
      );
    }
    return choice.plan;
  }

  private build(edges: readonly Edge[], ops: readonly Op[], active: ReadonlySet<AnyStateNode>, history: History, isInitial: boolean): Plan {
    const step = moves(edges, active, history, isInitial);
    const all: Op[] = step.exited.flatMap((node) => this.exitOps.get(node) as Op[]);
    all.push(...ops);
    const entered = new Set([...active].filter((node) => !step.exited.includes(node)));
    const completed = new Set<AnyStateNode>();
    for (const node of step.entered) {
      entered.add(node);
      all.push(...(this.entryOps.get(node) as Op[]));
      if (step.byDefault.has(node)) all.push(...(this.initialOps.get(node) as Op[]));
      if (node.type === 'final') all.push(...doneOps(node, entered, completed));
    }
    return { ops: all, next: this.intern(step.after, step.history ?? history), isRemembering: step.history !== undefined };
  }

  private intern(active: Iterable<AnyStateNode>, history: History): Configuration {
    const ordered = [...active].sort((a, b) => a.order - b.order);
    const list = (nodes: readonly AnyStateNode[]) => nodes.map(({ order }) => order).join();
    const remembered = this.all.filter(({ id }) => history[id] !== undefined);
    const key = [list(ordered), ...remembered.map(({ id, order }) => `${order}=${list(history[id] ?? [])}`)].join('|');
    let found = this.configurations.get(key);
    if (!found) {
      const nodes = new Set(ordered);
      found = new Configuration(key, nodes, history, valueOf(this.root, nodes), this.always(ordered));
      this.configurations.set(key, found);
    }
    return found;
  }

  private ask(node: AnyStateNode, active: ReadonlySet<AnyStateNode>, own: (node: AnyStateNode) => Transition[]): Asked | null {
    const inner = children(node)
      .filter((child) => active.has(child))
      .map((child) => this.ask(child, active, own))
      .filter((one) => one !== null);
    const mine = own(node);
    if (inner.length === 0 && mine.length === 0) return null;
    return inner.length === 1 && mine.length === 0 ? (inner[0] as Asked) : flat(inner, mine);
  }

  /** For `always` XState asks each leaf and then the states above it, so that a parallel state is asked from every region. */
  private always(active: readonly AnyStateNode[]): Asked | null {
    const asked = active.filter(isLeaf).map((leaf): Asked => {
      const own: Transition[] = [];
      for (let node: AnyStateNode | undefined = leaf; node; node = node.parent) for (const one of node.always ?? []) own.push(this.transition(one, node));
      return { inner: [], own };
    });
    const inner = asked.filter(({ own }) => own.length > 0);
    return inner.length > 1 ? { inner, own: [] } : (inner[0] ?? null);
  }

  private candidates(node: AnyStateNode, type: string): Transition[] {
    const wild = [...node.transitions.keys()].filter((descriptor) => descriptor !== type && isMatch(type, descriptor)).sort((a, b) => b.length - a.length);
    return [type, ...wild].flatMap((key) => node.transitions.get(key) ?? []).map((one) => this.transition(one, node));
  }

  private transition(definition: object, node: AnyStateNode): Transition {
    const given = definition as Record<string, unknown>;
    let found = this.transitions.get(given);
    if (!found) {
      const where = `state "${node.id}", on ${String(given.eventType) || 'always'}`;
      found = {
        id: this.transitions.size,
        source: node,
        target: given.target as AnyStateNode[] | undefined,
        reenter: given.reenter === true,
        guard: given.guard === undefined ? undefined : this.resolver.guard(given.guard, where),
        ops: this.resolver.ops(given.actions as unknown[], where),
      };
      this.transitions.set(given, found);
    }
    return found;
  }

  private load(node: AnyStateNode): void {
    const where = `state "${node.id}"`;
    this.entryOps.set(node, this.resolver.ops(node.entry, `${where}, entry`));
    this.exitOps.set(node, this.resolver.ops(node.exit, `${where}, exit`));
    this.initialOps.set(node, this.resolver.ops(node.initial?.actions ?? [], `${where}, initial`));
    for (const list of node.transitions.values()) for (const one of list) this.transition(one, node);
    for (const one of node.always ?? []) this.transition(one, node);
  }
}

/** A chain of states without regions is one list; inner candidates come first. */
function flat(inner: Asked[], own: Transition[]): Asked {
  const only = inner[0];
  return inner.length === 1 && only?.inner.length === 0 ? { inner: [], own: [...only.own, ...own] } : { inner, own };
}

/** SCXML's done events of a final state just entered, nearest first; only the nearest carries the final state's output. */
function doneOps(node: AnyStateNode, active: ReadonlySet<AnyStateNode>, completed: Set<AnyStateNode>): Op[] {
  const ops: Op[] = [];
  const done = (of: AnyStateNode, output?: unknown) => ops.push({ op: 'done', type: `xstate.done.state.${of.id}`, output });
  const parent = node.parent as AnyStateNode;
  let up = (parent.type === 'parallel' ? parent : parent.parent) as AnyStateNode | undefined;
  if (parent.type === 'compound') done(parent, node.output);
  while (up?.type === 'parallel' && !completed.has(up) && isFinished(up, active)) {
    completed.add(up);
    done(up);
    up = up.parent;
  }
  return ops;
}

function isMatch(type: string, descriptor: string): boolean {
  if (descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return type === prefix || type.startsWith(`${prefix}.`);
}
