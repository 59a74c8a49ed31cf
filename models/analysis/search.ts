/**
 * Every combination of faults, and the smallest that are fatal. Singles first, then sets of two and more at one moment,
 * and sequences at the milestones of what has begun. What contains a fatal set is fatal already and is not run. Choices
 * that are alike by symmetry of the steady state are one class and run once for each seed.
 */
import { View } from '../../sim/index.ts';
import { type Component, componentsOf, type Plan, type Uncovered } from './component.ts';
import type { Judge, Judgement } from './judge.ts';
import { operationMilestones } from './milestones.ts';
import { atOnce, FatalPlans, goingOn, marksOf } from './plans.ts';
import { Symmetry } from './symmetry.ts';

/** Which faults are asked about: all, those of some verbs, those of a group of parts. */
export interface Asked {
  /** Verbs with commas between them. */
  of?: string | undefined;
  among?: string | undefined;
}

export interface SearchOptions extends Asked {
  faults: number;
  /** Sets of up to so many also strike one after the other; pairs when left out. */
  inSequence?: number | undefined;
  seeds: readonly number[];
  /** Looks no further than the smallest fatal sets. */
  isFirstEnough?: boolean;
  /** Folds choices that are alike; without it every combination is run. */
  isFolded: boolean;
}

/** What is tried in sequence unless somebody asks for more. */
export const usualSequence = 2;

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

/** How sets of one size add up: implied, folded and classes are all of its combinations. */
export interface Coverage {
  faults: number;
  /** Combinations looked at, those implied by a smaller fatal one included. */
  combinations: number;
  implied: number;
  /** Combinations that are like the one of their class that was run. */
  folded: number;
  classes: number;
  runs: number;
}

export interface SearchResult {
  components: Component[];
  /** By size, smallest first. */
  coverage: Coverage[];
  /** How many moments sets strike at: one, or the milestones of the operation. */
  moments: number;
  fatal: Fatal[];
  uncovered: Uncovered[];
}

/** Judges a class under every seed; the caller may spread these over workers. */
export type Jury = (plans: readonly Plan[]) => Promise<Judgement[][]>;

export const juryOf =
  (judge: Judge, seeds: readonly number[]): Jury =>
  async (plans) =>
    plans.map((plan) => seeds.map((seed) => judge.judge(plan, seed)));

/** `crash,power-loss` in its parts. */
export const verbsIn = (of: string): string[] => of.split(',').map((verb) => verb.trim());

/** The components that are asked about, and what is left out. */
export function askedOf(judge: Judge, { of, among }: Asked, seed: number): { components: Component[]; uncovered: Uncovered[] } {
  const steady = judge.steady(seed);
  const { components, uncovered } = componentsOf(steady);
  const group = among === undefined ? undefined : new Set(steady.spec.twin.vocabulary.groups[among]?.(new View(steady.world)));
  const verbs = of === undefined ? undefined : verbsIn(of);
  const asked = components.filter(({ fault, target }) => (verbs?.includes(fault) ?? true) && (group === undefined || group.has(target)));
  const rest = components.length - asked.length;
  const words = [of, among && `of ${among}`].filter((word) => word !== undefined).join(' ');
  const left = rest > 0 ? [{ what: `${rest} other components`, why: `only ${words} was asked about` }] : [];
  return { components: asked, uncovered: [...left, ...uncovered] };
}

/** Searches; `jury` gives, for each plan, a judgement for each seed. The answer does not depend on who judges. */
export async function search(judge: Judge, options: SearchOptions, jury: Jury, progress: (done: number, of: number) => void = () => {}): Promise<SearchResult> {
  const { faults, inSequence = usualSequence, seeds, isFolded } = options;
  const [seed = 1] = seeds;
  const { components, uncovered } = askedOf(judge, options, seed);
  const moments = judge.during ? operationMilestones(judge, seed) : [0];
  const symmetries = isFolded ? new Map(moments.map((after) => [after, new Symmetry(judge.standing(seed, after))])) : undefined;
  const result: SearchResult = { components, coverage: [], moments: moments.length, fatal: [], uncovered };
  const fatal = new FatalPlans(judge.during !== undefined);
  let survived: Plan[] = [];
  let done = 0;
  for (let size = 1; size <= faults; size++) {
    const plans = [...atOnce(size, components, moments)];
    if (size > 1 && size <= inSequence && !judge.during) for (const plan of goingOn(survived, components, judge, seed, symmetries?.get(0))) plans.push(plan);
    const open = plans.filter((plan) => !fatal.implies(plan));
    const classes = fold(open, symmetries);
    const before = done;
    const found = await judged(classes, seeds, jury, (more) => progress(before + more, before + classes.length));
    done += classes.length;
    const own = { faults: size, combinations: plans.length, implied: plans.length - open.length, classes: classes.length };
    result.coverage.push({ ...own, folded: open.length - classes.length, runs: classes.length * seeds.length });
    result.fatal.push(...found);
    // A class was run for its members; each of them is fatal by symmetry.
    for (const { members } of found) for (const plan of members) fatal.add(plan);
    if (options.isFirstEnough && found.length > 0) break;
    survived = size < Math.min(faults, inSequence) ? open.filter((plan) => !fatal.implies(plan)) : [];
  }
  const least = judge.during ? 2 : inSequence + 1;
  if (faults >= least) result.uncovered.push(notInSequence(least, judge.during !== undefined));
  return result;
}

const notInSequence = (least: number, isDuring: boolean): Uncovered => ({
  what: `sets of ${least} faults${isDuring ? '' : ' or more'} one after the other`,
  why: isDuring
    ? 'during an operation a set strikes at one moment'
    : `they are tried at one moment only; --in-sequence ${least} asks for more, and takes that much longer`,
});

/** By the symmetry of the platform as the first fault finds it. */
function fold(plans: readonly Plan[], symmetries: ReadonlyMap<number, Symmetry> | undefined): PlanClass[] {
  if (!symmetries) return plans.map((plan) => ({ plan, members: [plan] }));
  const classes = new Map<string, PlanClass>();
  for (const plan of plans) {
    const first = Math.min(...plan.map(({ after }) => after));
    const key = (symmetries.get(first) as Symmetry).classOf(marksOf(plan));
    const found = classes.get(key);
    if (found) found.members.push(plan);
    else classes.set(key, { plan, members: [plan] });
  }
  return [...classes.values()];
}

/** How many classes go to the jury at once. */
const batch = 16;

async function judged(classes: readonly PlanClass[], seeds: readonly number[], jury: Jury, progress: (done: number) => void): Promise<Fatal[]> {
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

/** All sizes together. */
export function total({ coverage }: SearchResult): Omit<Coverage, 'faults'> {
  const sum = (key: keyof Coverage) => coverage.reduce((all, one) => all + one[key], 0);
  return { combinations: sum('combinations'), implied: sum('implied'), folded: sum('folded'), classes: sum('classes'), runs: sum('runs') };
}
