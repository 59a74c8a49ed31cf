/** Round moments for an axis of time, and the stretch of a run that is worth looking at first. */
import type { Timeline } from '../../api/server/timeline-protocol.ts';

const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800, 2_592_000, 7_776_000, 31_536_000,
];

export function timeTicks(from: number, to: number, count: number): { step: number; ticks: number[] } {
  const wanted = (to - from) / Math.max(1, count);
  const step = steps.find((one) => one >= wanted) ?? Math.ceil(wanted / 31_536_000) * 31_536_000;
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) ticks.push(Math.round(i * step * 1e6) / 1e6);
  return { step, ticks };
}

/**
 * Where trouble is: from the first harm to the last thing that came of it, with air around. The whole run when that
 * is most of it.
 */
export function incidentOf({ faults, story, levels, until }: Timeline): readonly [number, number] {
  const outages = levels.flatMap((level) => level.outages);
  const starts = [...faults.map(({ at }) => at), ...outages.map(({ from }) => from)];
  if (starts.length === 0) return [0, until];
  const from = Math.min(...starts);
  const felt = Math.max(from, ...outages.map(({ to }) => to), ...faults.map(({ at }) => at));
  // What follows within the same time again belongs to it.
  const reach = Math.max(60, (felt - from) * 4);
  const to = Math.max(felt, ...story.filter(({ at }) => at <= felt + reach).map(({ at }) => at));
  const air = Math.max(2, (to - from) * 0.12);
  const view = [Math.max(0, from - air), Math.min(until, to + air)] as const;
  return view[1] - view[0] > until / 3 ? [0, until] : view;
}
