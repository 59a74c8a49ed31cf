/**
 * Every combination of faults, and the smallest that are fatal. Singles first, then sets of two and more at one moment and
 * ordered pairs at the first one's milestones. What contains a fatal set is fatal already and is not run. Choices that
 * are alike by symmetry of the steady state are one class and run once for each seed.
 */
import { type Component, combinations, componentsOf, type Plan, type Uncovered } from './component.ts';
import type { Judge, Judgement } from './judge.ts';
import { milestones, operationMilestones } from './milestones.ts';
import { Symmetry } from './symmetry.ts';

export interface SearchOptions {
  faults: number;
  seeds: readonly number[];
  /** Folds choices that are alike; without it every combination is run. */
  isFolded: boolean;
  /** Only faults of this verb. */
  only?: string;
}

/** Plans that are alike; the first stands for all. */
export interface PlanClass {
  plan: Plan;
  members: Plan[];
}

export interface Fatal extends PlanClass {
  judgement: Judgement;
  /** The fraction of seeds under which it was fatal. */
  share: number;
  /** The first seed under which it was. */
  seed: number;
}

export interface SearchResult {
  components: Component[];
  /** Combinations looked at, those implied by a smaller fatal one included. */
  combinations: number;
  implied: number;
  classes: number;
  /** Combinations that are like the one of their class that was run. */
  folded: number;
  /** How many moments sets strike at: one, or the milestones of the operation. */
  moments: number;
  runs: number;
  fatal: Fatal[];
  uncovered: Uncovered[];
}

/** Judges a class under every seed; the caller may spread these over workers. */
export type Jury = (plans: readonly Plan[]) => Promise<Judgement[][]>;

export const juryOf =
  (judge: Judge, seeds: readonly number[]): Jury =>
  async (plans) =>
    plans.map((plan) => seeds.map((seed) => judge.judge(plan, seed)));

/** Searches; `jury` gives, for each plan, a judgement for each seed. The answer does not depend on who judges. */
export async function search(judge: Judge, options: SearchOptions, jury: Jury, progress: (done: number, of: number) => void = () => {}): Promise<SearchResult> {
  const [seed = 1] = options.seeds;
  const steady = judge.steady(seed);
  const { components: all, uncovered } = componentsOf(steady);
  const components = all.filter(({ fault }) => options.only === undefined || fault === options.only);
  const moments = judge.during ? operationMilestones(judge, seed) : [0];
  const symmetries = options.isFolded ? new Map(moments.map((after) => [after, new Symmetry(judge.during ? judge.standing(seed, after) : steady)])) : undefined;
  const result: SearchResult = {
    components,
    combinations: 0,
    implied: 0,
    classes: 0,
    folded: 0,
    moments: moments.length,
    runs: 0,
    fatal: [],
    uncovered: [...uncovered],
  };
  const fatalSets: Set<string>[] = [];
  for (let size = 1; size <= options.faults; size++) {
    const plans = judge.during ? [...plansAt(size, components, moments)] : [...plansOf(size, components, judge, seed, symmetries?.get(0))];
    result.combinations += plans.length;
    const open = plans.filter((plan) => !fatalSets.some((set) => [...set].every((key) => plan.some((one) => momentKey(judge, one) === key))));
    result.implied += plans.length - open.length;
    const classes = fold(open, symmetries);
    result.classes += classes.length;
    result.folded += open.length - classes.length;
    const found = await judged(classes, options, jury, (done) => progress(done, classes.length));
    result.runs += classes.length * options.seeds.length;
    result.fatal.push(...found);
    // A class was run for its members; each of them is fatal by symmetry.
    for (const { members } of found) for (const plan of members) fatalSets.push(new Set(plan.map((one) => momentKey(judge, one))));
  }
  return result;
}

const keyOf = ({ fault, target }: Component): string => `${fault} ${target}`;
/** During an operation a set that is fatal at one moment may be harmless at another. */
const momentKey = (judge: Judge, one: Plan[number]): string => (judge.during ? `${keyOf(one)}@${one.after}` : keyOf(one));

/** Sets of a size at one moment; for pairs, also one after the other. */
function* plansOf(size: number, components: readonly Component[], judge: Judge, seed: number, symmetry: Symmetry | undefined): Generator<Plan> {
  for (const set of combinations(components, size)) yield set.map((one) => ({ ...one, after: 0 }));
  if (size !== 2) return;
  const known = new Map<string, number[]>();
  for (const first of components) {
    const key = symmetry?.classOf([{ target: first.target, mark: first.fault }]) ?? keyOf(first);
    const moments = known.get(key) ?? milestones(judge, first, seed);
    known.set(key, moments);
    for (const second of components) {
      if (second === first) continue;
      for (const after of moments)
        yield [
          { ...first, after: 0 },
          { ...second, after },
        ];
    }
  }
}

/** Sets of a size at each moment of an operation. */
function* plansAt(size: number, components: readonly Component[], moments: readonly number[]): Generator<Plan> {
  for (const after of moments) for (const set of combinations(components, size)) yield set.map((one) => ({ ...one, after }));
}

/** By the symmetry of the platform as the first fault finds it. */
function fold(plans: readonly Plan[], symmetries: ReadonlyMap<number, Symmetry> | undefined): PlanClass[] {
  if (!symmetries) return plans.map((plan) => ({ plan, members: [plan] }));
  const classes = new Map<string, PlanClass>();
  for (const plan of plans) {
    const first = Math.min(...plan.map(({ after }) => after));
    const symmetry = symmetries.get(first) as Symmetry;
    const key = symmetry.classOf(plan.map(({ fault, target, after }) => ({ target, mark: `${fault}@${after}` })));
    const found = classes.get(key);
    if (found) found.members.push(plan);
    else classes.set(key, { plan, members: [plan] });
  }
  return [...classes.values()];
}

/** How many classes go to the jury at once. */
const batch = 16;

async function judged(classes: readonly PlanClass[], { seeds }: SearchOptions, jury: Jury, progress: (done: number) => void): Promise<Fatal[]> {
  let done = 0;
  const batches: PlanClass[][] = [];
  for (let i = 0; i < classes.length; i += batch) batches.push(classes.slice(i, i + batch));
  const found = await Promise.all(
    batches.map(async (some) => {
      const judgements = await jury(some.map(({ plan }) => plan));
      done += some.length;
      progress(done);
      return some.flatMap((one, i) => verdictOn(one, judgements[i] ?? [], seeds));
    }),
  );
  return found.flat();
}

function verdictOn(one: PlanClass, judgements: readonly Judgement[], seeds: readonly number[]): Fatal[] {
  const first = judgements.findIndex(({ isFatal }) => isFatal);
  if (first < 0) return [];
  const share = judgements.filter(({ isFatal }) => isFatal).length / judgements.length;
  return [{ ...one, judgement: judgements[first] as Judgement, share, seed: seeds[first] as number }];
}
