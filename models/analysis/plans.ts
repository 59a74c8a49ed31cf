/**
 * Which plans a search tries. Sets strike at one moment; sequences go on from a smaller plan at the milestones of its
 * recovery. A plan that is fatal already is not gone on from.
 */
import { type Component, combinations, type Plan } from './component.ts';
import { type Judge, lastIn } from './judge.ts';
import { milestones } from './milestones.ts';
import type { Symmetry } from './symmetry.ts';

/** Every set of a size at each of some moments. */
export function* atOnce(size: number, components: readonly Component[], moments: readonly number[]): Generator<Plan> {
  for (const after of moments) for (const set of combinations(components, size)) yield set.map((one) => ({ ...one, after }));
}

/** Sequences that begin with given plans: one more fault at each milestone of what is begun, or together with its last. */
export function* goingOn(
  begun: readonly Plan[],
  components: readonly Component[],
  judge: Judge,
  seed: number,
  symmetry: Symmetry | undefined,
): Generator<Plan> {
  const known = new Map<string, readonly number[]>();
  for (const plan of begun) {
    const key = symmetry?.classOf(marksOf(plan)) ?? JSON.stringify(plan);
    const moments = known.get(key) ?? milestones(judge, plan, seed);
    known.set(key, moments);
    const last = lastIn(plan);
    const rank = Math.max(...plan.filter(({ after }) => after === last).map((one) => rankOf(components, one)));
    for (const [i, next] of components.entries()) {
      if (plan.some((one) => isSame(one, next))) continue;
      for (const after of moments) yield [...plan, { ...next, after }];
      // What strikes together has no order, and at the first moment it is a set.
      if (last > 0 && i > rank) yield [...plan, { ...next, after: last }];
    }
  }
}

export const isSame = (a: Component, b: Component): boolean => a.fault === b.fault && a.target === b.target;
const rankOf = (components: readonly Component[], one: Component): number => components.findIndex((other) => isSame(one, other));

/** A plan's faults on their targets, as a symmetry tells them apart. */
export const marksOf = (plan: Plan): { target: string; mark: string }[] => plan.map(({ fault, target, after }) => ({ target, mark: `${fault}@${after}` }));

/**
 * Fatal plans, and what they make fatal: every plan with the same faults as far apart and more besides. During an operation
 * the moment counts too.
 */
export class FatalPlans {
  private readonly byFirst = new Map<string, Plan[]>();

  constructor(private readonly isDuring: boolean) {}

  add(plan: Plan): void {
    const [first] = plan;
    if (!first) return;
    const key = keyOf(first);
    const own = this.byFirst.get(key);
    if (own) own.push(plan);
    else this.byFirst.set(key, [plan]);
  }

  implies(plan: Plan): boolean {
    return plan.some((one) => this.byFirst.get(keyOf(one))?.some((fatal) => this.isWithin(fatal, plan, one.after)) ?? false);
  }

  private isWithin(fatal: Plan, plan: Plan, first: number): boolean {
    const shift = first - (fatal[0]?.after ?? 0);
    if (this.isDuring && shift !== 0) return false;
    return fatal.every((one) => plan.some((other) => isSame(one, other) && other.after === one.after + shift));
  }
}

const keyOf = ({ fault, target }: Component): string => `${fault} ${target}`;
