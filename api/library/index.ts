/**
 * What `import … from 'paddock'` gives: words for property-based tests of a design, in Vitest (or any runner) and
 * fast-check. test/library/survival.test.ts is the worked example.
 */
export type { Design, Scenario, StoryLine } from '../../models/index.ts';
export type { FaultReport, Outcome as PropertyOutcome, PoolSummary, RunResult, ServiceLevel, Verdict } from '../../sim/index.ts';
export { WrongInput } from '../complaint.ts';
export { changeDesign } from '../load.ts';
export { type ChangedDesign, type ChangeOptions, designChanges } from './changes.ts';
export { loadDesign, runScenario, type ScenarioRun, type ScenarioRunOptions } from './files.ts';
export { type Count, faultPlans, type PlanOptions, type TrialsOptions, trials } from './plans.ts';
export {
  type Asked,
  asScenario,
  type CarryOutOptions,
  type Changes,
  carryOut,
  harmOf,
  type Outcome,
  type Plan,
  type PlanLine,
  survives,
  type Trial,
  type TrialOptions,
  trial,
} from './trial.ts';
