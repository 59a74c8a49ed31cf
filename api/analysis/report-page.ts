/** A design's report as one HTML page without scripts, pictures of other files or other hosts. */
import type { PathEstimate } from '../../models/analysis/availability-estimate.ts';
import { ratesOf } from '../../models/analysis/availability-plan.ts';
import type { Sample } from '../../models/analysis/availability-sample.ts';
import type { Capacity } from '../../models/analysis/capacity.ts';
import { causeOf, type FatalSet, sentence } from '../../models/analysis/fatal-set.ts';
import type { Judge } from '../../models/analysis/judge.ts';
import type { Margin } from '../../models/analysis/margin.ts';
import { type SearchResult, total } from '../../models/analysis/search.ts';
import { isOnDocker, isOnPks, isOnRke } from '../../models/design.ts';
import type { Design } from '../../models/index.ts';
import { allParameters, formatDuration, formatMoment, formatSetting, s } from '../../sim/index.ts';
import { chainJson } from '../chain.ts';
import { dateOf } from './capacity-report.ts';
import { fillSvg } from './capacity-svg.ts';

export interface Reported {
  file: string;
  design: Design;
  set: readonly string[];
  /** What runs out; on PKS alone. */
  capacity: Capacity;
  judge: Judge;
  faults: number;
  seeds: readonly number[];
  result: SearchResult;
  fatal: readonly FatalSet[];
  samples: readonly Sample[];
  paths: readonly PathEstimate[];
  /** The name of a policy whose margins are told. */
  policy: string | undefined;
  margins: readonly Margin[];
}

export function reportPage(reported: Reported): string {
  const parts: [string, string][] = [
    ['Verdicts', verdicts(reported)],
    ['Design', platform(reported)],
    ['Dates', dates(reported)],
    ['Fatal sets', fatalSets(reported)],
    ['Availability', availability(reported)],
    ['Assumptions and sources', sources()],
  ];
  return page(`${reported.design.name}: what it holds`, parts);
}

