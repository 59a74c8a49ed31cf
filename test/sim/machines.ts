/**
 * Random XState machines within the limits of the compiled form. A {@link MachineSketch} is plain data that fast-check
 * prints and shrinks; references between states are numbers taken modulo what exists, so that it stays valid meanwhile.
 */
import fc, { type Arbitrary } from 'fast-check';

export interface StateSketch {
  type: 'atomic' | 'compound' | 'parallel' | 'final';
  children: StateSketch[];
  /** Which child is the initial one. */
  first: number;
  history: { depth: 'shallow' | 'deep'; target: number | undefined; isInitial: boolean } | undefined;
  hasOwnId: boolean;
  entry: ActionSketch[];
  exit: ActionSketch[];
  onInitial: ActionSketch[];
  on: { event: string; does: 'undefined' | 'empty' | 'nothing' | TransitionSketch[] }[];
  after: { delay: string; does: TransitionSketch[] }[];
  always: TransitionSketch[];
  /** A targetless `always` that only notes, last of them: taken once, since it changes nothing. */
  isAlwaysNoting: boolean;
  onDone: TransitionSketch[];
  output: 'none' | 'fixed' | 'drawn';
}

export interface TransitionSketch {
  /** `regions` is one state in each of two regions of a parallel state. */
  to: 'nowhere' | 'state' | 'history' | 'regions';
  targets: [number, number];
  reenter: boolean;
  guard: GuardSketch | undefined;
  actions: ActionSketch[];
}

export type GuardSketch =
  | { is: 'isEven' | 'isEvenOrSmall' | 'hasPayload' | 'isDrawn' }
  | { is: 'above'; limit: number; how: 'params' | 'function' | 'inline' }
  | { is: 'in'; state: number; how: 'id' | 'value' | 'path' }
  | { is: 'not'; of: GuardSketch }
  | { is: 'and' | 'or'; of: GuardSketch[] };

export type ActionSketch =
  | { do: 'note'; mark: number; how: 'named' | 'params' | 'function' | 'inline' | 'drawn' }
  | { do: 'add'; by: number; how: 'object' | 'function' | 'params' }
  | { do: 'draw' }
  | { do: 'tell'; to: number; event: string; delay: number }
  | { do: 'raise'; event: string; how: 'object' | 'function' }
  | { do: 'raiseLater'; event: string; delay: string; id: string | undefined }
  | { do: 'cancel'; id: string; after: { state: number; delay: string } | undefined; how: 'text' | 'function' }
  | { do: 'enqueue'; check: GuardSketch | undefined; actions: ActionSketch[] };

export interface MachineSketch {
  root: StateSketch;
  /** The state in which the second actor is placed; it starts like the first when there is none. */
  settled: number | undefined;
  sends: { at: number; to: number; event: string; x: number }[];
}

export const delays = ['none', 'short', 'long', 'drawn', 'byContext'] as const;
const sent = ['A', 'B', 'B.x', 'C'];
const raised = ['R', 'R.x'];
const descriptors = [...sent, 'A', 'R', 'R.*', 'B.*', '*', 'xstate.after.*', 'xstate.done.*'];
const small = fc.nat({ max: 3 });
const reference = fc.nat({ max: 39 });
const few = <T>(arbitrary: Arbitrary<T>, max: number, min = 0) => fc.array(arbitrary, { minLength: min, maxLength: max });
/** There or not, evenly. */
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
/** Mostly none. */
const seldom = <T>(arbitrary: Arbitrary<T>, max: number): Arbitrary<T[]> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant<T[]>([]) }, { weight: 1, arbitrary: few(arbitrary, max, 1) });

const { guard } = fc.letrec<{ guard: GuardSketch }>((tie) => ({
  guard: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'guard' },
    fc.record({ is: fc.constantFrom('isEven', 'isEvenOrSmall', 'hasPayload', 'isDrawn') }),
    fc.record({ is: fc.constant('above'), limit: fc.nat({ max: 8 }), how: fc.constantFrom('params', 'function', 'inline') }),
    fc.record({ is: fc.constant('in'), state: reference, how: fc.constantFrom('id', 'value', 'path') }),
    fc.record({ is: fc.constant('not'), of: tie('guard') }),
    fc.record({ is: fc.constantFrom('and', 'or'), of: few(tie('guard'), 2) }),
  ) as Arbitrary<GuardSketch>,
}));

