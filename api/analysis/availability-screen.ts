/** `paddock availability` for people: the figure with its interval, who costs it, and what it rests on. */
import type { PathEstimate } from '../../models/analysis/availability-estimate.ts';
import { ratesOf } from '../../models/analysis/availability-plan.ts';
import { formatDuration, s, years } from '../../sim/index.ts';
import { type Screen, wrap } from '../screen.ts';
import { dataLost, verdictsOf } from './availability-report.ts';
import type { Effect, Study } from './availability-study.ts';

const shown = 8;

export function availabilityScreen(study: Study, screen: Screen): string {
  const blocks = [
    heading(study, screen),
    ...study.paths.map((path) => pathBlock(path, screen)),
    targets(study, screen),
    rareBlock(study, screen),
    rests(study, screen),
    sensitivity(study, screen),
    effort(study, screen),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const percent = (share: number): string => {
  const nines = share >= 1 ? 3 : Math.min(8, Math.max(2, Math.ceil(-Math.log10(1 - share))));
  return `${(share * 100).toFixed(nines)} %`;
};

const perYear = (seconds: number): string => (seconds < 0.5 ? `${seconds.toFixed(2)} s` : formatDuration(s(Math.round(seconds))));

function heading({ plan, samples, isCancelled }: Study, { paint }: Screen): string {
  const each = plan.length / years(1);
  const cancelled = isCancelled ? ` · ${paint.caution('ended early')}` : '';
  return `availability · design ${plan.design.name} · ${samples.length} replications of ${each} years = ${Math.round(samples.length * each)} platform-years · interval ${plan.confidence * 100} % · seeds from ${plan.firstSeed}${cancelled}`;
}

function pathBlock({ name, availability, meanShare, outagesPerYear, longest, causes }: PathEstimate, { paint }: Screen): string {
  const down = (1 - availability.mean) * (years(1) / 1_000_000);
  const lines = [
    `${paint.strong(name.padEnd(14))}${percent(availability.mean)}   ${percent(availability.low)} to ${percent(availability.high)}   down ${perYear(down)} a year, ${outagesPerYear.toFixed(1)} outages, longest ${formatDuration(longest)}`,
    `${''.padEnd(14)}${paint.faint(`requests answered: ${percent(meanShare.mean)}   ${percent(meanShare.low)} to ${percent(meanShare.high)}`)}`,
  ];
  for (const { fault, component, share, secondsPerYear, outagesPerYear: often, together } of causes.slice(0, shown)) {
    const alone = together >= 0.005 ? `, ${Math.round(together * 100)} % while something else was down` : '';
    lines.push(
      `  ${`${Math.round(share * 100)} %`.padStart(5)}  ${bar(share)}  ${`${fault} of ${component}`.padEnd(26)} ${perYear(secondsPerYear)} a year in ${often.toFixed(2)} outages${alone}`,
    );
  }
  if (causes.length > shown) lines.push(`         and ${causes.length - shown} more`);
  return lines.join('\n');
}

const bar = (share: number): string => '█'.repeat(Math.round(share * 20)).padEnd(20, '·');

function targets(study: Study, { paint }: Screen): string {
  const words = {
    passed: paint.good('✔ passed'),
    failed: paint.bad('✖ failed'),
    unknown: paint.caution('◌ unknown: the interval holds the target; more replications narrow it'),
  };
  const lines = verdictsOf(study).map(({ path, target, verdict }) => `${path.padEnd(14)}at least ${percent(target)}: ${words[verdict]}`);
  for (const { path, assumption, value, factor } of study.flips) {
    lines.push(
      factor === undefined
        ? `${path.padEnd(14)}no value of ${assumption} from 1/16 to 16 times the present one turns it`
        : `${path.padEnd(14)}turns where ${assumption} is about ${value} (${factor.toPrecision(2)} times)`,
    );
  }
  return lines.join('\n');
}

function rareBlock({ rare, plan }: Study, { paint }: Screen): string {
  if (rare.length === 0) return '';
  const range = ({ mean, low, high }: { mean: number; low: number; high: number }) =>
    `${mean.toPrecision(3)} s a year (${Math.max(0, low).toPrecision(3)} to ${high.toPrecision(3)})`;
  const lines = rare.flatMap(({ name, single, together, pairs }) => [
    `  ${name.padEnd(13)}${range(single)} from single failures, ${range(together)} from several that overlap`,
    ...pairs
      .slice(0, 3)
      .map(({ failures, secondsPerYear }) => `  ${''.padEnd(13)}${paint.faint(`${secondsPerYear.toPrecision(2)} s a year: ${failures.join(' and ')}`)}`),
  ]);
  return [`${paint.strong('failures that overlap')}, forced in ${plan.episodes} episodes and weighted back:`, ...lines].join('\n');
}

function rests(study: Study, { paint, width }: Screen): string {
  const rates = ratesOf(study.plan.design).map(
    ({ kind, mtbf, mttr, components, perYear: often }) =>
      `  ${kind.padEnd(6)} mtbf ${mtbf.padEnd(5)} mttr ${mttr.padEnd(5)} ${paint.faint(`${components} of them, ${often.toFixed(2)} failures a year`)}`,
  );
  return [
    `${paint.strong('rests on')} these rates of the design, exponential in both; no vendor publishes such rates for its own products:`,
    ...rates,
    ...wrap(
      `and on the twin's parameters (\`paddock parameters\`). Growth, operations and maintenance are left out. Committed data lost: ${dataLost(study).text}.`,
      Math.min(width, 120),
    ),
  ].join('\n');
}

function sensitivity({ effects }: Study, { paint }: Screen): string {
  if (effects.length === 0) return '';
  const lines = effects
    .filter(({ swing }) => swing > 0)
    .slice(0, 10)
    .map((effect) => `  ${effect.path.padEnd(13)}${effect.assumption.name.padEnd(28)} ${changes(effect)}`);
  const idle = new Set(effects.map(({ assumption }) => assumption.name));
  for (const { assumption, swing } of effects) if (swing > 0) idle.delete(assumption.name);
  return [
    `${paint.strong('moves the answer most')}, each assumption alone halved or doubled on the same seeds, in downtime a year:`,
    ...lines,
    paint.faint(`  ${idle.size} assumptions change nothing`),
  ].join('\n');
}

function changes({ assumption, base, changes: all }: Effect): string {
  const signed = (seconds: number) => `${seconds < 0 ? '−' : '+'}${perYear(Math.abs(seconds))}`;
  const sure = ({ low, high }: { low: number; high: number }) => (low <= 0 && high >= 0 ? ' (unsure)' : '');
  return `${assumption.value}: ${perYear(base)}; ${all.map(({ value, difference }) => `${value}: ${signed(difference.mean)}${sure(difference)}`).join('; ')}`;
}

function effort({ plan, samples, took, workers, isPrecise, paths }: Study, { paint }: Screen): string {
  const platformYears = (samples.length * plan.length) / years(1);
  const rate = platformYears / took;
  const worst = Math.max(...paths.map(({ precision }) => precision ?? Number.POSITIVE_INFINITY));
  const precise = isPrecise
    ? ''
    : `; ${paint.caution(`the widest interval is ± ${Number.isFinite(worst) ? `${Math.round(worst * 100)} %` : 'unknown'} of its downtime, ± ${plan.precision * 100} % was asked`)}`;
  return (
    paint.faint(
      `${took.toFixed(1)} s on ${workers} workers: ${Math.round(rate)} platform-years a second, ${(samples.length / took).toFixed(0)} runs a second; 10,000 platform-years take ${formatDuration(s(10_000 / rate))}`,
    ) + precise
  );
}