const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const list = (items: readonly string[]): string => `<ul>${items.map((one) => `<li>${one}</li>`).join('')}</ul>`;
const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  `<table><thead><tr>${head.map((one) => `<th>${escape(one)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`;
const percent = (share: number): string => `${(share * 100).toFixed(4)} %`;

function verdicts({ capacity, faults, fatal, policy, margins }: Reported): string {
  const { pool } = capacity.binding;
  const search = fatal.length === 0 ? `✔ no set of up to ${faults} faults is fatal` : `✖ ${fatal.length} fatal sets of up to ${faults} faults`;
  const end = pool ? `first to run out: ${escape(pool.name)}; ${escape(pool.harm)}` : 'nothing runs out';
  if (policy === undefined) return list([search, end]);
  const rows = margins.map(({ holds, rule, text }) => [holds ? '✔ holds' : '✖ broken', rule, text]);
  return `${list([search, end])}<h3>${escape(policy)}</h3>${table(['', 'rule', 'margin'], rows)}`;
}

function platform({ design, set }: Reported): string {
  const { vsphere, rancher } = design;
  const rows = [
    ['hosts', vsphere.hosts.map((one) => `${one.name} (${one.memory})`).join(', ')],
    ...carriers(design),
    ['Rancher', `${rancher.replicas} replicas`],
    [
      'versions',
      Object.entries(design.versions)
        .map(([product, version]) => `${product} ${version}`)
        .join(', '),
    ],
    ['changes', set.join(', ') || 'none'],
  ];
  return table(['part', 'what'], rows);
}

/** What carries Rancher, by platform. */
function carriers(design: Design): string[][] {
  if (isOnRke(design)) {
    const { nodes, balancer } = design.rke;
    return [
      ['nodes', nodes.map((one) => `${one.name} (${one.roles.join(', ')})`).join(', ')],
      ['load balancer', `layer ${balancer.layer} on ${balancer.machines.map((one) => one.name).join(', ')}`],
    ];
  }
  if (isOnDocker(design)) return [['machine', `${design.docker.machine.name}, ${design.docker.volume ? 'data in a volume' : 'data in the container'}`]];
  if (!isOnPks(design)) return [];
  const { nsx, pks } = design;
  const plan = pks.plans.find(({ name }) => name === pks.clusters[0]?.plan);
  return [
    ['edges', nsx.edges.map((one) => `${one.name} on ${one.host}`).join(', ')],
    ['plan', plan ? `${plan.masters} masters, ${plan.workers} workers` : 'none'],
  ];
}

function dates({ file, design, capacity }: Reported): string {
  const picture = fillSvg({ file, design, capacity, series: undefined, solutions: [], axes: [], variations: [] });
  const rows = [...capacity.pools, ...capacity.supported].map((use) => [
    use.name,
    use.isHard ? 'hard' : 'supported',
    `${use.taken} of ${use.capacity}`,
    use.fits.import ?? '',
    use.exhausted ? dateOf(design, use.exhausted.median).slice(0, 10) : 'never',
  ]);
  return `<figure>${picture}</figure>${table(['limit', 'kind', 'taken', 'imports that fit', 'runs out'], rows)}`;
}

function fatalSets({ result, fatal, seeds, judge }: Reported): string {
  const { combinations, implied, folded, classes, runs } = total(result);
  const counts = `${result.components.length} components, ${combinations} combinations, of which ${implied} hold a smaller fatal set and ${folded} are like another; ${classes} classes, ${runs} runs, seeds ${seeds.join(', ')}.`;
  const sets = fatal.map((one) => `<details><summary>✖ ${escape(sentence(one))}</summary>${chain(one, judge)}</details>`);
  const left = result.uncovered.map(({ what, why }) => `${escape(what)}: ${escape(why)}`);
  return `<p>${counts}</p>${list(sets)}<p>Not covered:</p>${list(left)}`;
}

/** Effect first. */
function chain(one: FatalSet, judge: Judge): string {
  const { run, record } = causeOf(one, judge);
  if (record < 0) return '';
  const steps = chainJson(record, run).map(({ at, text }) => `<li>${formatMoment(s(at))} ${escape(text)}</li>`);
  return `<ol>${steps.join('')}</ol>`;
}

function availability({ design, paths, samples }: Reported): string {
  const losses = samples.reduce((sum, one) => sum + one.losses, 0);
  const rows = paths.map((path) => [
    path.name,
    percent(path.availability.mean),
    `${percent(path.availability.low)} to ${percent(path.availability.high)}`,
    path.outagesPerYear.toFixed(1),
  ]);
  const causes = paths.flatMap(({ name, causes: all }) =>
    all
      .slice(0, 3)
      .map(({ fault, component, secondsPerYear, share }) => [name, `${fault} of ${component}`, formatDuration(s(Math.round(secondsPerYear))), percent(share)]),
  );
  const rates = ratesOf(design).map((one) => [one.kind, one.mtbf, one.mttr, one.components]);
  return [
    table(['path', 'availability', '95 %', 'outages a year'], rows),
    `<p>Committed data was lost ${losses} times in ${samples.length} years.</p>`,
    table(['path', 'cause', 'down a year', 'of its downtime'], causes),
    table(['fails', 'mtbf', 'mttr', 'components'], rates),
  ].join('');
}

function sources(): string {
  const rows = [...allParameters().values()].map(({ name, value, unit, provenance }) => [
    name,
    formatSetting(value, unit),
    provenance.source ?? `assumption: ${provenance.assumption}`,
  ]);
  return table(['parameter', 'value', 'from'], rows);
}

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{background:Canvas;color:CanvasText;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.9em}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);vertical-align:top;overflow-wrap:anywhere}
figure{margin:0;overflow-x:auto}figure svg{max-width:100%;height:auto;border-radius:6px}h2{margin-top:2.5rem}`;

const page = (title: string, parts: readonly [string, string][]): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${style}</style></head><body><h1>${escape(title)}</h1>${parts
    .map(([head, body]) => `<section><h2>${escape(head)}</h2>${body}</section>`)
    .join('')}</body></html>\n`;
