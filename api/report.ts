/** The stable shapes of `--json`: more keys may come, none is renamed. Times are seconds with fraction. */
import { type Micros, toSeconds } from '../sim/index.ts';
import { chainJson, evidence } from './chain.ts';
import type { Execution } from './execution.ts';
import { version } from './package.ts';

const seconds = (time: Micros | undefined): number | null => (time === undefined ? null : toSeconds(time));

/** `paddock run`. A property that does not hold also brings the chain of what decided it. */
export function runJson({ loaded: { file, scenario, design }, spec, run, result }: Execution) {
  return {
    scenario: scenario.name,
    design: design.name,
    seed: spec.seed,
    engine: spec.engine ?? 'compiled',
    hash: result.hash,
    events: result.events,
    until: toSeconds(result.until),
    verdict: result.verdict,
    properties: result.outcomes.map(({ name, kind, verdict, at, record, text }, i) => {
      const decisive = record >= 0 ? record : evidence(spec.properties?.[i], at ?? result.until, run);
      const chain = verdict === 'passed' || decisive < 0 ? {} : { chain: chainJson(decisive, run) };
      return { name, kind, verdict, at: seconds(at), ...(text === '' ? {} : { text }), ...chain };
    }),
    paths: result.levels.map(({ name, availability, meanShare, outages }) => ({
      name,
      availability,
      meanShare,
      outages: outages.map(({ from, to, share, reason }) => ({ from: toSeconds(from), to: toSeconds(to), share, reason })),
    })),
    pools: result.pools.map(({ name, capacity, taken, exhaustedAt }) => ({ name, capacity, taken, exhaustedAt: seconds(exhaustedAt) })),
    file,
    version,
  };
}

export type RunJson = ReturnType<typeof runJson>;
