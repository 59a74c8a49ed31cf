/**
 * Which states a set of transitions leaves and enters: the SCXML algorithm (https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation)
 * with the choices that XState 5.33.3 makes in it. Worked out once for each (configuration, transitions, history) and kept.
 */
import type { AnyStateNode, StateValue } from 'xstate';

/** A transition as far as the algorithm needs it. */
export interface Edge {
  source: AnyStateNode;
  target: readonly AnyStateNode[] | undefined;
  reenter: boolean;
}

/** Remembered configurations, by the history node's id. */
export type History = Readonly<Record<string, readonly AnyStateNode[]>>;

/** What one microstep does to the configuration. */
export interface Moves {
  /** In the order of leaving. */
  exited: AnyStateNode[];
  /** In the order of entering; `byDefault` ones also run their parent's initial actions. */
  entered: AnyStateNode[];
  byDefault: ReadonlySet<AnyStateNode>;
  after: Set<AnyStateNode>;
  /** Undefined when no history node was touched. */
  history: History | undefined;
}

type Nodes = ReadonlySet<AnyStateNode>;

/** The moves of transitions that do not conflict. */
export function moves(edges: readonly Edge[], active: Nodes, history: History, isInitial: boolean): Moves {
  const exited = isInitial ? [] : exitSet(edges, active, history).sort((a, b) => b.order - a.order);
  const after = new Set(active);
  let remembered: Record<string, readonly AnyStateNode[]> | undefined;
  for (const node of exited) {
    for (const child of children(node)) {
      if (child.type !== 'history') continue;
      remembered ??= { ...history };
      remembered[child.id] = [...active].filter((one) => (child.history === 'deep' ? isLeaf(one) && isBelow(one, node) : one.parent === node));
    }
  }
  for (const node of exited) after.delete(node);

  const entry = new EntrySet(remembered ?? history);
  for (const edge of edges) entry.addEdge(edge);
  const entered = [...entry.nodes].sort((a, b) => a.order - b.order);
  for (const node of entered) after.add(node);
  return { exited, entered, byDefault: entry.byDefault, after, history: remembered };
}

/**
 * Drops transitions that cannot go together: of two whose exit sets meet, the first stays. (A deeper source would win
 * over a later one above it, but a state is asked only when no state below it has selected.)
 */
export function compatible<E extends Edge>(edges: readonly E[], active: Nodes, history: History): E[] {
  const left = new Set<AnyStateNode>();
  return edges.filter((edge) => {
    const mine = exitSet([edge], active, history);
    if (mine.some((node) => left.has(node))) return false;
    for (const node of mine) left.add(node);
    return true;
  });
}

export const children = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states) as AnyStateNode[];

export function* descend(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of children(node)) yield* descend(child);
}

export const isLeaf = (node: AnyStateNode): boolean => node.type === 'atomic' || node.type === 'final';

export function isBelow(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  for (let up = node.parent; up; up = up.parent) if (up === ancestor) return true;
  return false;
}

/** Whether a state is done, as its `onDone` sees it. */
export function isFinished(node: AnyStateNode, active: Nodes): boolean {
  const inside = children(node).filter((child) => child.type !== 'history');
  if (node.type === 'compound') return inside.some((child) => child.type === 'final' && active.has(child));
  if (node.type === 'parallel') return inside.every((child) => isFinished(child, active));
  return node.type === 'final';
}

/** XState's initial target: the leaves, or history nodes met on the way, reached by default from a node. */
export function initialLeaves(node: AnyStateNode): AnyStateNode[] {
  const found = new Set<AnyStateNode>();
  const visit = (one: AnyStateNode): void => {
    if (found.has(one)) return;
    found.add(one);
    if (one.type === 'compound') visit(one.initial?.target?.[0] as AnyStateNode);
    else if (one.type === 'parallel') for (const child of children(one)) if (child.type !== 'history') visit(child);
  };
  visit(node);
  return [...found];
}

/** The state value of a set of active states, regions in document order. */
export function valueOf(node: AnyStateNode, active: Nodes): StateValue {
  const inside = children(node).filter((child) => active.has(child));
  if (node.type === 'compound') {
    const [child] = inside as [AnyStateNode];
    return isLeaf(child) ? child.key : { [child.key]: valueOf(child, active) };
  }
  return Object.fromEntries(inside.map((child) => [child.key, valueOf(child, active)]));
}

/** Ancestors from the parent up, without `until`. */
function ancestors(node: AnyStateNode, until: AnyStateNode | undefined): AnyStateNode[] {
  const found: AnyStateNode[] = [];
  if (until === node) return found;
  for (let up = node.parent as AnyStateNode | undefined; up && up !== until; up = up.parent) found.push(up);
  return found;
}

