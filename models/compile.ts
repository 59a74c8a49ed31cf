/** From the files' words to the engine's: a scenario and its design become the spec of a run. */
import {
  type Condition,
  type LevelBounds,
  type Misfortune,
  type Property,
  parseDuration,
  type RunSpec,
  type ScriptEntry,
  Stream,
  type Twin,
} from '../sim/index.ts';
import type { Design } from './design.ts';
import { definer } from './platform/define.ts';
import { atStart, etcdVms, memberIn } from './platform/homes.ts';
import { populate } from './platform/populate.ts';
import { vmsAtStart } from './platform/vms.ts';
import type { Expectation, Scenario, TimelineLine } from './scenario.ts';
import { settingsOf } from './settings.ts';
import { vocabularyOf } from './vocabulary.ts';

export interface ScenarioSpec extends RunSpec {
  /** The timeline's line that each entry of the script comes from, -1 for arrivals. */
  lines: readonly number[];
}

/** The twin of a design. */
export const twinOf = (design: Design): Twin => ({
  vocabulary: vocabularyOf(design),
  define: definer(design),
  populate: (hand) => populate(hand, design),
});

/** @throws Error for a scenario or a design that was not checked. */
export function compileScenario(scenario: Scenario, design: Design, seed: number = scenario.seed): ScenarioSpec {
  const until = parseDuration(scenario.duration);
  const entries = scenario.timeline.flatMap((line, i) => expand(line).map((entry) => ({ entry, line: i })));
  if (scenario.arrivals === 'drawn') entries.push(...arrivals(design, seed, until).map((entry) => ({ entry, line: -1 })));
  return {
    twin: twinOf(design),
    seed,
    until,
    script: entries.map(({ entry }) => entry),
    lines: entries.map(({ line }) => line),
    misfortunes: scenario.failures === 'drawn' ? misfortunes(design) : [],
    properties: scenario.expect.map(property),
    ...settingsOf(design),
  };
}

function expand(line: TimelineLine): ScriptEntry[] {
  const at = parseDuration(line.at);
  if (line.say !== undefined) return [{ at, kind: 'note', text: line.say }];
  if (line.fault !== undefined) {
    const duration = line.for === undefined ? {} : { duration: parseDuration(line.for) };
    return [{ at, kind: 'fault', verb: line.fault, target: line.target ?? '', ...duration }];
  }
  const { at: _, operation = '', count = 1, every = '0s', ...args } = line;
  const apart = parseDuration(every);
  return Array.from({ length: count }, (_, i) => ({ at: at + i * apart, kind: 'operation', verb: operation, args }));
}

/** Clusters that arrive by chance, as a Poisson stream laid out from the seed, until the design's limit. */
function arrivals({ downstream: { arrive, atStart, upTo, kind, nodesPerCluster: nodes } }: Design, seed: number, until: number): ScriptEntry[] {
  const [, count, unit] = /^(\d+) per (day|week|month|year)$/.exec(arrive ?? '') ?? [];
  if (unit === undefined) return [];
  const mean = parseDuration({ day: '1d', week: '7d', month: '30d', year: '365d' }[unit] as string) / Number(count);
  const stream = new Stream(seed, 'downstream', 'arrival');
  const entries: ScriptEntry[] = [];
  for (let at = 0, n = atStart; n < upTo; n++) {
    at += Math.round(-Math.log(1 - stream.next()) * mean);
    if (at > until) break;
    entries.push({
      at,
      kind: 'operation',
      ...(kind === 'imported' ? { verb: 'import-cluster', args: {} } : { verb: 'create-cluster', args: { kind, nodes } }),
    });
  }
  return entries;
}

function misfortunes(design: Design): Misfortune[] {
  const { reliability, vsphere, downstream } = design;
  const vms = vmsAtStart(design);
  const idsOf = (role: 'edge' | 'node') => vms.filter((vm) => (vm.role === 'edge') === (role === 'edge')).map(({ id }) => id);
  const sites = Array.from({ length: downstream.atStart }, (_, i) => `agent/c-${String(i + 1).padStart(5, '0')}`);
  const members = atStart(design, etcdVms(design)).map(memberIn);
  const sources: [{ mtbf: string; mttr: string } | undefined, string, string[]][] = [
    [reliability.host, 'power-loss', vsphere.hosts.map(({ name }) => name)],
    [reliability.vm, 'crash', idsOf('node')],
    [reliability.edge, 'crash', idsOf('edge')],
    [reliability.etcd, 'kill', members],
    [reliability.disk, 'disk-loss', members],
    [reliability.datastore, 'all-paths-down', vsphere.datastores],
    [reliability.site, 'disconnect', sites],
  ];
  return sources.flatMap(([failure, verb, targets]) =>
    failure === undefined
      ? []
      : targets.map((target) => ({
          verb,
          target,
          between: { kind: 'exponential', mean: parseDuration(failure.mtbf) },
          lasting: { kind: 'exponential', mean: parseDuration(failure.mttr) },
          ...(verb === 'disk-loss' ? { isForGood: true } : {}),
        })),
  );
}

function property(expectation: Expectation): Property {
  const { name, from, to } = expectation;
  const window = { name, ...(from ? { from: parseDuration(from) } : {}), ...(to ? { to: parseDuration(to) } : {}) };
  if (expectation.level !== undefined) return { name, kind: 'level', level: levelBounds(expectation) };
  if (expectation.eventually !== undefined) {
    return { ...window, kind: 'eventually', condition: expectation.eventually, within: parseDuration(expectation.within ?? '0s') };
  }
  const kind = (['always', 'never', 'sometimes'] as const).find((one) => expectation[one] !== undefined) ?? 'always';
  return { ...window, kind, condition: expectation[kind] as Condition };
}

function levelBounds({ level = '', availability, meanShare, outage, outages }: Expectation): LevelBounds {
  const time = (limit: { atLeast?: string; atMost?: string }) => Object.fromEntries(Object.entries(limit).map(([key, value]) => [key, parseDuration(value)]));
  return {
    path: level,
    ...(availability ? { availability } : {}),
    ...(meanShare ? { meanShare } : {}),
    ...(outage ? { outage: time(outage) } : {}),
    ...(outages ? { outages } : {}),
  };
}
