/** What a search came to, for people and as the stable shape of `paddock search --json`. */
import type { Plan } from '../../models/analysis/component.ts';
import { causeOf, type FatalSet, sentence } from '../../models/analysis/fatal-set.ts';
import type { Judge } from '../../models/analysis/judge.ts';
import { type Coverage, type SearchOptions, type SearchResult, total } from '../../models/analysis/search.ts';
import { formatDuration, toSeconds } from '../../sim/index.ts';
import { chainJson, formatChain } from '../chain.ts';
import type { Screen } from '../screen.ts';
import type { Effort } from './effort.ts';

export interface SearchTold {
  name: string;
  judge: Judge;
  asked: SearchOptions;
  result: SearchResult;
  fatal: readonly FatalSet[];
  seconds: number;
}

export function searchScreen(told: SearchTold, screen: Screen): string {
  const { name, judge, asked, result, fatal, seconds } = told;
  const { paint } = screen;
  const during = judge.during ? ` · during ${judge.during.verb}` : '';
  const lines = [
    `search · design ${name} · up to ${asked.faults} faults${during} · ${judge.property} · ${asked.seeds.length} seeds a class · ${seconds.toFixed(1)} s`,
    ...certificate(told),
    '',
  ];
  if (fatal.length === 0) lines.push(`${paint.good('✔')} nothing is fatal`);
  for (const one of fatal) lines.push(...setLines(one, judge, screen));
  lines.push('', ...result.uncovered.map(({ what, why }) => paint.faint(`not covered: ${what}: ${why}`)), '');
  return lines.join('\n');
}

function setLines(one: FatalSet, judge: Judge, screen: Screen): string[] {
  const alike = one.members.length - 1 - one.alsoAt.length;
  const more = alike > 0 ? ` (and ${alike} alike)` : '';
  const share = one.share < 1 ? ` under ${Math.round(one.share * 100)} % of the seeds` : '';
  const { run, record } = causeOf(one, judge);
  return [`${screen.paint.bad('✖')} ${sentence(one, judge.during)}${share}${more}`, ...(record < 0 ? [] : formatChain(record, run, screen))];
}

/** What the counts add up to: nothing that was to be looked at is missing from them. */
function certificate({ judge, asked, result }: SearchTold): string[] {
  const { components, coverage, moments } = result;
  const when = judge.during ? `at ${moments} moments of the operation` : 'at one moment, and one after the other at the milestones of what has begun';
  const line = (what: string, { combinations, implied, folded, classes, runs }: Omit<Coverage, 'faults'>) =>
    `  ${what}: ${combinations} combinations; ${implied} hold a smaller fatal set and are fatal already, ${folded} are like another one, ${classes} classes were run in ${runs} runs`;
  return [
    `${components.length} components, up to ${asked.faults} together, ${when}`,
    ...coverage.map((one) => line(`sets of ${one.faults}`, one)),
    ...(coverage.length > 1 ? [line('all', total(result))] : []),
  ];
}

const faultsJson = (plan: Plan) => plan.map(({ fault, target, after }) => ({ fault, target, at: toSeconds(after) }));

export function searchJson({ judge, asked, result, fatal, seconds }: SearchTold): object {
  return {
    components: result.components.length,
    ...total(result),
    coverage: result.coverage,
    seeds: asked.seeds,
    property: judge.property,
    during: judge.during ?? null,
    moments: result.moments,
    took: seconds,
    fatal: fatal.map((one) => {
      const { run, record } = causeOf(one, judge);
      return {
        faults: faultsJson(one.plan),
        property: one.judgement.path,
        members: one.members.map(faultsJson),
        alsoAt: one.alsoAt.map(({ plan, share, seed }) => ({ faults: faultsJson(plan), share, seed })),
        share: one.share,
        seed: one.seed,
        story: sentence(one, judge.during),
        chain: record < 0 ? [] : chainJson(record, run),
      };
    }),
    uncovered: result.uncovered,
  };
}

export const effortText = (name: string, components: number, { plans, runs, time }: Effort): string =>
  `search · design ${name} · ${components} components, at most ${plans} combinations and ${runs} runs, ${time === undefined ? 'a few seconds' : `at most about ${formatDuration(time)}`}`;

export const effortJson = (components: number, { plans, runs, time }: Effort): object => ({
  components,
  combinationsAtMost: plans,
  runsAtMost: runs,
  secondsAtMost: time === undefined ? null : toSeconds(time),
});
