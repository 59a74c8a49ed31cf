/**
 * Whether the platform survives a plan of faults: every path is whole again within its objective after the last fault,
 * without an operator. A run starts at a checkpoint of the steady state, which is made once for each seed.
 */
import { type Checkpoint, isWhole, type Micros, min, parseDuration, Run, type ScriptEntry, s } from '../../sim/index.ts';
import { twinOf } from '../compile.ts';
import type { Design } from '../design.ts';
import { readSettings } from '../settings.ts';
import type { Plan } from './component.ts';

/** When the steady state is taken: late enough that no phase is at its first tick. */
export const steadyAt: Micros = s(60);

/** What a path must be back within when the design does not say. */
export const defaultObjective: Micros = min(15);

export interface Judgement {
  isFatal: boolean;
  /** The path that was not back, and why. */
  path: string;
  reason: string;
}

/** The name of the property that all paths come back. */
export const everyPath = 'recovery';

export class Judge {
  private readonly starts = new Map<number, Checkpoint>();
  runs = 0;

  constructor(
    readonly design: Design,
    /** {@link everyPath}, or a path's name. */
    readonly property: string,
  ) {}

  /** Runs a plan under a seed. */
  judge(plan: Plan, seed: number): Judgement {
    const run = this.run(plan, seed, false);
    this.runs++;
    const last = steadyAt + Math.max(...plan.map(({ after }) => after));
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
  run(plan: Plan, seed: number, keepTrace: boolean, until = this.horizon(plan)): Run {
    const spec = { ...this.spec(seed), script: plan.map(entryOf), until, keepTrace };
    // A trace begins at the start of the run, so that its causes do.
    if (keepTrace) return new Run(spec).advance();
    return new Run({ ...spec, script: plan.map(entryOf) }, this.start(seed)).advance();
  }

  /** The steady state under a seed. */
  steady(seed: number): Run {
    return new Run(this.spec(seed)).advance(steadyAt);
  }

  objective(path: string): Micros {
    const own = this.design.objectives[path as keyof Design['objectives']];
    return own === undefined ? defaultObjective : parseDuration(own);
  }

  horizon(plan: Plan): Micros {
    const last = Math.max(0, ...plan.map(({ after }) => after));
    return steadyAt + last + Math.max(...['rancher-ui', 'kube-api', 'agent-tunnel'].map((path) => this.objective(path))) + 1;
  }

  private start(seed: number): Checkpoint {
    let start = this.starts.get(seed);
    if (!start) this.starts.set(seed, (start = this.steady(seed).checkpoint()));
    return start;
  }

  private spec(seed: number) {
    const { settings } = readSettings(this.design.parameters);
    return { twin: twinOf(this.design), seed, script: [], until: steadyAt + min(120), settings, keepTrace: false };
  }
}

const entryOf = ({ fault, target, after }: Plan[number]): ScriptEntry => ({ at: steadyAt + after, kind: 'fault', verb: fault, target });
