/** The moments of a recovery, or of an operation, at which a fault matters: noticed, restart begun, half recovered. */
import { isWhole, type Micros, type Run } from '../../sim/index.ts';
import type { Component } from './component.ts';
import { type Judge, steadyAt } from './judge.ts';

/** µs after the fault, each once, in order. Noticed is the first act of a controller after the moment itself. */
export function milestones(judge: Judge, component: Component, seed: number): Micros[] {
  const run = judge.run([{ ...component, after: 0 }], seed, true);
  const { noticed, begun } = firsts(run);
  const recovered = [...run.world.paths.values()]
    .filter(({ path }) => !path.isInternal)
    .flatMap(({ segments }) => segments.filter((segment, i) => i > 0 && isWhole(segment.share)).map(({ from }) => from));
  const half = recovered.length > 0 ? steadyAt + Math.floor((Math.max(...recovered) - steadyAt) / 2) : undefined;
  return once([noticed, begun, half]);
}

/** µs after an operation has started: at once, when it is taken up, when something is started for it, half-way, and just before its last act. */
export function operationMilestones(judge: Judge, seed: number): Micros[] {
  const run = judge.run([], seed, true);
  const { noticed, begun, last } = firsts(run);
  const half = last === undefined ? undefined : steadyAt + Math.floor((last - steadyAt) / 2);
  return [0, ...once([noticed, begun, half, last === undefined ? undefined : last - 1])];
}

const once = (found: readonly (Micros | undefined)[]): Micros[] => {
  const after = found.filter((at) => at !== undefined).map((at) => at - steadyAt);
  return [...new Set(after.filter((one) => one > 0))].sort((a, b) => a - b);
};

function firsts(run: Run): { noticed: Micros | undefined; begun: Micros | undefined; last: Micros | undefined } {
  let noticed: Micros | undefined;
  let begun: Micros | undefined;
  let last: Micros | undefined;
  for (const { at, kind, to } of run.world.trace.records()) {
    if (at <= steadyAt) continue;
    if (kind === 'action') noticed ??= at;
    if (/^(booting|starting|up\.candidate)/.test(to)) begun ??= at;
    last = at;
  }
  return { noticed, begun, last };
}
