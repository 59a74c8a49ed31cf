/** `paddock check`: a policy asked of a design, for a pipeline: JUnit for the runner, Markdown for the reviewer. */

import { meanInterval } from '../../models/analysis/interval.ts';
import { type Margin, marginOf } from '../../models/analysis/margin.ts';
import type { Design } from '../../models/index.ts';
import { years } from '../../sim/index.ts';
import { findDesign } from '../analysis/find-design.ts';
import { OutputFile } from '../analysis/output-file.ts';
import { Replications } from '../analysis/replications.ts';
import { loadDesign, loadPolicy } from '../load.ts';
import type { Output } from '../output.ts';

export interface CheckOptions {
  policy: string;
  base?: string;
  junit?: string;
  markdown?: string;
  set?: readonly string[];
  replications?: number;
}

interface Answer extends Margin {
  /** The base design's margin, when there is one. */
  before: Margin | undefined;
}

/** @returns 0 when every rule holds, else 1. */
export async function checkCommand(
  name: string,
  { policy: policyFile, base, junit, markdown, set = [], replications = 64 }: CheckOptions,
  output: Output,
): Promise<number> {
  const policy = loadPolicy(policyFile);
  const design = loadDesign(findDesign(name), { set });
  const before = base === undefined ? undefined : loadDesign(findDesign(base));
  const files = [junit, markdown].map((file) => (file === undefined ? undefined : new OutputFile(file)));
  const availability = availabilityBy(replications);
  const answers: Answer[] = [];
  for (const rule of policy.rules) {
    const margin = await marginOf(design, rule, availability);
    answers.push({ ...margin, before: before && (await marginOf(before, rule, availability)) });
  }
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
}

/** The lower end of the 95 % interval of a path's availability over paired years. */
export const availabilityBy =
  (count: number) =>
  async (design: Design, path: string): Promise<number> => {
    const study = new Replications(years(1));
    try {
      const [samples = []] = await study.run([{ design, first: 1, count }]);
      return (
        1 -
        meanInterval(
          samples.map(({ paths }) => paths.find((one) => one.name === path)?.down ?? 0),
          0.95,
        ).high
      );
    } finally {
      await study.close();
    }
  };

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
