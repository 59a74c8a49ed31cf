/** `paddock report`: what can be said of a design, in one HTML file that needs no other host. */
import { estimate } from '../../models/analysis/availability-estimate.ts';
import { longestRepairOf, ratesOf } from '../../models/analysis/availability-plan.ts';
import { capacityOf } from '../../models/analysis/capacity.ts';
import { minimal } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { type Margin, marginOf } from '../../models/analysis/margin.ts';
import { years } from '../../sim/index.ts';
import { seedsFrom } from '../analysis/asked.ts';
import { findDesign } from '../analysis/find-design.ts';
import { atLength, type LongWork } from '../analysis/long-work.ts';
import { OutputFile } from '../analysis/output-file.ts';
import { reportPage } from '../analysis/report-page.ts';
import { loadPlatform, loadPolicy } from '../load.ts';
import type { Output } from '../output.ts';
import { meansOf } from './check.ts';

export interface ReportOptions {
  out: string;
  faults?: number;
  seeds?: number;
  replications?: number;
  seed?: number;
  set?: readonly string[];
  /** A policy whose verdicts are told too. */
  policy?: string;
  workers?: number;
}

/** @returns 0 */
export async function reportCommand(name: string, options: ReportOptions, output: Output): Promise<number> {
  const { out, faults = 1, seeds: count = 1, replications = 32, seed = 1, set = [], policy: policyFile, workers } = options;
  const file = findDesign(name);
  const design = loadPlatform(file, { set });
  const policy = policyFile === undefined ? undefined : loadPolicy(policyFile, design);
  const target = new OutputFile(out);
  const seeds = seedsFrom(seed, count);
  return atLength(`report ${name}`, { workers }, output, async (work: LongWork) => {
    const judge = new Judge(design, everyPath);
    const result = await work.search(judge, { faults, seeds, isFolded: true });
    const fatal = minimal(result.fatal);
    const progress = work.stage('years', replications);
    const batch = { design, first: seed, count: replications };
    const [samples = []] = ratesOf(design).length > 0 ? await work.replicate([batch], (n) => progress.add(n)) : [];
    const margins: Margin[] = [];
    for (const rule of policy?.rules ?? []) margins.push(await marginOf(design, rule, meansOf(work, replications, seeds)));
    const capacity = capacityOf(design, { until: years(3), firstSeed: seed });
    const paths = estimate(samples, 0.95, longestRepairOf(design));
    target.write(reportPage({ file, design, set, capacity, judge, faults, seeds, result, fatal, samples, paths, policy: policy?.name, margins }));
    output.print(
      () => `report · design ${design.name} · ${out}\n`,
      () => ({ design: design.name, file: out, fatal: fatal.length, rules: margins }),
    );
    return 0;
  });
}
