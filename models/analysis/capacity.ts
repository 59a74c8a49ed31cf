/**
 * Capacity: what each limit of a design holds, what is taken, what each further thing costs, and when it runs out under
 * the design's growth. Start reading here; {@link costsOf} has the arithmetic, {@link importSeries} the run to compare.
 */
import type { Micros } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { costsOf, type LimitName, platformOf, type Share, type Thing, things } from './capacity-costs.ts';
import { type Limit, limitsOf } from './capacity-limits.ts';
import { type Arrivals, Growth, type Spread } from './growth.ts';

export interface LimitUse extends Limit {
  taken: number;
  takenBy: Share[];
  free: number;
  costs: Record<Thing, number>;
  /** How many more of each thing fit, if nothing else grows; undefined when it costs nothing here. */
  fits: Record<Thing, number | undefined>;
  /** When the first import does not fit whole; undefined when that never happens. */
  exhausted: Spread | undefined;
  /** The share of seeds in which it does before `until`. */
  chance: number;
  /** The pool whose end keeps this one from ever running out. */
  sparedBy: LimitName | undefined;
}

export interface Capacity {
  pools: LimitUse[];
  supported: LimitUse[];
  /** The first of either to run out; undefined when imports cost nothing of any. */
  binding: { pool: LimitUse | undefined; supported: LimitUse | undefined };
  /** The most of each that fits into every hard pool, those there already included for clusters. */
  carries: Record<Thing, number | undefined>;
  growth: Growth;
  until: Micros;
}

export interface CapacityQuestion {
  until: Micros;
  arrivals?: Arrivals;
  seeds?: number;
  firstSeed?: number;
}

export function capacityOf(design: Design, { until, arrivals = 'drawn', seeds = 1_000, firstSeed = 1 }: CapacityQuestion): Capacity {
  const growth = new Growth(design, arrivals, seeds, firstSeed);
  const costs = costsOf(design);
  const platform = platformOf(design);
  const uses = limitsOf(design).map((limit) => useOf(limit, platform[limit.name], costs));
  const binding = { pool: first(uses.filter(({ isHard }) => isHard)), supported: first(uses.filter(({ isHard }) => !isHard)) };
  for (const use of uses) {
    use.sparedBy = sparedBy(use, uses, design);
    const fits = use.fits.import;
    if (fits === undefined || use.sparedBy !== undefined) continue;
    use.exhausted = growth.at(fits + 1);
    use.chance = growth.chanceBy(fits + 1, until);
  }
  const hard = uses.filter(({ isHard }) => isHard);
  const carries = Object.fromEntries(things.map((thing) => [thing, least(hard.map(({ fits }) => fits[thing]))])) as Capacity['carries'];
  if (carries.import !== undefined) carries.import += design.downstream.atStart;
  return { pools: hard, supported: uses.filter(({ isHard }) => !isHard), binding, carries, growth, until };
}

function useOf(limit: Limit, takenBy: Share[], costs: Record<Thing, Partial<Record<LimitName, number>>>): LimitUse {
  const taken = takenBy.reduce((sum, { count }) => sum + count, 0);
  const free = limit.capacity - taken;
  const own = Object.fromEntries(things.map((thing) => [thing, costs[thing][limit.name] ?? 0])) as Record<Thing, number>;
  const fit = (cost: number) => (cost > 0 ? Math.max(0, Math.floor(free / cost)) : undefined);
  const fits = Object.fromEntries(things.map((thing) => [thing, fit(own[thing])])) as LimitUse['fits'];
  return { ...limit, taken, takenBy, free, costs: own, fits, exhausted: undefined, chance: 0, sparedBy: undefined };
}

/**
 * A namespace asks for its /24 first and for its SNAT address then (models/nsx/ncp.ts). One that is refused the former
 * takes no address, so behind an empty pods block the floating pool stays as it is; and the other way round only where
 * a namespace without address gives its /24 back.
 */
function sparedBy({ name }: LimitUse, uses: readonly LimitUse[], design: Design): LimitName | undefined {
  const free = (pool: LimitName) => uses.find((use) => use.name === pool)?.free ?? 0;
  const keeps = design.parameters['nsx.ncp.keepsSubnetWithoutSnat'] !== false;
  if (name === 'floating-ip-pool' && free('pods-ip-block') <= free(name)) return 'pods-ip-block';
  if (name === 'pods-ip-block' && !keeps && free('floating-ip-pool') < free(name)) return 'floating-ip-pool';
  return undefined;
}

const least = (counts: readonly (number | undefined)[]): number | undefined => {
  const known = counts.filter((count) => count !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** The one with the fewest imports left. */
/** The one that refuses first; of two that refuse the same import, the one with the less left for it. */
const first = (uses: readonly LimitUse[]): LimitUse | undefined => {
  const few = least(uses.map(({ fits }) => fits.import));
  const left = ({ free, costs }: LimitUse) => free - (few ?? 0) * costs.import;
  return uses
    .filter(({ fits }) => few !== undefined && fits.import === few)
    .reduce<LimitUse | undefined>((least, use) => (!least || left(use) < left(least) ? use : least), undefined);
};