const plain = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('note'), mark: fc.nat({ max: 99 }), how: fc.constantFrom('named', 'params', 'function', 'inline', 'drawn') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add'), by: small, how: fc.constantFrom('object', 'function', 'params') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('draw') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tell'), to: small, event: fc.constantFrom(...sent), delay: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('raise'), event: fc.constantFrom(...raised), how: fc.constantFrom('object', 'function') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('raiseLater'),
      event: fc.constantFrom('A', ...raised),
      delay: fc.constantFrom('2', 'function', ...delays),
      id: fc.constantFrom(undefined, 'first', 'second'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cancel'),
      id: fc.constantFrom('first', 'second'),
      after: maybe(fc.record({ state: reference, delay: fc.constantFrom(...delays) })),
      how: fc.constantFrom('text', 'function'),
    }),
  },
) as Arbitrary<ActionSketch>;

const { action } = fc.letrec<{ action: ActionSketch }>((tie) => ({
  action: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'action' },
    { weight: 9, arbitrary: plain },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('enqueue'), check: maybe(guard), actions: few(tie('action'), 3) }) as Arbitrary<ActionSketch> },
  ),
}));

const transition: Arbitrary<TransitionSketch> = fc.record({
  to: fc.constantFrom('state', 'state', 'state', 'history', 'regions', 'nowhere'),
  targets: fc.tuple(reference, reference),
  reenter: fc.boolean(),
  guard: maybe(guard),
  actions: few(action, 2),
});

const own = {
  first: small,
  history: maybe(fc.record({ depth: fc.constantFrom('shallow', 'deep'), target: maybe(reference), isInitial: fc.boolean() })),
  hasOwnId: fc.boolean(),
  entry: few(action, 2),
  exit: few(action, 2),
  onInitial: seldom(action, 1),
  on: few(
    fc.record({
      event: fc.constantFrom(...descriptors),
      does: fc.oneof({ weight: 8, arbitrary: few(transition, 2, 1) }, fc.constantFrom('undefined' as const, 'empty' as const, 'nothing' as const)),
    }),
    3,
  ),
  after: seldom(fc.record({ delay: fc.constantFrom(...delays), does: few(transition, 2, 1) }), 2),
  always: seldom(transition, 2),
  isAlwaysNoting: fc.boolean(),
  onDone: few(transition, 1),
  output: fc.constantFrom('none' as const, 'fixed' as const, 'drawn' as const),
};

function state(depth: number): Arbitrary<StateSketch> {
  const leaf = fc.record({ ...own, type: fc.constantFrom('atomic' as const, 'atomic' as const, 'final' as const), children: fc.constant<StateSketch[]>([]) });
  if (depth === 0) return leaf;
  const inner = fc.record({
    ...own,
    type: fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const),
    children: few(state(depth - 1), 3, 1),
  });
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: depth, arbitrary: inner });
}

const root: Arbitrary<StateSketch> = fc.record({
  ...own,
  type: fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const),
  children: few(state(2), 3, 2),
});

export const machineSketch: Arbitrary<MachineSketch> = fc.record({
  root: root.map(allowed),
  settled: maybe(reference),
  sends: few(fc.record({ at: fc.nat({ max: 30 }), to: small, event: fc.constantFrom(...sent), x: small }), 12, 3),
});

/** Takes out what the compiled form refuses: ways to end the actor, and `always` that can meet in a parallel state. */
function allowed(sketch: StateSketch): StateSketch {
  const children = sketch.children.map((child, i) => {
    if (child.type === 'final') return { ...child, type: 'atomic' as const };
    return sketch.type === 'parallel' && i === 0 ? lasting(child) : child;
  });
  return withFewAlways({ ...sketch, children }, false);
}

const lasting = (sketch: StateSketch): StateSketch => ({
  ...sketch,
  type: sketch.type === 'final' ? 'atomic' : sketch.type,
  children: sketch.children.map(lasting),
});

const hasAlways = ({ always, children }: StateSketch): boolean => always.length > 0 || children.some(hasAlways);

function withFewAlways(sketch: StateSketch, isTaken: boolean): StateSketch {
  const always = isTaken ? [] : sketch.always;
  const isAbove = isTaken || always.length > 0;
  if (sketch.type !== 'parallel') {
    const children = sketch.children.map((child) => withFewAlways(child, isTaken || (isAbove && holdsParallel(child))));
    // An `always` here would meet those within a parallel state below.
    return { ...sketch, always, children };
  }
  const chosen = sketch.children.findIndex(hasAlways);
  return { ...sketch, always, children: sketch.children.map((child, i) => withFewAlways(child, isAbove || i !== chosen)) };
}

const holdsParallel = ({ type, children }: StateSketch): boolean => type === 'parallel' || children.some(holdsParallel);
