/** Designs and scenarios by their files, for tests. */
import { compileScenario, type Design, type Scenario, type StoryLine, storyOf } from '../../models/index.ts';
import { type Run, type RunResult, simulate } from '../../sim/index.ts';
import { findDesign } from '../analysis/find-design.ts';
import { loadScenario, loadDesign as read } from '../load.ts';
import { findScenario } from '../package.ts';

/**
 * A design by its file, or a shipped one by its name.
 * @param set changes, as `vsphere.ha.enabled=false`.
 * @throws WrongInput with everything that is wrong, each with its place.
 */
export const loadDesign = (file: string, { set = [] }: { set?: readonly string[] } = {}): Design => read(findDesign(file), { set });

export interface ScenarioRunOptions {
  /** The scenario's own when left out. */
  seed?: number;
  /** Changes to the design, as `vsphere.ha.enabled=false`. */
  set?: readonly string[];
  /** The scenario itself, where it is no file; `file` then says where its design is looked for. */
  text?: string;
}

export interface ScenarioRun extends RunResult {
  scenario: Scenario;
  design: Design;
  run: Run;
  story: StoryLine[];
}

/** Runs a scenario by its file, or a shipped one by its name. @throws WrongInput */
export function runScenario(file: string, { seed, set = [], text }: ScenarioRunOptions = {}): ScenarioRun {
  const { scenario, design } = loadScenario(text === undefined ? findScenario(file) : file, { set, ...(text === undefined ? {} : { text }) });
  const result = simulate(compileScenario(scenario, design, seed ?? scenario.seed));
  return { ...result, scenario, design, story: storyOf(result.run) };
}
