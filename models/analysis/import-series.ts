/** The same question asked of a run: clusters are imported one by one until a pool refuses. */
import { days, type Micros, min, Run, type ScriptEntry, s, type Twin, type World } from '../../sim/index.ts';
import { twinOf } from '../compile.ts';
import type { Design } from '../design.ts';
import { clusterId } from '../downstream/names.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { settingsOf } from '../settings.ts';

export interface ImportSeries {
  /** Imports that got everything they asked for. */
  imports: number;
  /** Pools that had refused something when it ended. */
  refusedBy: string[];
  /** What each pool had taken before the first import. */
  takenAtStart: Record<string, number>;
  /** Namespaces of the first import that did not fit. */
  refused: string[];
  /** How many imports fitted into each pool that refuses nothing, of those that were passed. */
  passed: Record<string, number>;
}

interface SeriesOptions {
  widened?: readonly string[];
  most?: number;
  seed?: number;
  until?: string;
}

/** Long enough for a cluster's and its projects' namespaces to be made and networked one after the other. */
const apart = (design: Design): Micros => min(5) + design.downstream.extraProjectsPerCluster * s(15);

/**
 * @param widened pools made so large that they never refuse, to see what the others carry.
 * @param most gives up after as many imports.
 * @param until goes on, beyond what other pools refuse, until this one does.
 */
export function importSeries(design: Design, { widened = [], most = 20_000, seed = 1, until }: SeriesOptions = {}): ImportSeries {
  const pace = apart(design);
  const run = new Run({
    twin: wide(twinOf(design), widened),
    seed,
    until: pace * (most + 2) + days(1),
    script: script(design, most, pace),
    keepTrace: false,
    ...settingsOf(design),
  });
  const { world } = run;
  const takenAtStart = Object.fromEntries([...world.pools.values()].map(({ name, taken }) => [name, taken]));
  const passed: Record<string, number> = {};
  for (let imports = 0; imports < most; imports++) {
    run.advance((imports + 2) * pace - 1);
    for (const { name, taken, capacity, isEnforced } of world.pools.values()) if (!isEnforced && taken > capacity) passed[name] ??= imports;
    const refusedBy = [...world.pools.values()].filter(({ exhaustedAt }) => exhaustedAt !== undefined).map(({ name }) => name);
    if (until === undefined ? refusedBy.length > 0 : refusedBy.includes(until)) return { imports, refusedBy, takenAtStart, refused: refusedIn(world), passed };
  }
  return { imports: most, refusedBy: [], takenAtStart, refused: [], passed };
}

/** Import n comes at n times the pace; its further projects half a minute later, once the cluster is there. */
function script({ downstream: { atStart, extraProjectsPerCluster } }: Design, most: number, pace: Micros): ScriptEntry[] {
  const entries: ScriptEntry[] = [];
  for (let n = 1; n <= most; n++) {
    entries.push({ at: n * pace, kind: 'operation', verb: 'import-cluster', args: {} });
    for (let i = 0; i < extraProjectsPerCluster; i++) {
      entries.push({ at: n * pace + s(30), kind: 'operation', verb: 'create-project', args: { cluster: clusterId(atStart + n) } });
    }
  }
  return entries;
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
