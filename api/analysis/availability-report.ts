/** The stable shape of `paddock availability --json`: more keys may come, none is renamed. */
import type { PathEstimate } from '../../models/analysis/availability-estimate.ts';
import { ratesOf } from '../../models/analysis/availability-plan.ts';
import { assumptionsOf } from '../../models/analysis/sensitivity.ts';
import { toSeconds, type Verdict, years } from '../../sim/index.ts';
import type { Effect, Study } from './availability-study.ts';

/** How often committed data was lost, and in how many replications. */
export function dataLost({ samples, plan }: Study) {
  const losses = samples.reduce((sum, sample) => sum + sample.losses, 0);
  const replications = samples.filter((sample) => sample.losses > 0).length;
  const perYear = losses / ((samples.length * plan.length) / years(1));
  const lost = `in ${replications} of ${samples.length} replications`;
  const cause = plan.design.reliability.disk
    ? 'no majority of the copies was without its disks at one time'
    : 'the design lets no disks fail for good (reliability.disk)';
  return { losses, replications, perYear, text: losses > 0 ? lost : `${lost}: ${cause}` };
}

/** Each target's verdict for each path it is for. */
export const verdictsOf = ({ plan, paths }: Study): { path: string; target: number; verdict: Verdict }[] =>
  plan.targets.flatMap(({ path, availability: target }) =>
    paths
      .filter(({ name }) => path === undefined || name === path)
      .map(({ name, availability: { low, high } }) => ({ path: name, target, verdict: low >= target ? 'passed' : high < target ? 'failed' : 'unknown' })),
  );

export function availabilityJson(file: string, study: Study) {
  const { rare, plan, samples, paths, isPrecise, isCancelled, effects, flips, took, workers } = study;
  const platformYears = (samples.length * plan.length) / years(1);
  return {
    design: plan.design.name,
    file,
    years: plan.length / years(1),
    replications: samples.length,
    platformYears,
    ci: plan.confidence * 100,
    seed: plan.firstSeed,
    isPrecise,
    precision: plan.precision,
    isCancelled,
    paths: paths.map(pathJson),
    dataLost: dataLost(study),
    verdicts: verdictsOf(study),
    rates: ratesOf(plan.design),
    assumptions: assumptionsOf(plan.design).map(({ name, value, provenance }) => ({ name, value, provenance })),
    sensitivity: effects.map(effectJson),
    flips: flips.map(({ factor, ...flip }) => ({ ...flip, factor: factor ?? null })),
    rare: rare.length > 0 ? { episodes: plan.episodes, paths: rare } : null,
    workers,
    took,
    platformYearsPerSecond: platformYears / took,
  };
}

const pathJson = ({ name, availability, meanShare, outagesPerYear, longest, causes, precision }: PathEstimate) => ({
  name,
  availability: availability.mean,
  low: availability.low,
  high: availability.high,
  meanShare: meanShare.mean,
  meanShareLow: meanShare.low,
  meanShareHigh: meanShare.high,
  downtimePerYear: (1 - availability.mean) * toSeconds(years(1)),
  outagesPerYear,
  longestOutage: toSeconds(longest),
  precision: precision ?? null,
  downtimeByCause: causes.map(({ fault, component, ...figures }) => ({ cause: `${fault} of ${component}`, fault, component, ...figures })),
});

const effectJson = ({ assumption, path, base, changes, swing }: Effect) => ({
  assumption: assumption.name,
  value: assumption.value,
  provenance: assumption.provenance,
  path,
  downtimePerYear: base,
  changes: changes.map(({ value, difference: { mean, low, high } }) => ({ value, difference: mean, low, high })),
  swing,
});
