/** `paddock search`: every combination of faults, and the smallest fatal ones, each as a story, a scenario and a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { componentsOf } from '../../models/analysis/component.ts';
import { minimal, scenarioOf, sentence, testOf } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { type Fatal, type SearchResult, search } from '../../models/analysis/search.ts';
import { nearest } from '../../models/index.ts';
import { formatDuration, toSeconds } from '../../sim/index.ts';
import { findDesign } from '../analysis/find-design.ts';
import { WorkerJury } from '../analysis/jury.ts';
import { aboutArgument } from '../complaint.ts';
import { loadDesign } from '../load.ts';
import type { Output } from '../output.ts';

export interface SearchCallOptions {
  faults: number;
  property?: string;
  seeds?: number;
  seed?: number;
  set?: readonly string[];
  /** Where scenarios and tests of the fatal sets go. */
  out?: string;
  workers?: number;
}

const properties = [everyPath, 'rancher-ui', 'kube-api', 'agent-tunnel'];
/** More combinations than these take hours; nobody meant that. */
const most = 2_000_000;

/** @returns 0 when nothing is fatal, else 1. */
export async function searchCommand(name: string, options: SearchCallOptions, output: Output): Promise<number> {
  const { faults, property = everyPath, seeds: count = 8, seed = 1, set = [], out, workers = availableParallelism() } = options;
  const file = findDesign(name);
  const design = loadDesign(file, { set });
  if (!properties.includes(property)) {
    throw aboutArgument('--property', property, {
      code: 'unknown-name',
      message: `there is no property "${property}"`,
      found: property,
      expected: properties.join(', '),
      ...nearest(property, properties),
    });
  }
  const judge = new Judge(design, property);
  const { components } = componentsOf(judge.steady(seed));
  refuseTooMany(components.length, faults, count);
  const seeds = Array.from({ length: count }, (_, i) => seed + i);
  const from = performance.now();
  const jury = new WorkerJury({ design, property, seeds }, workers);
  let result: SearchResult;
  try {
    result = await search(judge, { faults, seeds, isFolded: true }, jury.jury, (done, of) => progress(done, of, from));
  } finally {
    await jury.close();
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
  const seconds = (performance.now() - from) / 1_000;
  const fatal = minimal(result.fatal);
  if (out !== undefined) writeOut(out, fatal, judge, file, set);
  output.print(
    () => screen(name, options, result, fatal, seconds),
    () => json(result, fatal),
  );
  return fatal.length > 0 ? 1 : 0;
}

function refuseTooMany(components: number, faults: number, seeds: number): void {
  let total = 1;
  for (let i = 0; i < faults; i++) total = (total * (components - i)) / (i + 1);
  if (total * seeds > most) {
    throw aboutArgument('--faults', String(faults), {
      code: 'too-many',
      message: `${faults} of ${components} components are ${Math.round(total).toLocaleString('en')} combinations, with ${seeds} seeds each more than anybody waits for`,
      found: String(faults),
      expected: `fewer faults, or --seeds ${Math.max(1, Math.floor(most / total))}`,
    });
  }
}

function progress(done: number, of: number, from: number): void {
  if (!process.stderr.isTTY) return;
  const elapsed = (performance.now() - from) / 1_000;
  const left = done > 0 ? `, ${formatDuration(Math.round(((elapsed * (of - done)) / done) * 1_000_000))} left` : '';
  process.stderr.write(`\r\x1b[K${done} of ${of} classes${left}`);
}

function writeOut(folder: string, fatal: readonly Fatal[], judge: Judge, designFile: string, set: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [i, one] of fatal.entries()) {
    const base = join(folder, `fatal-${String(i + 1).padStart(3, '0')}`);
    writeFileSync(`${base}.yaml`, withSet(scenarioOf(one, judge, relative(resolve(folder), resolve(designFile))), set));
    writeFileSync(`${base}.test.ts`, testOf(one, judge.property, resolve(designFile), set));
  }
}

/** A scenario that makes the call's own changes too. */
function withSet(text: string, set: readonly string[]): string {
  if (set.length === 0) return text;
  const lines = set.map((one) => `  ${one.slice(0, one.indexOf('='))}: ${one.slice(one.indexOf('=') + 1)}`);
  return text.replace('\nseed:', `\nset:\n${lines.join('\n')}\nseed:`);
}

function screen(name: string, { faults, property = everyPath }: SearchCallOptions, result: SearchResult, fatal: readonly Fatal[], seconds: number): string {
  const counts = `${result.components.length} components, ${result.combinations} combinations, ${result.implied} implied by smaller fatal ones, ${result.classes} classes, ${result.runs} runs`;
  const lines = [`search · design ${name} · up to ${faults} faults · ${property} · ${seconds.toFixed(1)} s`, counts, ''];
  if (fatal.length === 0) lines.push('✔ nothing is fatal');
  for (const one of fatal) {
    const alike = one.members.length > 1 ? ` (and ${one.members.length - 1} alike)` : '';
    const share = one.share < 1 ? ` under ${Math.round(one.share * 100)} % of the seeds` : '';
    lines.push(`✖ ${sentence(one)}${share}${alike}`);
  }
  lines.push('', ...result.uncovered.map(({ what, why }) => `not covered: ${what}: ${why}`), '');
  return lines.join('\n');
}

const json = (result: SearchResult, fatal: readonly Fatal[]): object => ({
  components: result.components.length,
  combinations: result.combinations,
  implied: result.implied,
  classes: result.classes,
  runs: result.runs,
  fatal: fatal.map((one) => ({
    faults: one.plan.map(({ fault, target, after }) => ({ fault, target, at: toSeconds(after) })),
    property: one.judgement.path,
    members: one.members.map((plan) => plan.map(({ fault, target, after }) => ({ fault, target, at: toSeconds(after) }))),
    share: one.share,
    seed: one.seed,
    story: sentence(one),
  })),
  uncovered: result.uncovered,
});
