/** One run asked for on the command line: loaded, carried out under a progress line, and refused if a fault bit nothing. */
import { compileScenario, type ScenarioSpec } from '../models/index.ts';
import { type Engine, type Micros, Run, type RunResult } from '../sim/index.ts';
import { findDesign } from './analysis/find-design.ts';
import { type Complaint, inOrder, WrongInput } from './complaint.ts';
import { type LoadedScenario, loadScenario } from './load.ts';
import { Progress } from './progress.ts';

export interface Wanted {
  seed?: number;
  set?: readonly string[];
  engine?: Engine;
  /** Another design than the scenario's own, by file or name. */
  design?: string;
}

export interface Execution {
  loaded: LoadedScenario;
  spec: ScenarioSpec;
  run: Run;
  result: RunResult;
  /** Wall-clock time of the run, in µs. */
  took: Micros;
}

/** @throws WrongInput when a file is wrong or a fault of the scenario changed nothing. */
export function execute(file: string, { seed, set = [], engine = 'compiled', design }: Wanted): Execution {
  const loaded = loadScenario(file, { set, ...(design === undefined ? {} : { design: findDesign(design) }) });
  const spec = { ...compileScenario(loaded.scenario, loaded.design, seed ?? loaded.scenario.seed), engine };
  const start = performance.now();
  const run = new Run(spec);
  const progress = new Progress(spec.until);
  // Slices of virtual time, so that there is something to show in between.
  const slices = 500;
  for (let i = 1; i <= slices; i++) {
    run.advance(Math.round((spec.until * i) / slices));
    progress.at(run.now, run.world.events);
  }
  progress.end();
  const result = run.result();
  const complaints = toothless(loaded, spec, result);
  if (complaints.length > 0) throw new WrongInput(inOrder(complaints));
  return { loaded, spec, run, result, took: Math.round((performance.now() - start) * 1_000) };
}

/** Faults that changed nothing are errors of the scenario, at their lines of the timeline. */
export function toothless({ scenario, complain }: LoadedScenario, { script, lines }: ScenarioSpec, { faults }: RunResult): Complaint[] {
  return faults.flatMap(({ entry, bites, problem, targets }) => {
    const line = lines[entry] ?? -1;
    const fault = script[entry];
    if (line < 0 || fault?.kind !== 'fault' || (problem === undefined && bites > 0)) return [];
    const { at } = scenario.timeline[line] as { at: string };
    const found = targets.join(', ') || fault.target;
    if (problem !== undefined) {
      return [complain({ code: 'unknown-target', message: `at ${at}: ${problem}`, path: ['timeline', line, 'target'], found: fault.target })];
    }
    return [
      complain({
        code: 'no-bite',
        message: `this fault bites nothing: at ${at} "${fault.verb}" changes nothing about ${found}`,
        path: ['timeline', line, 'fault'],
        found: fault.verb,
        expected: 'a fault whose target can still be harmed at that time',
      }),
    ];
  });
}
