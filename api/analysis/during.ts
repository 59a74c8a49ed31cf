/** An operation of the call, as `create-workload name=web replicas=2`, checked against the design like a line of a scenario. */
import type { Operation } from '../../models/analysis/judge.ts';
import { checkScenario, type Design, type Scenario } from '../../models/index.ts';
import { aboutArgument } from '../complaint.ts';

/** @throws WrongInput */
export function parseDuring(text: string, design: Design): Operation {
  const [verb = '', ...pairs] = text.trim().split(/\s+/);
  const args: Record<string, unknown> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw wrong(text, `"${pair}" is no key=value`, 'OPERATION key=value …, as create-workload name=web replicas=2');
    const value = pair.slice(equals + 1);
    args[pair.slice(0, equals)] = /^\d+$/.test(value) ? Number(value) : value;
  }
  const line = { at: '60s', operation: verb, ...args } as Scenario['timeline'][number];
  const [problem] = checkScenario({ ...quiet, timeline: [line] }, design);
  if (problem) throw aboutArgument('--during', text, { ...problem, found: text });
  return { verb, args };
}

const wrong = (text: string, message: string, expected: string) => aboutArgument('--during', text, { code: 'bad-option', message, found: text, expected });

const quiet: Scenario = {
  apiVersion: 'paddock/v1',
  kind: 'Scenario',
  name: 'during',
  system: 'platform',
  title: 'An operation.',
  design: '',
  seed: 1,
  duration: '1h',
  failures: 'none',
  arrivals: 'none',
  timeline: [],
  expect: [],
};
