/** `paddock list`: the shipped scenarios by system, and which transition of which machine each of them fires. */
import type { Scenario } from '../../models/index.ts';
import { type Coverage, type CoveredTransition, coverageOf } from '../coverage.ts';
import { readScenario } from '../load.ts';
import type { Output } from '../output.ts';
import { shippedScenarios } from '../package.ts';
import { type Screen, wrap } from '../screen.ts';

type Listed = { file: string } & Pick<Scenario, 'name' | 'system' | 'title'>;

export function listCommand({ coverage = false }: { coverage?: boolean }, output: Output): number {
  const scenarios = shippedScenarios().map((file): Listed => {
    const { name, system, title } = readScenario(file);
    return { file, name, system, title };
  });
  if (!coverage) {
    output.print(
      () => listScreen(scenarios, output.screen),
      () => ({ scenarios }),
    );
    return 0;
  }
  const machines = coverageOf(scenarios.map(({ file }) => file));
  const all = machines.flatMap(({ transitions }) => transitions);
  const never = all.filter(({ scenarios: fired }) => fired.length === 0).length;
  output.print(
    () => coverageScreen(machines, output.screen),
    () => ({ scenarios, transitions: all.length, never, machines }),
  );
  return 0;
}

function listScreen(scenarios: readonly Listed[], { paint, width }: Screen): string {
  const systems = [...new Set(scenarios.map(({ system }) => system))].sort();
  const column = Math.max(...scenarios.map(({ file }) => file.length));
  const blocks = systems.map((system) => {
    const lines = scenarios
      .filter((scenario) => scenario.system === system)
      .map(({ file, title }) => `  ${file.padEnd(column)}  ${wrap(title, Math.max(30, width - column - 4)).join(`\n${' '.repeat(column + 4)}`)}`);
    return [paint.strong(system), ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function coverageScreen(machines: readonly Coverage[], { paint }: Screen): string {
  const blocks = machines.map(({ machine, transitions }) => {
    const names = transitions.map(({ state, event, target }) => `${state}  ${event} → ${target}`);
    const column = Math.max(0, ...names.map(({ length }) => length));
    const lines = transitions.map(({ scenarios }, i) => `  ${(names[i] as string).padEnd(column)}  ${firedIn(scenarios) || paint.caution('never')}`);
    return [`${paint.strong(machine)}  ${count(transitions)}`, ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n\n${count(machines.flatMap(({ transitions }) => transitions))}\n`;
}

const firedIn = (scenarios: readonly string[]): string =>
  scenarios.length > 4 ? `${scenarios.slice(0, 3).join(', ')} and ${scenarios.length - 3} more` : scenarios.join(', ');

const count = (transitions: readonly CoveredTransition[]): string =>
  `${transitions.filter(({ scenarios }) => scenarios.length > 0).length} of ${transitions.length} transitions fire`;
