/** How long a search would take, asked before it begins, so that nobody waits for what does not end. */
import { availableParallelism } from 'node:os';
import type { Component, Plan } from '../../models/analysis/component.ts';
import type { Judge } from '../../models/analysis/judge.ts';
import { type SearchOptions, usualSequence } from '../../models/analysis/search.ts';
import { formatDuration, hours, type Micros, s } from '../../sim/index.ts';
import { aboutArgument } from '../complaint.ts';

/** Unless somebody allows more or less. */
export const usualPatience = hours(24);
/** More plans than these do not fit into memory. */
const mostPlans = 4_000_000;
/** Fewer runs than these are over before they could be timed. */
const fewRuns = 5_000;
/** Noticed, restart begun, half recovered: sequences have at most so many moments at each step. */
const momentsMost = 3;
const trials = 24;

export interface Effort {
  /** At most: symmetry and smaller fatal sets make them fewer. */
  plans: number;
  runs: number;
  /** At most; undefined where it is not worth asking. */
  time: Micros | undefined;
}

export function effortOf(judge: Judge, components: readonly Component[], options: SearchOptions, workers = availableParallelism()): Effort {
  const plans = plansAtMost(components.length, options, judge.during !== undefined);
  const runs = plans * options.seeds.length;
  if (runs < fewRuns) return { plans, runs, time: undefined };
  return { plans, runs, time: s((runs * secondsPerRun(judge, components, options)) / workers) };
}

/** @param about what asks for it. @throws WrongInput when it would take longer than somebody waits. */
export function refuseTooLong({ plans, runs, time }: Effort, { faults, seeds }: SearchOptions, components: number, within: Micros, about = '--faults'): void {
  const isTooMany = plans > mostPlans;
  if (!isTooMany && (time === undefined || time <= within)) return;
  const takes = isTooMany ? 'more than fit into memory' : `about ${formatDuration(time ?? 0)} and more than ${formatDuration(within)}`;
  const fewer = Math.floor(seeds.length * (within / (time ?? Number.POSITIVE_INFINITY)));
  const seedsWords = !isTooMany && fewer >= 1 ? `, --seeds ${fewer}` : '';
  throw aboutArgument(about, String(faults), {
    code: 'too-many',
    message: `up to ${faults} of ${components} components are at most ${plans.toLocaleString('en')} combinations and ${runs.toLocaleString('en')} runs, ${takes}`,
    found: String(faults),
    expected: `fewer faults${seedsWords}, --of one verb, --among one group${isTooMany ? '' : ', or a longer time as --within 48h'}`,
  });
}

function plansAtMost(n: number, { faults, inSequence = usualSequence }: SearchOptions, isDuring: boolean): number {
  let sets = 1;
  let own = 1;
  let all = 0;
  for (let size = 1; size <= faults; size++) {
    sets = (sets * (n - size + 1)) / size;
    const sequences = size > 1 && size <= inSequence && !isDuring ? own * (n - size + 1) * momentsMost : 0;
    own = sets + sequences;
    all += own;
  }
  return Math.round(all * (isDuring ? momentsMost + 2 : 1));
}

/** By doing a few, spread over all: plans with more faults take longer. */
function secondsPerRun(judge: Judge, components: readonly Component[], { faults, seeds }: SearchOptions): number {
  const [seed = 1] = seeds;
  const stride = Math.max(1, Math.floor(components.length / trials));
  const plan = (i: number): Plan =>
    Array.from({ length: faults }, (_, j) => ({ ...(components[(i * stride + j * (stride + 1)) % components.length] as Component), after: 0 }));
  judge.judge(plan(0), seed);
  const from = performance.now();
  for (let i = 1; i <= trials; i++) judge.judge(plan(i), seed);
  return (performance.now() - from) / 1_000 / trials;
}
