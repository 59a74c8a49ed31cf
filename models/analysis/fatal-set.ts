/** What a fatal set is to people: a sentence, a scenario that shows it, and a test that holds it. */
import { isWhole, type Micros, type Run, toSeconds } from '../../sim/index.ts';
import { vocabulary } from '../vocabulary.ts';
import type { Component, Plan } from './component.ts';
import { committedData, type Judge, lastIn, type Operation, steadyAt } from './judge.ts';
import type { Fatal } from './search.ts';

/** A fatal set as it is told: the same faults in the same order are one, with every moment at which they were fatal. */
export interface FatalSet extends Fatal {
  /** The moments besides the plan's own, each as a plan with its share of the seeds. */
  alsoAt: { plan: Plan; share: number; seed: number }[];
}

/**
 * Smallest sets first. A sequence is left out where faults of it are fatal at one moment; the same faults at several
 * moments, failing the same path, are one set.
 */
export function minimal(fatal: readonly Fatal[], isDuring = false): FatalSet[] {
  const atOnce = fatal.filter(({ plan }) => !isDuring && isAtOnce(plan)).flatMap(({ members }) => members.map((plan) => plan.map(nameOf)));
  const sets = new Map<string, FatalSet>();
  for (const one of fatal) {
    const names = new Set(one.plan.map(nameOf));
    if (!isAtOnce(one.plan) && atOnce.some((set) => set.every((name) => names.has(name)))) continue;
    const key = [one.judgement.path, ...one.plan.map(nameOf)].join();
    const set = sets.get(key);
    if (!set) sets.set(key, { ...one, alsoAt: [] });
    else {
      set.alsoAt.push({ plan: one.plan, share: one.share, seed: one.seed });
      set.members = [...set.members, ...one.members];
    }
  }
  return [...sets.values()];
}

/** The faults of a plan in no order, whenever they strike. */
export const faultsOf = (plan: Plan): string => plan.map(nameOf).sort().join();

const nameOf = ({ fault, target }: Component): string => `${fault} ${target}`;
const isAtOnce = (plan: Plan): boolean => plan.every(({ after }) => after === plan[0]?.after);

/** What of a fatal set goes into its sentence. */
type Told = Pick<Fatal, 'plan' | 'judgement'> & Partial<Pick<FatalSet, 'alsoAt'>>;

/** `edge-01 is powered off and edge-02 is powered off: rancher-ui is not back, the Tier-0 is active on no edge`. */
export function sentence({ plan, judgement: { path, reason }, alsoAt = [] }: Told, during?: Operation): string {
  const moments = (i: number): string => listed([plan, ...alsoAt.map((one) => one.plan)].map((one) => `${toSeconds(one[i]?.after ?? 0)} s`));
  const harms = plan.map(({ fault, target, after }, i) => {
    const title = vocabulary.faults.find(({ name }) => name === fault)?.title ?? `{it}: ${fault}`;
    return title.replace('{it}', target) + (after > 0 && !during ? `, ${moments(i)} after the first` : '');
  });
  const into = during ? ` ${moments(0)} into ${during.verb}` : '';
  const harm = path === committedData ? 'committed data is lost' : `${path} does not come back`;
  return `${harms.join(' and ')}${into}: ${harm}, ${reason}`;
}

/** `a, b or c`, each once. */
function listed(words: readonly string[]): string {
  const once = [...new Set(words)];
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')} or ${once.at(-1)}`;
}

/** The causal chain of what the set breaks: the run with all its records, and the record to ask about; -1 when nothing says it. */
export function causeOf({ plan, seed, judgement: { path } }: Fatal, judge: Judge): { run: Run; record: number } {
  const run = judge.run(plan, seed, 'fork');
  if (path !== committedData)
    return { run, record: run.world.paths.get(path)?.segments.findLast(({ share, record }) => record >= 0 && !isWhole(share))?.record ?? -1 };
  const lost = [...run.world.trace.records()].find(({ actor, to }) => actor === 'etcd-data' && to === 'lost');
  return { run, record: lost?.index ?? -1 };
}

/** The scenario whose expectation this set breaks, as a file. */
export function scenarioOf({ plan, judgement: { path }, seed }: Fatal, judge: Judge, designFile: string): string {
  const last = steadyAt + lastIn(plan);
  const due = last + judge.objective(path);
  const begun = judge.during ? [`  - ${JSON.stringify({ at: `${steadyAt}us`, operation: judge.during.verb, ...judge.during.args })}`] : [];
  const lines = [...begun, ...plan.map(({ fault, target, after }) => `  - { at: ${steadyAt + after}us, fault: ${fault}, target: ${target} }`)];
  return `apiVersion: paddock/v1
kind: Scenario
name: fatal-${plan
    .map(({ fault, target }) => `${fault}-${target}`)
    .join('-')
    .replace(/[^\w-]+/g, '-')}
title: ${JSON.stringify(sentence({ plan, judgement: { path, reason: 'as paddock search found', isFatal: true } }, judge.during))}
design: ${designFile}
seed: ${seed}
duration: ${due + 1_000_000}us
timeline:
${lines.join('\n')}
expect:
${path === committedData ? keepsData : comesBack(path, due)}`;
}

const keepsData = `  - name: no committed data is lost
    always: { actor: etcd-data, state: whole }
`;

const comesBack = (path: string, due: Micros): string => `  - name: ${path} is back within its objective
    always: { path: ${path}, atLeast: 1 }
    from: ${due}us
`;

/** A Vitest and fast-check test that fails as long as the design has the flaw. */
export function testOf({ plan, seed }: Fatal, { property, during }: Judge, designFile: string, set: readonly string[]): string {
  const names = plan.map(({ fault, target }) => `${fault} of ${target}`).join(' and ');
  const begun = during ? [`  { at: '${steadyAt}us', operation: ${quoted(during.verb)}, ...${JSON.stringify(during.args)} },`] : [];
  const faults = plan.map(({ fault, target, after }) => `  { at: '${steadyAt + after}us', fault: ${quoted(fault)}, target: ${quoted(target)} },`);
  return `import fc from 'fast-check';
import { harmOf, loadDesign, trial } from 'paddock';
import { expect, it } from 'vitest';

const design = loadDesign(${quoted(designFile)}, { set: [${set.map(quoted).join(', ')}] });
const plan = [
${[...begun, ...faults].join('\n')}
];

it(${quoted(`survives ${names}`)}, () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      expect(harmOf(trial(design, plan, { seed }), ${quoted(property)})).toBeUndefined();
    }),
    { numRuns: 8, examples: [[${seed}]] },
  );
});
`;
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
