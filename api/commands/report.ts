/** `paddock report`: what can be said of a design, in one HTML file that needs no other host. */
import { estimate } from '../../models/analysis/availability-estimate.ts';
import { longestRepairOf, ratesOf } from '../../models/analysis/availability-plan.ts';
import { capacityOf } from '../../models/analysis/capacity.ts';
import { minimal, sentence } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { type Margin, marginOf } from '../../models/analysis/margin.ts';
import { juryOf, search } from '../../models/analysis/search.ts';
import { allParameters, formatSetting, years } from '../../sim/index.ts';
import { type CapacityReport, dateOf } from '../analysis/capacity-report.ts';
import { fillSvg } from '../analysis/capacity-svg.ts';
import { findDesign } from '../analysis/find-design.ts';
import { OutputFile } from '../analysis/output-file.ts';
import { Replications } from '../analysis/replications.ts';
import { loadDesign, loadPolicy } from '../load.ts';
import type { Output } from '../output.ts';
import { availabilityBy } from './check.ts';

export interface ReportOptions {
  out: string;
  faults?: number;
  replications?: number;
  seed?: number;
  set?: readonly string[];
  /** A policy whose verdicts are told too. */
  policy?: string;
}

const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  `<table><thead><tr>${head.map((one) => `<th>${escape(one)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`;

/** @returns 0 */
export async function reportCommand(
  name: string,
  { out, faults = 1, replications = 32, seed = 1, set = [], policy: policyFile }: ReportOptions,
  output: Output,
): Promise<number> {
  const file = findDesign(name);
  const design = loadDesign(file, { set });
  const policy = policyFile === undefined ? undefined : loadPolicy(policyFile);
  const target = new OutputFile(out);
  const capacity = capacityOf(design, { until: years(3), firstSeed: seed });
  const picture: CapacityReport = { file, design, capacity, series: undefined, solutions: [], variations: [] };
  const judge = new Judge(design, everyPath);
  const found = await search(judge, { faults, seeds: [seed], isFolded: true }, juryOf(judge, [seed]));
  const fatal = minimal(found.fatal);
  const study = new Replications(years(1));
  let paths: ReturnType<typeof estimate>;
  try {
    const [samples = []] = ratesOf(design).length > 0 ? await study.run([{ design, first: seed, count: replications }]) : [];
    paths = estimate(samples, 0.95, longestRepairOf(design));
  } finally {
    await study.close();
  }
  const margins: Margin[] = [];
  for (const rule of policy?.rules ?? []) margins.push(await marginOf(design, rule, availabilityBy(replications)));
  const percent = (share: number) => `${(share * 100).toFixed(4)} %`;
  const { hosts } = design.vsphere;
  const [plan] = design.pks.plans;
  const parts: [string, string][] = [
    [
      'Verdicts',
      `<ul><li>${fatal.length === 0 ? `✔ no set of up to ${faults} faults is fatal` : `✖ ${fatal.length} fatal sets of up to ${faults} faults`}</li><li>${
        capacity.binding.pool ? `first to run out: ${escape(capacity.binding.pool.name)}; ${escape(capacity.binding.pool.harm)}` : 'nothing runs out'
      }</li></ul>${
        policy
          ? `<h3>${escape(policy.name)}</h3>${table(
              ['', 'rule', 'margin'],
              margins.map(({ holds, rule, text }) => [holds ? '✔ holds' : '✖ broken', rule, text]),
            )}`
          : ''
      }`,
    ],
    [
      'Design',
      table(
        ['part', 'what'],
        [
          ['hosts', hosts.map((one) => `${one.name} (${one.memory})`).join(', ')],
          ['edges', design.nsx.edges.map((one) => `${one.name} on ${one.host}`).join(', ')],
          ['plan', plan ? `${plan.masters} masters, ${plan.workers} workers` : ''],
          ['Rancher', `${design.rancher.replicas} replicas`],
          ['changes', set.join(', ') || 'none'],
        ],
      ),
    ],
    [
      'Dates',
      `<figure>${fillSvg(picture)}</figure>${table(
        ['limit', 'kind', 'taken', 'imports that fit', 'runs out'],
        [...capacity.pools, ...capacity.supported].map((use) => [
          use.name,
          use.isHard ? 'hard' : 'supported',
          `${use.taken} of ${use.capacity}`,
          use.fits.import ?? '',
          use.exhausted ? dateOf(design, use.exhausted.median).slice(0, 10) : 'never',
        ]),
      )}`,
    ],
    [
      'Fatal sets',
      `<p>${found.components.length} components, ${found.combinations} combinations, ${found.classes} classes, ${found.runs} runs, seed ${seed}.</p><ul>${fatal
        .map((one) => `<li>✖ ${escape(sentence(one))}</li>`)
        .join('')}</ul><p>Not covered:</p><ul>${found.uncovered.map(({ what, why }) => `<li>${escape(what)}: ${escape(why)}</li>`).join('')}</ul>`,
    ],
    [
      'Availability',
      table(
        ['path', 'availability', '95 %', 'outages a year'],
        paths.map((path) => [
          path.name,
          percent(path.availability.mean),
          `${percent(path.availability.low)} to ${percent(path.availability.high)}`,
          path.outagesPerYear.toFixed(1),
        ]),
      ) +
        table(
          ['fails', 'mtbf', 'mttr', 'components'],
          ratesOf(design).map((one) => [one.kind, one.mtbf, one.mttr, one.components]),
        ),
    ],
    [
      'Assumptions and sources',
      table(
        ['parameter', 'value', 'from'],
        [...allParameters().values()].map(({ name: parameter, value, unit, provenance }) => [
          parameter,
          formatSetting(value, unit),
          provenance.source ?? `assumption: ${provenance.assumption}`,
        ]),
      ),
    ],
  ];
  target.write(page(`${design.name}: what it holds`, parts));
  output.print(
    () => `report · design ${design.name} · ${out}\n`,
    () => ({ design: design.name, file: out, fatal: fatal.length, rules: margins }),
  );
  return 0;
}

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{background:Canvas;color:CanvasText;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.9em}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);vertical-align:top;overflow-wrap:anywhere}
figure{margin:0;overflow-x:auto}figure svg{max-width:100%;height:auto;border-radius:6px}h2{margin-top:2.5rem}`;

const page = (title: string, parts: readonly [string, string][]): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${style}</style></head><body><h1>${escape(title)}</h1>${parts
    .map(([head, body]) => `<section><h2>${escape(head)}</h2>${body}</section>`)
    .join('')}</body></html>\n`;
