/**
 * Whether the platform survives a plan of faults: every path is whole again within its objective after the last fault,
 * without an operator, and no committed data is lost. A run starts at a checkpoint of the steady state, which is made once for each seed.
 */
import { type Checkpoint, isWhole, type Micros, min, parseDuration, Run, type ScriptEntry, s, type Twin, View } from '../../sim/index.ts';
import { twinOf } from '../compile.ts';
import type { Design } from '../design.ts';
import { dataKind } from '../etcd/data.ts';
import { pathNamesOf } from '../platform/define.ts';
import { settingsOf } from '../settings.ts';
import type { Plan } from './component.ts';

/** When the steady state is taken: late enough that no phase is at its first tick. */
export const steadyAt: Micros = s(60);

/** What a path must be back within when the design does not say. */
export const defaultObjective: Micros = min(15);

/** An operation of the closed list, with what it is told. */
export interface Operation {
  verb: string;
  args: Record<string, unknown>;
}

export interface Judgement {
  isFatal: boolean;
  /** The path that was not back, or {@link committedData}; and why. */
  path: string;
  reason: string;
}

/** Which records of a run are kept: those from the steady state on, or from the start, where all causes begin. */
export type Kept = 'nothing' | 'fork' | 'all';

/** The name of the property that all paths come back and no committed data is lost. */
export const everyPath = 'recovery';

/** The name of the property that no committed data is lost. */
export const committedData = 'committed-data';

/** What a search of a design may ask about. */
export const propertiesOf = (design: Design): string[] => [everyPath, committedData, ...pathNamesOf(design)];

export class Judge {
  private readonly starts = new Map<number, Checkpoint>();
  private readonly twin: Twin;
  private readonly settings: ReturnType<typeof settingsOf>;
  /** The paths of the design that people use. */
  readonly paths: readonly string[];
  runs = 0;

  constructor(
    readonly design: Design,
    /** {@link everyPath}, {@link committedData}, or a path's name. */
    readonly property: string,
    /** What people have started at the steady state, if anything. */
    readonly during?: Operation,
  ) {
    this.twin = twinOf(design);
    this.settings = settingsOf(design);
    this.paths = pathNamesOf(design);
  }

  /** Runs a plan under a seed. */
  judge(plan: Plan, seed: number): Judgement {
    return this.judgeScript(this.scriptOf(plan), seed);
  }

  /** Runs what happens from the steady state on under a seed; each path has its objective after the last of it. */
  judgeScript(script: readonly ScriptEntry[], seed: number): Judgement {
    const last = lastOf(script);
    const run = this.advance(script, seed, last + this.longestObjective + 1);
    this.runs++;
    if ((this.property === everyPath || this.property === committedData) && hasLostData(run))
      return { isFatal: true, path: committedData, reason: "a majority of etcd's disks is gone" };
    for (const tracker of run.world.paths.values()) {
      const { path } = tracker;
      if (path.isInternal || (this.property !== everyPath && this.property !== path.name)) continue;
      const due = last + this.objective(path.name);
      const late = tracker.segments.filter((segment, i) => (tracker.segments[i + 1]?.from ?? Number.POSITIVE_INFINITY) > due && !isWhole(segment.share));
      const [worst] = late;
      if (worst) return { isFatal: true, path: path.name, reason: worst.reason };
    }
    return { isFatal: false, path: '', reason: '' };
  }

  /** A plan's run, at its end. */
  run(plan: Plan, seed: number, kept: Kept, until?: Micros): Run {
    const script = this.scriptOf(plan);
    // An operation is looked at for as long as a rolling one takes.
    const horizon = plan.length === 0 && this.during ? min(120) : this.longestObjective;
    return this.advance(script, seed, until ?? lastOf(script) + horizon + 1, kept);
  }

  /** The steady state under a seed. */
  steady(seed: number): Run {
    return new Run(this.spec(seed)).advance(steadyAt);
  }

  objective(path: string): Micros {
    const own = this.design.objectives[path as keyof Design['objectives']];
    return own === undefined ? defaultObjective : parseDuration(own);
  }

  /** What happens, on the clock of a run: the operation, if there is one, and the plan's faults. */
  scriptOf(plan: Plan): ScriptEntry[] {
    const begun: ScriptEntry[] = this.during ? [{ at: steadyAt, kind: 'operation', ...this.during }] : [];
    return [...begun, ...plan.map(({ fault, target, after }): ScriptEntry => ({ at: steadyAt + after, kind: 'fault', verb: fault, target }))];
  }

  /** The platform as a fault finds it, so long after the steady state. */
  standing(seed: number, after: Micros): Run {
    return this.advance(this.scriptOf([]), seed, steadyAt + after);
  }

  get longestObjective(): Micros {
    return Math.max(...this.paths.map((path) => this.objective(path)));
  }

  private advance(script: readonly ScriptEntry[], seed: number, until: Micros, kept: Kept = 'nothing'): Run {
    const spec = { ...this.spec(seed), script, until, keepTrace: kept !== 'nothing' };
    const isEarly = script.some(({ at }) => at < steadyAt);
    return new Run(spec, kept === 'all' || isEarly ? undefined : this.start(seed)).advance();
  }

  private start(seed: number): Checkpoint {
    let start = this.starts.get(seed);
    if (!start) this.starts.set(seed, (start = this.steady(seed).checkpoint()));
    return start;
  }

  private spec(seed: number) {
    return { twin: this.twin, seed, script: [], until: steadyAt + min(120), ...this.settings, keepTrace: false };
  }
}

/** Lost for good, even if people have restored an older state since. A platform whose Rancher has no etcd of its own has nothing to lose here. */
function hasLostData({ world }: Run): boolean {
  const data = new View(world).find('etcd-data', dataKind);
  return data !== undefined && !data.is('whole');
}

/** When the last fault of a plan strikes, in µs after the steady state. */
export const lastIn = (plan: Plan): Micros => Math.max(0, ...plan.map(({ after }) => after));

/** When the last thing of a script has happened, its repair included. */
function lastOf(script: readonly ScriptEntry[]): Micros {
  return Math.max(steadyAt, ...script.map((entry) => entry.at + (entry.kind === 'fault' ? (entry.duration ?? 0) : 0)));
}
