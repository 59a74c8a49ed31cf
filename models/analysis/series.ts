/** The same question asked of a run: one thing after the other is added until a pool refuses. */
import { days, hours, type Micros, min, Run, type ScriptEntry, s, type Twin, type World } from '../../sim/index.ts';
import { twinOf } from '../compile.ts';
import type { Design } from '../design.ts';
import { clusterId } from '../downstream/names.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { settingsOf } from '../settings.ts';
import type { Thing } from './capacity-things.ts';

export interface Series {
  /** How many got everything they asked for. */
  fitted: number;
  /** Pools that had refused something when it ended. */
  refusedBy: string[];
  /** What each pool had taken before the first. */
  takenAtStart: Record<string, number>;
  /** Namespaces of the first that did not fit. */
  refused: string[];
  /** How many fitted into each pool that refuses nothing, of those that were passed. */
  passed: Record<string, number>;
}

interface SeriesOptions {
  widened?: readonly string[];
  most?: number;
  seed?: number;
  until?: string;
  portsPerService?: number;
}

/** Long enough for one to get, or be refused, all that it asks for before the next comes. */
const apart: Readonly<Record<Thing, (design: Design) => Micros>> = {
  import: ({ downstream }) => min(5) + downstream.extraProjectsPerCluster * s(15),
  project: () => min(1),
  user: () => min(1),
  service: () => min(1),
  pksCluster: () => hours(1),
};

/**
 * @param widened pools made so large that they never refuse, to see what the others carry.
 * @param most gives up after as many.
 * @param until goes on, beyond what other pools refuse, until this one does.
 */
export function seriesOf(design: Design, thing: Thing, options: SeriesOptions = {}): Series {
  const { widened = [], most = 20_000, seed = 1, until, portsPerService = 1 } = options;
  const pace = apart[thing](design);
  const run = new Run({
    // However far the installation has come at the start: what is asked is what the finished platform carries.
    twin: wide(twinOf({ ...design, installed: 'rancher' }), widened),
    seed,
    until: pace * (most + 2) + days(1),
    script: script(design, thing, most, pace, portsPerService),
    keepTrace: false,
    ...settingsOf(design),
  });
  const { world } = run;
  const pools = [...world.pools.values()];
  const takenAtStart = Object.fromEntries(pools.map(({ name, taken }) => [name, taken]));
  const passed: Record<string, number> = {};
  for (let fitted = 0; fitted < most; fitted++) {
    run.advance((fitted + 2) * pace - 1);
    for (const { name, taken, capacity, isEnforced } of pools) if (!isEnforced && taken > capacity) passed[name] ??= fitted;
    const refusedBy = pools.filter(({ exhaustedAt }) => exhaustedAt !== undefined).map(({ name }) => name);
    if (until === undefined ? refusedBy.length > 0 : refusedBy.includes(until)) return { fitted, refusedBy, takenAtStart, refused: refusedIn(world), passed };
  }
  return { fitted: most, refusedBy: [], takenAtStart, refused: [], passed };
}

/** The n-th comes at n times the pace. */
function script(design: Design, thing: Thing, most: number, pace: Micros, ports: number): ScriptEntry[] {
  const operation = (at: Micros, verb: string, args: Record<string, unknown> = {}): ScriptEntry => ({ at, kind: 'operation', verb, args });
  const nth: Readonly<Record<Thing, (n: number) => ScriptEntry[]>> = {
    import: (n) => imported(design, n).map(({ after, verb, args }) => operation(n * pace + after, verb, args)),
    project: (n) => [operation(n * pace, 'create-project')],
    user: (n) => [operation(n * pace, 'create-user', { name: `${n}` })],
    service: (n) => [operation(n * pace, 'create-service', { name: `service-${n}`, ports })],
    pksCluster: (n) => [operation(n * pace, 'create-pks-cluster', { cluster: `cluster-${n}` })],
  };
  return Array.from({ length: most }, (_, i) => nth[thing](i + 1)).flat();
}

/** A cluster, and its further projects half a minute later, once it is there. */
function imported({ downstream: { atStart, extraProjectsPerCluster } }: Design, n: number): { after: Micros; verb: string; args: Record<string, unknown> }[] {
  const project = { after: s(30), verb: 'create-project', args: { cluster: clusterId(atStart + n) } };
  return [{ after: 0, verb: 'import-cluster', args: {} }, ...Array.from({ length: extraProjectsPerCluster }, () => project)];
}
function wide(twin: Twin, widened: readonly string[]): Twin {
  return {
    ...twin,
    define(world) {
      const { addPool } = world;
      world.addPool = (name, capacity, ...rest) => addPool.call(world, name, widened.includes(name) ? capacity + 10_000_000 : capacity, ...rest);
      twin.define(world);
    },
  };
}

const refusedIn = (world: World): string[] =>
  [...world.population.actors]
    .filter((actor) => actor?.kind === namespaceKind.name && actor.life.state === 'unnetworked.refused')
    .map((actor) => actor?.id ?? '');
