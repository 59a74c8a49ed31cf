/** The moments of one fault's recovery at which a second fault matters: noticed, restart begun, half recovered. */
import { isWhole, type Micros } from '../../sim/index.ts';
import type { Component } from './component.ts';
import { type Judge, steadyAt } from './judge.ts';

/** µs after the fault, each once, in order. Noticed is the first act of a controller after the moment itself. */
export function milestones(judge: Judge, component: Component, seed: number): Micros[] {
  const run = judge.run([{ ...component, after: 0 }], seed, true);
  let noticed: Micros | undefined;
  let begun: Micros | undefined;
  for (const { at, kind, to } of run.world.trace.records()) {
    if (at <= steadyAt) continue;
    if (kind === 'action') noticed ??= at;
    if (/^(booting|starting|up\.candidate)/.test(to)) begun ??= at;
    if (noticed !== undefined && begun !== undefined) break;
  }
  const recovered = [...run.world.paths.values()]
    .filter(({ path }) => !path.isInternal)
    .flatMap(({ segments }) => segments.filter((segment, i) => i > 0 && isWhole(segment.share)).map(({ from }) => from));
  const half = recovered.length > 0 ? steadyAt + Math.floor((Math.max(...recovered) - steadyAt) / 2) : undefined;
  const found = [noticed, begun, half].filter((at) => at !== undefined).map((at) => at - steadyAt);
  return [...new Set(found.filter((after) => after > 0))].sort((a, b) => a - b);
}
