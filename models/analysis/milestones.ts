/** The moments of a recovery, or of an operation, at which a fault matters: noticed, restart begun, half recovered. */
import { isWhole, type Micros, type Run } from '../../sim/index.ts';
import type { Plan } from './component.ts';
import { type Judge, lastIn, steadyAt } from './judge.ts';

/** µs after the steady state, each once, in order, after the last of the plan. Noticed is the first act of a controller after it. */
export function milestones(judge: Judge, plan: Plan, seed: number): Micros[] {
  const struck = steadyAt + lastIn(plan);
  const run = judge.run(plan, seed, 'fork');
  const { noticed, begun } = firsts(run, struck);
  const recovered = [...run.world.paths.values()]
    .filter(({ path }) => !path.isInternal)
    .flatMap(({ segments }) => segments.filter((segment, i) => i > 0 && isWhole(segment.share)).map(({ from }) => from));
  const back = Math.max(...recovered);
  const half = back > struck ? struck + Math.floor((back - struck) / 2) : undefined;
  return once([noticed, begun, half], struck);
}

/** µs after an operation has started: at once, when it is taken up, when something is started for it, half-way, and just before its last act. */
export function operationMilestones(judge: Judge, seed: number): Micros[] {
  const run = judge.run([], seed, 'fork');
  const { noticed, begun, last } = firsts(run, steadyAt);
  const half = last === undefined ? undefined : steadyAt + Math.floor((last - steadyAt) / 2);
  return [0, ...once([noticed, begun, half, last === undefined ? undefined : last - 1], steadyAt)];
}

const once = (found: readonly (Micros | undefined)[], after: Micros): Micros[] => {
  const later = found.filter((at) => at !== undefined && at > after).map((at) => (at as Micros) - steadyAt);
  return [...new Set(later)].sort((a, b) => a - b);
};

function firsts(run: Run, after: Micros): { noticed: Micros | undefined; begun: Micros | undefined; last: Micros | undefined } {
  let noticed: Micros | undefined;
  let begun: Micros | undefined;
  let last: Micros | undefined;
  for (const { at, kind, to } of run.world.trace.records()) {
    if (at <= after) continue;
    if (kind === 'action') noticed ??= at;
    if (/^(booting|starting|up\.candidate)/.test(to)) begun ??= at;
    last = at;
  }
  return { noticed, begun, last };
}
