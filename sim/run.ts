/**
 * One run: a twin, a script and a seed go in; a trace and verdicts come out. Start reading here.
 *
 * The twin says what exists and how it lives; the {@link World} delivers what is due in the order of (time, insertion);
 * the {@link Nemesis} carries out the script; paths and properties look on. A run is a pure function of its spec.
 */
import { type Checkpoint, load, save } from './checkpoint.ts';
import { ControllerHand } from './controller.ts';
import { type FaultReport, type Misfortune, Nemesis, type ScriptEntry, type Vocabulary } from './fault.ts';
import type { Setting } from './parameter.ts';
import type { ServiceLevel } from './path.ts';
import { type Outcome, Properties, type Property, type Verdict } from './property.ts';
import type { Micros } from './time.ts';
import { type Engine, World } from './world.ts';

/** What a model package gives the engine. */
export interface Twin {
  readonly vocabulary: Vocabulary;
  /** Declares kinds, pools, controllers and paths. */
  define(world: World): void;
  /** Makes the actors of the platform as it stands at the start. */
  populate(hand: ControllerHand, world: World): void;
}

export interface RunSpec {
  twin: Twin;
  seed: number;
  until: Micros;
  script: readonly ScriptEntry[];
  misfortunes?: readonly Misfortune[];
  properties?: readonly Property[];
  engine?: Engine;
  /** Without records a run is faster and has no hash, no story and no `why`. */
  keepTrace?: boolean;
  settings?: ReadonlyMap<string, Setting>;
  /** Parameters that no change of a product's version touches, by name. */
  fixed?: ReadonlySet<string>;
}

export interface PoolSummary {
  name: string;
  capacity: number;
  taken: number;
  exhaustedAt: Micros | undefined;
}

export interface RunResult {
  hash: string;
  events: number;
  until: Micros;
  verdict: Verdict;
  outcomes: Outcome[];
  levels: ServiceLevel[];
  pools: PoolSummary[];
  faults: FaultReport[];
}

/** Runs a spec to its end. */
export function simulate(spec: RunSpec): RunResult & { run: Run } {
  const run = new Run(spec);
  run.advance();
  return { ...run.result(), run };
}

export class Run {
  readonly world: World;
  private readonly nemesis: Nemesis;
  private readonly properties: Properties;

  constructor(
    readonly spec: RunSpec,
    from?: Checkpoint,
  ) {
    const { twin, seed, engine = 'compiled', keepTrace = true, settings = new Map(), fixed } = spec;
    this.world = new World({ seed, engine, keepTrace, settings, ...(fixed ? { fixed } : {}) });
    const { world } = this;
    twin.define(world);
    const hand = new ControllerHand(world, { name: 'nemesis', reconcile: () => undefined }, -1);
    this.properties = new Properties(world, spec.properties ?? []);
    this.nemesis = new Nemesis(world, hand, twin.vocabulary, spec.script, spec.misfortunes ?? [], (index) => this.properties.check(index));
    if (from) {
      load(from, world, this.nemesis, this.properties);
      return;
    }
    world.begin('start', 'start', 'start');
    twin.populate(hand, world);
    world.endInstant();
    this.nemesis.start(this.properties.moments(), spec.until);
  }

  get now(): Micros {
    return this.world.schedule.now;
  }

  /** Runs up to and including a time; to the end by default. */
  advance(to: Micros = this.spec.until): this {
    this.world.runUntil(Math.min(to, this.spec.until));
    return this;
  }

  /** The run as plain data. @throws Error under the reference interpreter. */
  checkpoint(): Checkpoint {
    return save(this.world, this.nemesis, this.properties);
  }

  /**
   * Another run that stands where this spec stands at `at` and goes on by itself, under another script, end or
   * properties if `changes` says so. It starts from `checkpoint` if one is given, else from the beginning.
   */
  fork(at: Micros, checkpoint?: Checkpoint, changes: Partial<RunSpec> = {}): Run {
    const start = checkpoint && this.world.engine === 'compiled' ? checkpoint : undefined;
    return new Run({ ...this.spec, ...changes }, start).advance(at);
  }

  /** Every actor's state at a time, by id. */
  stateAt(at: Micros, checkpoint?: Checkpoint): Map<string, string> {
    const { world } = this.fork(at, checkpoint);
    return new Map(world.actors.filter((actor) => actor !== undefined).map((actor) => [actor.id, actor.life.state]));
  }

  result(): RunResult {
    const { world, spec } = this;
    const until = this.now;
    const levels = [...world.paths.values()].filter(({ path }) => !path.isInternal).map((path) => path.serviceLevel(until));
    const outcomes = this.properties.outcomes(new Map(levels.map((level) => [level.name, level])), until >= spec.until);
    return {
      hash: world.trace.hash,
      events: world.events,
      until,
      verdict: verdictOf(outcomes),
      outcomes,
      levels,
      pools: [...world.pools.values()].map(({ name, capacity, taken, exhaustedAt }) => ({ name, capacity, taken, exhaustedAt })),
      faults: this.nemesis.reports,
    };
  }
}

const verdictOf = (outcomes: readonly Outcome[]): Verdict =>
  outcomes.some(({ verdict }) => verdict === 'failed') ? 'failed' : outcomes.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'passed';
