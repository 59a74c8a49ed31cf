/** The stable shape of `paddock capacity --json`: more keys may come, none is renamed. Dates are ISO 8601. */
import type { Capacity, LimitUse } from '../../models/analysis/capacity.ts';
import { nodeMemory } from '../../models/analysis/capacity-limits.ts';
import type { Solution } from '../../models/analysis/capacity-solve.ts';
import type { Series } from '../../models/analysis/series.ts';
import type { Design } from '../../models/index.ts';
import { sizingByVersion } from '../../models/rancher/sizing.ts';
import type { Micros } from '../../sim/index.ts';
import type { Axis, Variation } from './capacity-vary.ts';

export interface CapacityReport {
  file: string;
  design: Design;
  capacity: Capacity;
  /** The run beside the arithmetic; undefined where it would take too long. */
  series: Series | undefined;
  solutions: Solution[];
  /** What is varied, and every combination of it. */
  axes: readonly Axis[];
  variations: Variation[];
}

/** The date of a time of the design. */
export const dateOf = ({ start }: Design, at: Micros): string => new Date(Date.parse(start) + at / 1_000).toISOString();

/** Whether a hard pool runs out before the horizon in more than one seed of twenty. */
export const runsOut = ({ pools }: Capacity): boolean => pools.some(({ chance }) => chance > 0.05);

export function capacityJson({ file, design, capacity, series, solutions, variations }: CapacityReport) {
  const { binding, carries, until, growth } = capacity;
  const limit = (use: LimitUse) => limitJson(design, use);
  return {
    design: design.name,
    file,
    from: dateOf(design, 0),
    until: dateOf(design, until),
    growth: {
      arrive: design.downstream.arrive ?? null,
      upTo: design.downstream.upTo,
      atStart: design.downstream.atStart,
      arrivals: growth.arrivals,
      byUntil: growth.countBy(until),
    },
    pools: capacity.pools.map(limit),
    supported: capacity.supported.map(limit),
    binding: { pool: binding.pool?.name ?? null, supported: binding.supported?.name ?? null, supportedText: binding.supported?.text ?? null },
    rancherSizing: sizingByVersion(nodeMemory(design)).map(({ version, row, largest }) => ({ version, onTheseNodes: row ?? null, largest })),
    harm: binding.pool?.harm ?? null,
    carries: {
      clusters: carries.import ?? null,
      projects: carries.project ?? null,
      users: carries.user ?? null,
      services: carries.service ?? null,
      pksClusters: carries.pksCluster ?? null,
    },
    simulated: series ? { imports: series.fitted, refusedBy: series.refusedBy, refused: series.refused } : null,
    runsOut: runsOut(capacity),
    ...(solutions.length > 0 ? { solutions } : {}),
    ...(variations.length > 0 ? { variations: variations.map(({ set, capacity: one, design: its }) => variationJson(set, one, its)) } : {}),
  };
}

function limitJson(design: Design, { name, capacity, taken, takenBy, unit, costs, fits, exhausted, chance, sparedBy, source, text, harm }: LimitUse) {
  const on = (at: Micros | undefined) => (at === undefined ? null : dateOf(design, at));
  return {
    name,
    capacity,
    taken,
    perImport: costs.import,
    importsUntilExhausted: fits.import ?? null,
    exhaustedOn: on(exhausted?.median),
    exhaustedFrom: on(exhausted?.early),
    exhaustedTo: on(exhausted?.late),
    chanceBeforeUntil: chance,
    perProject: costs.project,
    perUser: costs.user,
    perService: costs.service,
    perPksCluster: costs.pksCluster,
    unit,
    ...(text ? { text } : {}),
    ...(sparedBy ? { sparedBy } : {}),
    takenBy,
    harm,
    source,
  };
}

const variationJson = (set: readonly string[], { binding, pools, supported }: Capacity, design: Design) => ({
  set,
  binding: { pool: binding.pool?.name ?? null, supported: binding.supported?.name ?? null },
  importsUntilExhausted: binding.pool?.fits.import ?? null,
  importsSupported: binding.supported?.fits.import ?? null,
  exhaustedOn: binding.pool?.exhausted ? dateOf(design, binding.pool.exhausted.median) : null,
  pools: [...pools, ...supported].map(({ name, capacity, taken, fits }) => ({ name, capacity, taken, importsUntilExhausted: fits.import ?? null })),
});
