/** The twin's public face. */
export { checkPolicy, type Policy, policySchema } from './analysis/policy.ts';
export { checkDesign, checkInstalled } from './check-design.ts';
export { isOfPlatform } from './check-platform.ts';
export { checkScenario } from './check-scenario.ts';
export { compileScenario, type ScenarioSpec, twinOf } from './compile.ts';
export { type Design, designSchema, type PathName } from './design.ts';
export { kinds, pathNamesOf } from './platform/define.ts';
export type { Problem } from './problem.ts';
export { type Expectation, type Scenario, scenarioSchema } from './scenario.ts';
export { type Scene, SceneRecorder } from './scene.ts';
export { holdersOf, momentOf } from './scene-at.ts';
export { kindOf, textOf } from './story/sentence.ts';
export { type Sign, type StoryLine, storyOf } from './story.ts';
export { operations, vocabulary } from './vocabulary.ts';
export { nearest } from './words.ts';
