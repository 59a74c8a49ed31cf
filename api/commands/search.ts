/** `paddock search`: every combination of faults, and the smallest fatal ones, each as a story, a scenario and a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { componentsOf } from '../../models/analysis/component.ts';
import { minimal, scenarioOf, sentence, testOf } from '../../models/analysis/fatal-set.ts';
import { committedData, everyPath, Judge, pathNames } from '../../models/analysis/judge.ts';
import { type Fatal, type SearchResult, search } from '../../models/analysis/search.ts';
import { nearest, vocabulary } from '../../models/index.ts';
import { toSeconds } from '../../sim/index.ts';
import { parseDuring } from '../analysis/during.ts';
import { findDesign } from '../analysis/find-design.ts';
import { Ended, WorkerJury } from '../analysis/jury.ts';
import { Notebook } from '../analysis/notebook.ts';
import { StudyProgress } from '../analysis/study-progress.ts';
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
  /** Only faults of this verb. */
  of?: string;
  /** An operation during which the faults strike. */
  during?: string;
  /** A file that keeps what is found, and from which an ended search goes on. */
  resume?: string;
}

/** Cancelled by Ctrl+C, as shells have it. */
const interrupted = 130;

const properties = [everyPath, committedData, ...pathNames];
/** More combinations than these take hours; nobody meant that. */
const most = 2_000_000;

/** @returns 0 when nothing is fatal, else 1. */
export async function searchCommand(name: string, options: SearchCallOptions, output: Output): Promise<number> {
  const { faults, property = everyPath, seeds: count = 8, seed = 1, set = [], out, workers = availableParallelism() } = options;
  const file = findDesign(name);
  const design = loadDesign(file, { set });
  refuseUnknown('--property', 'property', property, properties);
  const during = options.during === undefined ? undefined : parseDuring(options.during, design);
  const only = options.of;
  if (only !== undefined)
    refuseUnknown(
      '--of',
      'fault',
      only,
      vocabulary.faults.map((one) => one.name),
    );
  const judge = new Judge(design, property, during);
  const components = componentsOf(judge.steady(seed)).components.filter(({ fault }) => only === undefined || fault === only);
  refuseTooMany(components.length, faults, count);
  const seeds = Array.from({ length: count }, (_, i) => seed + i);
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, { design, property, seeds, during, faults, only });
  const from = performance.now();
  const jury = new WorkerJury({ design, property, seeds, during }, workers, notebook);
  const cancel = () => jury.abort();
  process.once('SIGINT', cancel);
  const progress = new StudyProgress('classes', 1);
  let result: SearchResult;
  try {
    result = await search(judge, { faults, seeds, isFolded: true, ...(only ? { only } : {}) }, jury.jury, (done, of) => progress.reach(done, of));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const next = notebook
      ? `what was found is in ${notebook.file}; the same call goes on from there`
      : 'with --resume FILE the same call could go on from here';
    output.complain(aboutArgument('search', name, { code: 'cancelled', message: `ended early; ${next}` }).complaints);
    return interrupted;
  } finally {
    process.off('SIGINT', cancel);
    await jury.close();
    progress.end();
  }
  const seconds = (performance.now() - from) / 1_000;
  const fatal = minimal(result.fatal);
  if (out !== undefined) writeOut(out, fatal, judge, file, set);
  output.print(
    () => screen(name, options, judge, result, fatal, seconds),
    () => json(judge, result, fatal, seeds, seconds),
  );
  return fatal.length > 0 ? 1 : 0;
}

function refuseUnknown(option: string, what: string, found: string, known: readonly string[]): void {
  if (known.includes(found)) return;
  throw aboutArgument(option, found, {
    code: 'unknown-name',
    message: `there is no ${what} "${found}"`,
    found,
    expected: known.join(', '),
    ...nearest(found, known),
  });
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

function writeOut(folder: string, fatal: readonly Fatal[], judge: Judge, designFile: string, set: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [i, one] of fatal.entries()) {
    const base = join(folder, `fatal-${String(i + 1).padStart(3, '0')}`);
    writeFileSync(`${base}.yaml`, withSet(scenarioOf(one, judge, relative(resolve(folder), resolve(designFile))), set));
    writeFileSync(`${base}.test.ts`, testOf(one, judge, resolve(designFile), set));
  }
}

/** A scenario that makes the call's own changes too. */
function withSet(text: string, set: readonly string[]): string {
  if (set.length === 0) return text;
  const lines = set.map((one) => `  ${one.slice(0, one.indexOf('='))}: ${one.slice(one.indexOf('=') + 1)}`);
  return text.replace('\nseed:', `\nset:\n${lines.join('\n')}\nseed:`);
}

function screen(name: string, { faults }: SearchCallOptions, judge: Judge, result: SearchResult, fatal: readonly Fatal[], seconds: number): string {
  const { property, during } = judge;
  const while_ = during ? ` · during ${during.verb}` : '';
  const lines = [`search · design ${name} · up to ${faults} faults${while_} · ${property} · ${seconds.toFixed(1)} s`, ...certificate(result, judge), ''];
  if (fatal.length === 0) lines.push('✔ nothing is fatal');
  for (const one of fatal) {
    const alike = one.members.length > 1 ? ` (and ${one.members.length - 1} alike)` : '';
    const share = one.share < 1 ? ` under ${Math.round(one.share * 100)} % of the seeds` : '';
    lines.push(`✖ ${sentence(one, during)}${share}${alike}`);
  }
  lines.push('', ...result.uncovered.map(({ what, why }) => `not covered: ${what}: ${why}`), '');
  return lines.join('\n');
}

/** What the counts add up to: nothing that was to be looked at is missing from them. */
function certificate({ components, combinations, implied, classes, folded, runs, moments }: SearchResult, { during }: Judge): string[] {
  const when = during ? `at ${moments} moments of the operation` : 'at one moment, and of pairs one after the other';
  return [
    `${components.length} components, ${combinations} combinations ${when}`,
    `  ${implied} hold a smaller fatal set and are fatal already; ${folded} are like another one; ${classes} classes were run, ${runs} runs`,
  ];
}

const json = (judge: Judge, result: SearchResult, fatal: readonly Fatal[], seeds: readonly number[], seconds: number): object => ({
  components: result.components.length,
  combinations: result.combinations,
  implied: result.implied,
  folded: result.folded,
  classes: result.classes,
  runs: result.runs,
  seeds,
  property: judge.property,
  during: judge.during ?? null,
  moments: result.moments,
  took: seconds,
  fatal: fatal.map((one) => ({
    faults: one.plan.map(({ fault, target, after }) => ({ fault, target, at: toSeconds(after) })),
    property: one.judgement.path,
    members: one.members.map((plan) => plan.map(({ fault, target, after }) => ({ fault, target, at: toSeconds(after) }))),
    share: one.share,
    seed: one.seed,
    story: sentence(one, judge.during),
  })),
  uncovered: result.uncovered,
});
