/** `paddock compare`: two designs on the same luck: where their stories part, what runs out when, what is fatal, how available they are. */
import { capacityOf } from '../../models/analysis/capacity.ts';
import { type Divergence, firstDivergence } from '../../models/analysis/divergence.ts';
import { minimal, sentence } from '../../models/analysis/fatal-set.ts';
import type { Interval } from '../../models/analysis/interval.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { pairedDifference, secondsDown } from '../../models/analysis/paired.ts';
import { juryOf, search } from '../../models/analysis/search.ts';
import { compileScenario, type Design } from '../../models/index.ts';
import { days, formatDuration, formatMoment, type Micros, simulate, type TraceRecord, toSeconds, years } from '../../sim/index.ts';
import { findDesign } from '../analysis/find-design.ts';
import { Replications } from '../analysis/replications.ts';
import { loadDesign, readScenario } from '../load.ts';
import type { Output } from '../output.ts';
import { findScenario } from '../package.ts';

export interface CompareOptions {
  scenario?: string;
  faults?: number;
  replications?: number;
  seed?: number;
  /** Changes to the second design alone. */
  set?: readonly string[];
}

interface Comparison {
  divergence: Divergence | undefined;
  verdicts: { name: string; a: string; b: string }[];
  runsOut: { pool: string; a: string | null; b: string | null }[];
  fatal: { onlyA: string[]; onlyB: string[] };
  downtime: { path: string; a: number; b: number; difference: Interval }[];
}

const paths = ['rancher-ui', 'kube-api', 'agent-tunnel'];

/** @returns 0 when the second is no worse in verdicts, fatal sets and downtime, else 1. */
export async function compareCommand(nameA: string, nameB: string, options: CompareOptions, output: Output): Promise<number> {
  const { scenario: scenarioName = 'host-failure', faults = 1, replications = 64, seed, set = [] } = options;
  const a = loadDesign(findDesign(nameA));
  const b = loadDesign(findDesign(nameB), { set });
  const scenario = readScenario(findScenario(scenarioName));
  const [specA, specB] = [a, b].map((design) => compileScenario(scenario, design, seed ?? scenario.seed)) as [
    ReturnType<typeof compileScenario>,
    ReturnType<typeof compileScenario>,
  ];
  const [fatalA, fatalB] = [await fatalIn(a, faults), await fatalIn(b, faults)];
  const comparison: Comparison = {
    divergence: firstDivergence(specA, specB),
    verdicts: differing(specA, specB),
    runsOut: dates(a, b),
    fatal: { onlyA: fatalA.filter((one) => !fatalB.includes(one)), onlyB: fatalB.filter((one) => !fatalA.includes(one)) },
    downtime: await downtime(a, b, replications, seed ?? 1),
  };
  output.print(
    () => screen(nameA, nameB, scenarioName, options, comparison),
    () => json(comparison),
  );
  const isWorse =
    comparison.fatal.onlyB.length > 0 ||
    comparison.verdicts.some(({ b: verdict }) => verdict === 'failed') ||
    comparison.downtime.some(({ difference }) => difference.low > 0);
  return isWorse ? 1 : 0;
}

async function fatalIn(design: Design, faults: number): Promise<string[]> {
  const judge = new Judge(design, everyPath);
  const { fatal } = await search(judge, { faults, seeds: [1], isFolded: true }, juryOf(judge, [1]));
  return minimal(fatal).map((one) => sentence(one));
}

function differing(a: ReturnType<typeof compileScenario>, b: ReturnType<typeof compileScenario>): Comparison['verdicts'] {
  const [left, right] = [simulate(a).outcomes, simulate(b).outcomes];
  return left.flatMap(({ name, verdict }, i) => {
    const other = right[i]?.verdict ?? 'unknown';
    return verdict === other ? [] : [{ name, a: verdict, b: other }];
  });
}

/** Dates under even growth, so that luck has no part in the difference. */
function dates(a: Design, b: Design): Comparison['runsOut'] {
  const [left, right] = [a, b].map((design) => capacityOf(design, { until: years(10), arrivals: 'steady', seeds: 1, firstSeed: 1 }).pools);
  // Counted from each design's own start, in whole days.
  const dayOf = (median: Micros | undefined) => (median === undefined ? null : `day ${Math.floor(median / days(1))}`);
  return (left ?? []).flatMap((pool) => {
    const [x, y] = [dayOf(pool.exhausted?.median), dayOf(right?.find(({ name }) => name === pool.name)?.exhausted?.median)];
    return x === y ? [] : [{ pool: pool.name, a: x, b: y }];
  });
}

async function downtime(a: Design, b: Design, count: number, first: number): Promise<Comparison['downtime']> {
  const study = new Replications(years(1));
  try {
    const [left = [], right = []] = await study.run([
      { design: a, first, count },
      { design: b, first, count },
    ]);
    return paths.map((path) => ({ path, a: secondsDown(left, path), b: secondsDown(right, path), difference: pairedDifference(left, right, path, 0.95) }));
  } finally {
    await study.close();
  }
}

const moment = (record: TraceRecord | undefined): string =>
  record ? `${formatMoment(record.at)} ${record.actor} ${record.event}${record.to ? ` → ${record.to}` : ''}` : 'nothing more';

const seconds = (value: number): string => `${value < 0 ? '−' : ''}${formatDuration(Math.round(Math.abs(value) * 1_000_000))}`;

function screen(nameA: string, nameB: string, scenario: string, { faults = 1, replications = 64, set = [] }: CompareOptions, found: Comparison): string {
  const { divergence, verdicts, runsOut, fatal, downtime: down } = found;
  const lines = [`compare · A ${nameA} · B ${nameB}${set.length > 0 ? ` with ${set.join(', ')}` : ''}`, ''];
  if (divergence) lines.push(`stories of ${scenario} part`, `  A ${moment(divergence.a)}`, `  B ${moment(divergence.b)}`);
  else lines.push(`stories of ${scenario} are the same`);
  lines.push(...verdicts.map(({ name, a, b }) => `  ${b === 'failed' ? '✖' : '✔'} ${name}: A ${a}, B ${b}`), '');
  lines.push(...runsOut.map(({ pool, a, b }) => `${pool} runs out: A ${a ?? 'never'}, B ${b ?? 'never'}`));
  lines.push(...fatal.onlyB.map((one) => `✖ fatal in B only: ${one}`), ...fatal.onlyA.map((one) => `✔ fatal in A only: ${one}`));
  if (fatal.onlyA.length + fatal.onlyB.length === 0) lines.push(`up to ${faults} faults the same sets are fatal`);
  lines.push('', `downtime a year, ${replications} paired years, 95 %:`);
  lines.push(
    ...down.map(
      ({ path, a, b, difference: { mean, low, high } }) =>
        `  ${path.padEnd(12)} A ${seconds(a)}, B ${seconds(b)}, B − A ${seconds(mean)} (${seconds(low)} to ${seconds(high)})`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

const json = ({ divergence, ...rest }: Comparison): object => {
  const told = (record: TraceRecord | undefined) =>
    record ? { at: toSeconds(record.at), actor: record.actor, event: record.event, from: record.from, to: record.to } : null;
  return { divergence: divergence ? { a: told(divergence.a), b: told(divergence.b) } : null, ...rest };
};