function targets(edge: Edge, history: History): AnyStateNode[] {
  const found = new Set<AnyStateNode>();
  for (const node of edge.target ?? []) {
    if (node.type !== 'history') found.add(node);
    else for (const one of history[node.id] ?? targets(historyDefault(node), history)) found.add(one);
  }
  return [...found];
}

/** Where a history node leads before its parent was ever left: its own target, else the parent's initial state. */
export function historyDefault(node: AnyStateNode): Edge & { isParents: boolean } {
  const parent = node.parent as AnyStateNode;
  const own = (node.config as { target?: string }).target;
  if (own === undefined) {
    const isParallel = parent.type === 'parallel';
    return { source: parent, target: isParallel ? [parent] : parent.initial?.target, reenter: false, isParents: !isParallel };
  }
  const target = own.startsWith('#')
    ? (parent.machine.getStateNodeById(own) as AnyStateNode)
    : own.split('.').reduce((at: AnyStateNode, step) => at.states[step] as AnyStateNode, parent);
  return { source: node, target: [target], reenter: false, isParents: false };
}

/** The smallest compound state that holds all that the transition leaves and enters; undefined above a re-entered root. */
function domain(edge: Edge, history: History): AnyStateNode | undefined {
  const found = targets(edge, history);
  if (!edge.reenter && found.every((node) => node === edge.source || isBelow(node, edge.source))) return edge.source;
  const [head, ...tail] = [...found, edge.source] as unknown as [AnyStateNode, ...AnyStateNode[]];
  const common = ancestors(head, undefined).find((up) => tail.every((node) => isBelow(node, up)));
  return common ?? (edge.reenter ? undefined : edge.source.machine.root);
}

function exitSet(edges: readonly Edge[], active: Nodes, history: History): AnyStateNode[] {
  const left = new Set<AnyStateNode>();
  for (const edge of edges) {
    if (!edge.target?.length) continue;
    const top = domain(edge, history);
    // A re-entered root has no domain above it: everything is left, the root too.
    for (const node of active) if (top === undefined || isBelow(node, top)) left.add(node);
  }
  return [...left];
}

class EntrySet {
  readonly nodes = new Set<AnyStateNode>();
  readonly byDefault = new Set<AnyStateNode>();

  constructor(private readonly history: History) {}

  addEdge(edge: Edge): void {
    const top = domain(edge, this.history);
    for (const node of edge.target ?? []) {
      if (node.type !== 'history' && (edge.source !== node || edge.source !== top || edge.reenter)) this.enter(node);
      this.addBelow(node);
    }
    for (const node of targets(edge, this.history)) {
      const above = ancestors(node, top);
      if (top?.type === 'parallel') above.push(top);
      this.addAbove(above, top);
    }
  }

  private enter(node: AnyStateNode): void {
    this.nodes.add(node);
    this.byDefault.add(node);
  }

  private addBelow(node: AnyStateNode): void {
    if (node.type === 'history') return this.addHistory(node);
    if (node.type === 'compound') {
      const first = node.initial?.target?.[0] as AnyStateNode;
      if (first.type !== 'history') this.enter(first);
      this.addBelow(first);
    } else if (node.type === 'parallel') {
      for (const child of children(node)) {
        if (child.type === 'history' || this.holdsBelow(child)) continue;
        this.enter(child);
        this.addBelow(child);
      }
    }
  }

  private addHistory(node: AnyStateNode): void {
    const remembered = this.history[node.id];
    const fallback = remembered ? undefined : historyDefault(node);
    const found = remembered ?? fallback?.target ?? [];
    for (const one of found) {
      this.nodes.add(one);
      if (fallback?.isParents) this.byDefault.add(node.parent as AnyStateNode);
      this.addBelow(one);
    }
    for (const one of found) this.addAbove(ancestors(one, node.parent as AnyStateNode), undefined);
  }

  private addAbove(above: readonly AnyStateNode[], within: AnyStateNode | undefined): void {
    for (const node of above) {
      if (!within || isBelow(node, within)) this.nodes.add(node);
      if (node.type !== 'parallel') continue;
      for (const child of children(node)) {
        if (child.type === 'history' || this.holdsBelow(child)) continue;
        this.nodes.add(child);
        this.addBelow(child);
      }
    }
  }

  private holdsBelow(node: AnyStateNode): boolean {
    for (const one of this.nodes) if (isBelow(one, node)) return true;
    return false;
  }
}
