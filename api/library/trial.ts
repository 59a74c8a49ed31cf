/**
 * A trial: a design, a plan of what happens to it, and a seed. It is carried out, judged by the property that `paddock
 * search` asks about, and written down as a scenario file that fails if and only if the trial does harm.
 */
import { stringify } from 'yaml';
import { committedData, everyPath, Judge, steadyAt } from '../../models/analysis/judge.ts';
import { checkScenario, compileScenario, type Design, type PathName, type Scenario, type StoryLine, storyOf } from '../../models/index.ts';
import { formatDuration, isWhole, type Micros, parseDuration, type Run, type RunResult, simulate } from '../../sim/index.ts';
import { aboutArgument } from '../complaint.ts';

/** One line of a plan, as a scenario's timeline has it: a fault at a target, or an operation. */
export type PlanLine = Scenario['timeline'][number];

/** What happens, in the order of time. */
export type Plan = readonly PlanLine[];

/** Changes to a design by path, as a scenario's `set` has them. */
export type Changes = Readonly<Record<string, unknown>>;

export interface Trial {
  /** With the changes made. */
  readonly design: Design;
  readonly set: Changes;
  readonly plan: Plan;
  readonly seed: number;
}

/** What is asked of a trial: every path and the data (the default), one path, or the data. */
export type Asked = typeof everyPath | typeof committedData | PathName;

export interface TrialOptions {
  seed?: number;
  /** What was changed to get the design, so that the scenario says it too. */
  set?: Changes;
}

/** The symbol by which fast-check asks a value how it is to be shown. */
const shown = Symbol.for('fast-check/toStringMethod');

/** A value that fast-check prints as `text` says. */
export function showing<T extends object>(value: T, text: (value: T) => string): T {
  return Object.defineProperty(value, shown, { value: () => text(value), enumerable: false });
}

/** A trial written by hand. @throws WrongInput when the design has nothing that a line names. */
export function trial(design: Design, plan: Plan, { seed = 1, set = {} }: TrialOptions = {}): Trial {
  const problems = checkScenario(scenarioOf(plan, seed), design);
  const [first] = problems;
  if (first) {
    const { path, ...about } = first;
    throw aboutArgument(path.join('.'), String(about.found ?? ''), about);
  }
  return madeTrial(design, plan, seed, set);
}

/** A trial whose plan is known to fit its design. */
export const madeTrial = (design: Design, plan: Plan, seed: number, set: Changes): Trial =>
  showing({ design, plan, seed, set }, (one) => `\n${asScenario(one)}`);

/** What a trial breaks, as a sentence; undefined when every path is back within its objective after the last of the plan, and no data is lost. */
export function harmOf({ design, plan, seed }: Trial, asked: Asked = everyPath): string | undefined {
  const { isFatal, path, reason } = new Judge(design, asked).judgeScript(compileScenario(scenarioOf(plan, seed), design).script, seed);
  if (!isFatal) return undefined;
  return path === committedData ? `committed data is lost: ${reason}` : `${path} does not come back: ${reason}`;
}

/** Whether every path is back within its objective after the last of the plan, and no data is lost. */
export const survives = (one: Trial, asked: Asked = everyPath): boolean => harmOf(one, asked) === undefined;

export interface Outcome extends RunResult {
  run: Run;
  /** What happened, as `paddock run` tells it. */
  story: StoryLine[];
  /** The time in µs that a path was not whole. */
  downtime(path: PathName): Micros;
}

export interface CarryOutOptions {
  /** How long the run lasts, as `2h`; until the last objective has passed when left out. */
  for?: string;
  expect?: Scenario['expect'];
}

/** Runs a trial with its trace kept. */
export function carryOut({ design, plan, seed }: Trial, { for: length, expect = [] }: CarryOutOptions = {}): Outcome {
  const scenario = { ...scenarioOf(plan, seed), expect, duration: length ?? lengthOf(design, plan) };
  const result = simulate(compileScenario(scenario, design));
  const downtime = (path: string) =>
    (result.levels.find(({ name }) => name === path)?.outages ?? []).filter(({ share }) => !isWhole(share)).reduce((sum, { from, to }) => sum + (to - from), 0);
  return { ...result, story: storyOf(result.run), downtime };
}

/**
 * The trial as a scenario file, whose expectations fail if and only if {@link harmOf} says something.
 * @param designFile how the scenario names its design.
 */
export function asScenario({ design, plan, seed, set }: Trial, designFile = `${design.name}.yaml`, asked: Asked = everyPath): string {
  const judge = new Judge(design, asked);
  const last = lastMoment(plan);
  const written = plan.map((line) => `  - ${flow(line)}\n`).join('');
  const changes = Object.entries(set).map(([path, value]) => `  ${flow(path)}: ${flow(value)}\n`);
  const asks = judge.paths
    .filter((path) => asked === everyPath || asked === path)
    .map((path) => {
      const from = readable(last + judge.objective(path) + 1);
      return `  - { name: ${path} is back within its objective, always: { path: ${path}, atLeast: 1 }, from: ${from} }\n`;
    });
  const isAsked = asked === everyPath || asked === committedData;
  const keeps = isAsked ? '  - { name: no committed data is lost, always: { actor: etcd-data, state: whole } }\n' : '';
  return [
    'apiVersion: paddock/v1\nkind: Scenario\nname: trial\n',
    `title: ${plan.length === 0 ? 'Nothing happens.' : `${plan.map(titleOf).join(', then ')}.`}\n`,
    `design: ${designFile}\n`,
    changes.length > 0 ? `set:\n${changes.join('')}` : '',
    `seed: ${seed}\nduration: ${lengthOf(design, plan)}\n`,
    plan.length > 0 ? `timeline:\n${written}` : '',
    `expect:\n${asks.join('')}${keeps}`,
  ].join('');
}

const titleOf = ({ fault, target, operation, name, cluster }: PlanLine): string =>
  fault === undefined ? [operation, name ?? cluster].filter((word) => word !== undefined).join(' ') : `${fault} of ${target}`;

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();

/** Exactly as long, in the fewest words that a file takes. */
function readable(time: Micros): string {
  const text = formatDuration(time).replaceAll(' ', '');
  return parseDurationOr(text) === time ? text : `${time}us`;
}

function parseDurationOr(text: string): Micros | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}

/** When the last of a plan is over; the repair of a fault that heals is a part of it. */
const lastMoment = (plan: Plan): Micros =>
  Math.max(
    steadyAt,
    ...plan.map(
      ({ at, for: length, count = 1, every = '0s' }) => parseDuration(at) + (length ? parseDuration(length) : 0) + (count - 1) * parseDuration(every),
    ),
  );

function lengthOf(design: Design, plan: Plan): string {
  return readable(lastMoment(plan) + new Judge(design, everyPath).longestObjective + 1_000_000);
}

const scenarioOf = (plan: Plan, seed: number): Scenario => ({
  apiVersion: 'paddock/v1',
  kind: 'Scenario',
  name: 'trial',
  system: 'platform',
  title: 'A trial.',
  design: '',
  seed,
  duration: '365d',
  failures: 'none',
  arrivals: 'none',
  timeline: [...plan],
  expect: [],
});
