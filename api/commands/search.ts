/** `paddock search`: every combination of faults, and the smallest fatal ones, each as a story, a scenario and a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type FatalSet, minimal, scenarioOf, testOf } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { askedOf, type SearchOptions } from '../../models/analysis/search.ts';
import type { Micros } from '../../sim/index.ts';
import { refuseUnknown, seedsFrom, told } from '../analysis/asked.ts';
import { parseDuring } from '../analysis/during.ts';
import { effortOf, refuseTooLong, usualPatience } from '../analysis/effort.ts';
import { findDesign } from '../analysis/find-design.ts';
import { atLength } from '../analysis/long-work.ts';
import { Notebook } from '../analysis/notebook.ts';
import { effortJson, effortText, searchJson, searchScreen } from '../analysis/search-report.ts';
import { loadPlatform } from '../load.ts';
import type { Output } from '../output.ts';

export interface SearchCallOptions {
  faults: number;
  inSequence?: number;
  property?: string;
  seeds?: number;
  seed?: number;
  set?: readonly string[];
  /** Where scenarios and tests of the fatal sets go. */
  out?: string;
  workers?: number;
  /** Only faults of this verb, and of this group of parts. */
  of?: string;
  among?: string;
  /** An operation during which the faults strike. */
  during?: string;
  /** A file that keeps what is found, and from which an ended search goes on. */
  resume?: string;
  /** How long one is willing to wait. */
  within?: Micros;
  /** Only says what it would take. */
  dryRun?: boolean;
}

/** @returns 0 when nothing is fatal, else 1. */
export async function searchCommand(name: string, options: SearchCallOptions, output: Output): Promise<number> {
  const { faults, inSequence, property = everyPath, seeds: count = 8, seed = 1, set = [], out, workers = availableParallelism(), of, among } = options;
  const file = findDesign(name);
  const design = loadPlatform(file, { set });
  refuseUnknown(design, { property, of, among });
  const during = options.during === undefined ? undefined : parseDuring(options.during, design);
  const judge = new Judge(design, property, during);
  const asked: SearchOptions = { faults, inSequence, seeds: seedsFrom(seed, count), isFolded: true, of, among };
  const { components } = askedOf(judge, asked, seed);
  const effort = effortOf(judge, components, asked, workers);
  refuseTooLong(effort, asked, components.length, options.within ?? usualPatience);
  if (options.dryRun) return told(output, effortText(name, components.length, effort), effortJson(components.length, effort));
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, { design, property, during, ...asked });
  return atLength(`search ${name}`, { workers, notebook }, output, async (work) => {
    const from = performance.now();
    const result = await work.search(judge, asked);
    const seconds = (performance.now() - from) / 1_000;
    const fatal = minimal(result.fatal, during !== undefined);
    if (out !== undefined) writeOut(out, fatal, judge, file, set);
    const found = { name, judge, asked, result, fatal, seconds };
    output.print(
      () => searchScreen(found, output.screen),
      () => searchJson(found),
    );
    return fatal.length > 0 ? 1 : 0;
  });
}

function writeOut(folder: string, fatal: readonly FatalSet[], judge: Judge, designFile: string, set: readonly string[]): void {
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
