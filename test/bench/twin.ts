/** The whole twin: events a second, what an event costs as the number of clusters grows, a year, and both interpreters. */
import { fileURLToPath } from 'node:url';
import { loadDesign } from '../../api/load.ts';
import { compileScenario, type Scenario } from '../../models/index.ts';
import { type Engine, Run, type RunSpec } from '../../sim/index.ts';
import type { Figure } from './figure.ts';

const large = fileURLToPath(new URL('../../../scenarios/designs/article-large.yaml', import.meta.url));

/** Drawn failures of hosts, VMs, edges, etcd and sites, with paths and properties looking on. */
function spec(clusters: number, days: number): RunSpec {
  const design = loadDesign(large, { set: [`downstream.atStart=${clusters}`] });
  const scenario = {
    name: 'bench',
    seed: 1,
    duration: `${days}d`,
    failures: 'drawn',
    arrivals: 'none',
    timeline: [],
    expect: [
      { name: 'never two etcd members short', always: { count: { kind: 'etcd-member', state: 'up' }, atLeast: 0 } },
      { name: 'addresses are left', never: { pool: 'floating-ip-pool', of: 'free', atMost: 0 } },
    ],
  } as unknown as Scenario;
  return compileScenario(scenario, design);
}

interface Timing {
  events: number;
  seconds: number;
  hash: string;
}

/** The best of some runs, the platform's making left out: what the engine can do when nothing else takes the processor. */
function time(given: RunSpec, engine: Engine, keepTrace: boolean, repeats: number): Timing {
  let best: Timing | undefined;
  for (let i = 0; i < repeats; i++) {
    const run = new Run({ ...given, engine, keepTrace });
    const from = performance.now();
    run.advance();
    const seconds = (performance.now() - from) / 1_000;
    if (!best || seconds < best.seconds) best = { events: run.world.events, seconds, hash: run.world.trace.hash };
  }
  return best as Timing;
}

const rate = ({ events, seconds }: Timing) => events / seconds;

export function benchTwin(): Figure[] {
  const year = spec(300, 365);
  const cold = performance.now();
  new Run({ ...year, keepTrace: false }).advance();
  const first = (performance.now() - cold) / 1_000;
  const long = spec(300, 5 * 365);
  const bare = time(long, 'compiled', false, 4);
  const traced = time(long, 'compiled', true, 4);
  const short = spec(300, 180);
  const compiled = time(short, 'compiled', true, 5);
  const reference = time(short, 'reference', true, 3);
  if (compiled.hash !== reference.hash) throw new Error(`the interpreters disagree: ${compiled.hash} and ${reference.hash}`);
  const few = time(spec(100, 1_500), 'compiled', false, 4);
  const many = time(spec(10_000, 15), 'compiled', false, 4);
  return [
    { name: 'whole twin, 300 clusters, no trace', figure: rate(bare), unit: 'events/s', peer: 'asked', peerFigure: 500_000, ratio: rate(bare) / 500_000 },
    {
      name: 'whole twin, 300 clusters, trace and hash',
      figure: rate(traced),
      unit: 'events/s',
      peer: 'asked',
      peerFigure: 200_000,
      ratio: rate(traced) / 200_000,
    },
    {
      name: 'whole twin, compiled',
      figure: rate(compiled),
      unit: 'events/s',
      peer: 'reference, same trace',
      peerFigure: rate(reference),
      ratio: rate(compiled) / rate(reference),
    },
    {
      name: 'cost of an event, 10,000 clusters',
      figure: 1e9 / rate(many),
      unit: 'ns',
      peer: '100 clusters',
      peerFigure: 1e9 / rate(few),
      ratio: rate(few) / rate(many),
    },
    { name: 'a year, 300 clusters, drawn failures, first run', figure: first, unit: 's', peer: 'asked, at most', peerFigure: 1, ratio: first },
  ];
}
