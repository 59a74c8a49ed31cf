/** `paddock check`: a policy asked of a design, for a pipeline: JUnit for the runner, Markdown for the reviewer. */

import { meanInterval } from '../../models/analysis/interval.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { type Margin, type Means, marginOf, searchOf } from '../../models/analysis/margin.ts';
import { askedOf } from '../../models/analysis/search.ts';
import type { Design, Policy } from '../../models/index.ts';
import type { Micros } from '../../sim/index.ts';
import { seedsFrom, told } from '../analysis/asked.ts';
import { effortOf, refuseTooLong, usualPatience } from '../analysis/effort.ts';
import { findDesign } from '../analysis/find-design.ts';
import { atLength, type LongWork } from '../analysis/long-work.ts';
import { Notebook } from '../analysis/notebook.ts';
import { OutputFile } from '../analysis/output-file.ts';
import { loadPlatform, loadPolicy } from '../load.ts';
import type { Output } from '../output.ts';

export interface CheckOptions {
  policy: string;
  base?: string;
  junit?: string;
  markdown?: string;
  set?: readonly string[];
  replications?: number;
  seeds?: number;
  seed?: number;
  workers?: number;
  /** A file that keeps what is found, and from which an ended check goes on. */
  resume?: string;
  /** How long one is willing to wait for a rule. */
  within?: Micros;
  /** Only says whether the question is right. */
  dryRun?: boolean;
}

interface Answer extends Margin {
  /** The base design's margin, when there is one. */
  before: Margin | undefined;
}

/** @returns 0 when every rule holds, else 1. */
export async function checkCommand(name: string, options: CheckOptions, output: Output): Promise<number> {
  const { policy: policyFile, base, set = [], replications = 64, seeds = 1, seed = 1, workers } = options;
  const design = loadPlatform(findDesign(name), { set });
  const policy = loadPolicy(policyFile, design);
  const before = base === undefined ? undefined : loadPlatform(findDesign(base));
  if (before) loadPolicy(policyFile, before);
  for (const one of before ? [design, before] : [design]) refuseEndless(one, policy, seedsFrom(seed, seeds), options);
  if (options.dryRun) return told(output, `check · ${policy.rules.length} rules, asked of ${name}`, { rules: policy.rules.length });
  const files = [options.junit, options.markdown].map((file) => (file === undefined ? undefined : new OutputFile(file)));
  const about = { check: policy, design, before, replications, seeds, seed };
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, about);
  return atLength(`check ${name}`, { workers, notebook }, output, async (work) => {
    const answers = await answersTo(policy.rules, [design, ...(before ? [before] : [])], meansOf(work, replications, seedsFrom(seed, seeds)), work);
    files[0]?.write(junitOf(policy.name, answers));
    files[1]?.write(markdownOf(policy.name, name, answers));
    output.print(
      () => markdownOf(policy.name, name, answers),
      () => ({
        policy: policy.name,
        design: design.name,
        rules: answers.map(({ before: old, ...answer }) => ({ ...answer, before: old?.margin ?? null, shrunk: isShrunk({ ...answer, before: old }) })),
      }),
    );
    return answers.every(({ holds }) => holds) ? 0 : 1;
  });
}

/** Before any work: a rule about three faults of every kind may take longer than somebody waits. */
function refuseEndless(design: Design, { rules }: Policy, seeds: readonly number[], { workers, within = usualPatience }: CheckOptions): void {
  const judge = new Judge(design, everyPath);
  for (const rule of rules.filter(({ survives }) => survives !== undefined)) {
    const asked = searchOf(rule, seeds);
    const { components } = askedOf(judge, asked, seeds[0] ?? 1);
    refuseTooLong(effortOf(judge, components, asked, workers), asked, components.length, within, `the rule "${rule.name}"`);
  }
}

/** Every rule's margin in the first design, and in the second, where there is one. */
async function answersTo(rules: Policy['rules'], designs: readonly Design[], means: Means, work: LongWork): Promise<Answer[]> {
  const progress = work.stage('rules', rules.length * designs.length);
  progress.reach(0, rules.length * designs.length);
  const answers: Answer[] = [];
  for (const rule of rules) {
    const margins: Margin[] = [];
    for (const design of designs) {
      margins.push(await marginOf(design, rule, means));
      progress.add(1);
      work.pool.refuseIfStopped();
    }
    answers.push({ ...(margins[0] as Margin), before: margins[1] });
  }
  return answers;
}

/** Judges and years on the workers of a command; of availability the lower end of the 95 % interval. */
export const meansOf = (work: LongWork, years: number, seeds: readonly number[]): Means => ({
  seeds,
  jury: work.jury,
  async availability(design, path) {
    const [samples = []] = await work.replicate([{ design, first: seeds[0] ?? 1, count: years }]);
    const downs = samples.map(({ paths }) => paths.find((one) => one.name === path)?.down ?? 0);
    return 1 - meanInterval(downs, 0.95).high;
  },
});

const isShrunk = ({ margin, before }: Answer): boolean => before !== undefined && margin < before.margin - 1e-12;

function markdownOf(policy: string, design: string, answers: readonly Answer[]): string {
  const rows = answers.map((answer) => {
    const change = answer.before === undefined ? '' : isShrunk(answer) ? ` (shrunk; was: ${answer.before.text})` : ' (no smaller than before)';
    return `| ${answer.holds ? '✔' : '✖'} | ${answer.rule} | ${answer.text}${change} |`;
  });
  const broken = answers.filter(({ holds }) => !holds).length;
  const end = broken === 0 ? 'Every rule holds.' : `${broken} of ${answers.length} rules are broken.`;
  return [`### ${policy}, asked of ${design}`, '', '| | rule | margin |', '| --- | --- | --- |', ...rows, '', end, ''].join('\n');
}

const escaped = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function junitOf(policy: string, answers: readonly Answer[]): string {
  const cases = answers.map(({ rule, holds, text }) => {
    const body = holds ? `<system-out>${escaped(text)}</system-out>` : `<failure message="${escaped(text)}"/>`;
    return `    <testcase classname="${escaped(policy)}" name="${escaped(rule)}">${body}</testcase>`;
  });
  const failures = answers.filter(({ holds }) => !holds).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${escaped(policy)}" tests="${answers.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
