/** `paddock availability`: how much of the years each path is whole, why not, and what that rests on. */
import { ratesOf, usualLength } from '../../models/analysis/availability-plan.ts';
import { type Design, pathNamesOf } from '../../models/index.ts';
import { type Micros, years } from '../../sim/index.ts';
import { refuseName, told } from '../analysis/asked.ts';
import { availabilityJson, verdictsOf } from '../analysis/availability-report.ts';
import { availabilityScreen } from '../analysis/availability-screen.ts';
import { carryOut, type Target } from '../analysis/availability-study.ts';
import { findDesign } from '../analysis/find-design.ts';
import { interrupted } from '../analysis/long-work.ts';
import { Notebook } from '../analysis/notebook.ts';
import { aboutArgument, aboutFile, WrongInput } from '../complaint.ts';
import { loadPlatform } from '../load.ts';
import type { Output } from '../output.ts';

export interface AvailabilityOptions {
  years?: Micros;
  replications?: number;
  ci?: number;
  precision?: number;
  seed?: number;
  set?: readonly string[];
  workers?: number;
  sensitivity?: boolean;
  target?: readonly Target[];
  rare?: number;
  /** A file that keeps what is found, and from which an ended study goes on. */
  resume?: string;
  /** Only says whether the question is right. */
  dryRun?: boolean;
}

/** @returns 0 when every target is met, 1 when one is not or cannot be told, 130 when ended early. */
export async function availabilityCommand(name: string, options: AvailabilityOptions, output: Output): Promise<number> {
  const { replications, ci = 95, precision = 10, seed = 1, set = [], workers, sensitivity = true, target: targets = [], rare: episodes = 0 } = options;
  const file = findDesign(name);
  const design = loadPlatform(file, { set });
  refuseWithoutFailures(file, design);
  for (const { path } of targets) refuseName('--target', 'path', path, pathNamesOf(design));
  const length = options.years ?? usualLength(design);
  if (options.dryRun) return told(output, `availability · design ${name}`, { years: length / years(1), rates: ratesOf(design) });
  const notebook = options.resume === undefined ? undefined : new Notebook(options.resume, { availability: design, length });
  const study = await carryOut({
    notebook,
    design,
    length,
    replications,
    precision: precision / 100,
    confidence: ci / 100,
    firstSeed: seed,
    workers,
    hasSensitivity: sensitivity,
    episodes,
    targets,
  }).catch((error) => {
    throw explain(file, error);
  });
  if (study.samples.length > 0) {
    output.print(
      () => availabilityScreen(study, output.screen),
      () => availabilityJson(file, study),
    );
  }
  if (study.samples.length === 0) output.complain([aboutFile(file, { code: 'cancelled', message: 'ended before the first replication was done' })]);
  if (study.isCancelled) {
    const message = notebook
      ? `ended early; what was found is in ${notebook.file}; the same call goes on from there`
      : 'ended early; with --resume FILE the same call could go on from here';
    if (study.samples.length > 0) output.complain([aboutFile(file, { code: 'cancelled', message })]);
    return interrupted;
  }
  return verdictsOf(study).every(({ verdict }) => verdict === 'passed') ? 0 : 1;
}

/** A mean of many years now and then draws a time beyond the engine's clock. */
function explain(file: string, error: unknown): unknown {
  if (!/is no whole number of µs/.test((error as Error).message)) return error;
  return new WrongInput([
    aboutFile(file, {
      code: 'beyond-clock',
      message: "a time drawn from reliability passes the clock's 285 years",
      expected: 'an mtbf of at most 12y, or no such failure',
    }),
  ]);
}

function refuseWithoutFailures(file: string, design: Design): void {
  if (ratesOf(design).some(({ perYear }) => perYear > 0)) return;
  const expected = 'reliability: { host: { mtbf: 3y, mttr: 4h } }, say; also vm, edge, etcd and site';
  throw new WrongInput([aboutFile(file, { code: 'no-failures', message: 'reliability lets nothing fail, so there is nothing to estimate', expected })]);
}

/** `99.9`, or `rancher-ui=99.9`; whether the design has the path is asked later. @throws WrongInput */
export function parseTarget(text: string): Target {
  const [, path, percent] = /^(?:([\w-]+)=)?(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  const availability = Number(percent) / 100;
  if (availability > 0 && availability <= 1) return { path, availability };
  throw aboutArgument('--target', text, {
    code: 'bad-option',
    message: `"${text}" is no target`,
    found: text,
    expected: 'a percentage, as 99.9, or of one path, as rancher-ui=99.9',
  });
}
