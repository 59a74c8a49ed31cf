/** What a fatal set is to people: a sentence, a scenario that shows it, and a test that holds it. */
import { type Micros, toSeconds } from '../../sim/index.ts';
import { vocabulary } from '../vocabulary.ts';
import type { Plan } from './component.ts';
import { committedData, type Judge, type Operation, steadyAt } from './judge.ts';
import type { Fatal } from './search.ts';

/** Smallest sets first; a sequence is left out where the same faults are fatal at one moment. */
export function minimal(fatal: readonly Fatal[]): Fatal[] {
  const atOnce = new Set(fatal.filter(({ plan }) => plan.every(({ after }) => after === plan[0]?.after)).flatMap(({ members }) => members.map(setKey)));
  return fatal.filter(({ plan }) => plan.every(({ after }) => after === plan[0]?.after) || !atOnce.has(setKey(plan)));
}

const setKey = (plan: Plan): string =>
  plan
    .map(({ fault, target }) => `${fault} ${target}`)
    .sort()
    .join();

/** `edge-01 is powered off and edge-02 is powered off: rancher-ui is not back, the Tier-0 is active on no edge`. */
export function sentence({ plan, judgement: { path, reason } }: Fatal, during?: Operation): string {
  const harms = plan.map(({ fault, target, after }) => {
    const title = vocabulary.faults.find(({ name }) => name === fault)?.title ?? `{it}: ${fault}`;
    return title.replace('{it}', target) + (after > 0 && !during ? `, ${toSeconds(after)} s later` : '');
  });
  const into = during ? ` ${toSeconds(plan[0]?.after ?? 0)} s into ${during.verb}` : '';
  const harm = path === committedData ? 'committed data is lost' : `${path} does not come back`;
  return `${harms.join(' and ')}${into}: ${harm}, ${reason}`;
}

/** The scenario whose expectation this set breaks, as a file. */
export function scenarioOf({ plan, judgement: { path }, seed }: Fatal, judge: Judge, designFile: string): string {
  const last = steadyAt + Math.max(...plan.map(({ after }) => after));
  const due = last + judge.objective(path);
  const begun = judge.during ? [`  - ${JSON.stringify({ at: `${steadyAt}us`, operation: judge.during.verb, ...judge.during.args })}`] : [];
  const lines = [...begun, ...plan.map(({ fault, target, after }) => `  - { at: ${steadyAt + after}us, fault: ${fault}, target: ${target} }`)];
  return `apiVersion: paddock/v1
kind: Scenario
name: fatal-${plan
    .map(({ fault, target }) => `${fault}-${target}`)
    .join('-')
    .replace(/[^\w-]+/g, '-')}
title: ${JSON.stringify(sentence({ plan, judgement: { path, reason: 'as paddock search found', isFatal: true } } as Fatal, judge.during))}
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
