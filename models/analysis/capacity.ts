/**
 * Capacity: what each limit of a design holds, what is taken, what each further thing costs, and when it runs out under
 * the design's growth. Start reading here; {@link costsOf} has the arithmetic, {@link seriesOf} the run to compare.
 */
import type { Micros } from '../../sim/index.ts';
import { type Design, isOnPks } from '../design.ts';
import { costsOf, platformOf } from './capacity-costs.ts';
import { type Limit, limitsOf } from './capacity-limits.ts';
import { servicesThatFit } from './capacity-services.ts';
import { type LimitName, type Share, type Thing, things } from './capacity-things.ts';
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
  /** Of each further Service of type LoadBalancer. */
  portsPerService?: number;
  seeds?: number;
  firstSeed?: number;
}

export function capacityOf(design: Design, { until, arrivals = 'drawn', portsPerService = 1, seeds = 1_000, firstSeed = 1 }: CapacityQuestion): Capacity {
  const growth = new Growth(design, arrivals, seeds, firstSeed);
  const costs = costsOf(design, portsPerService);
  const platform = platformOf(design);
  const uses = limitsOf(design).map((limit) => useOf(limit, platform[limit.name], costs));
  for (const use of uses) {
    if (use.name === 'virtual-servers' && isOnPks(design)) use.fits.service = servicesThatFit(design, portsPerService, routersLeft(uses));
    use.sparedBy = sparedBy(use, uses, design);
    const fits = use.fits.import;
    if (fits === undefined || use.sparedBy !== undefined) continue;
    use.exhausted = growth.at(fits + 1);
    use.chance = growth.chanceBy(fits + 1, until);
  }
  const hard = uses.filter(({ isHard }) => isHard);
  const supported = uses.filter(({ isHard }) => !isHard);
  const binding = { pool: first(hard), supported: first(supported) };
  const carries = Object.fromEntries(things.map((thing) => [thing, least(hard.map(({ fits }) => fits[thing]))])) as Capacity['carries'];
  if (carries.import !== undefined) carries.import += design.downstream.atStart;
  return { pools: hard, supported, binding, carries, growth, until };
}

/** Without end where nothing enforces the limit. */
function routersLeft(uses: readonly LimitUse[]): number {
  const routers = uses.find(({ name }) => name === 'tier-1-routers');
  return routers?.isHard ? Math.max(0, routers.free) : Number.POSITIVE_INFINITY;
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
 * takes no address, so behind an empty pods block the floating pool stays as it is. Where a namespace without address
 * has to give its /24 back, the address is asked after first, and it is the other way round.
 */
function sparedBy({ name }: LimitUse, uses: readonly LimitUse[], design: Design): LimitName | undefined {
  const free = (pool: LimitName) => uses.find((use) => use.name === pool)?.free ?? 0;
  const keeps = design.parameters['nsx.ncp.keepsSubnetWithoutSnat'] !== false;
  const inTurn: LimitName[] = keeps ? ['pods-ip-block', 'tier-1-routers', 'floating-ip-pool'] : ['floating-ip-pool', 'pods-ip-block', 'tier-1-routers'];
  const asked = inTurn.filter((pool) => uses.some((use) => use.name === pool && use.isHard && use.costs.import > 0));
  const own = asked.indexOf(name);
  // One that is asked later spares the earlier ones too: a namespace without it takes nothing at all, except that it may keep its /24.
  const spares = (pool: LimitName, i: number) =>
    i < own ? free(pool) <= free(name) : i > own && !(keeps && pool === 'floating-ip-pool') && free(pool) < free(name);
  return own < 0 ? undefined : asked.find(spares);
}

const least = (counts: readonly (number | undefined)[]): number | undefined => {
  const known = counts.filter((count) => count !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** The one with the fewest imports left, and of several the first to be asked in vain during the next one. */
function first(uses: readonly LimitUse[]): LimitUse | undefined {
  const few = least(uses.map(({ fits }) => fits.import));
  const equal = uses.filter((use) => few !== undefined && use.fits.import === few && use.sparedBy === undefined);
  const rest = ({ free, costs }: LimitUse) => free / costs.import;
  return equal.reduce<LimitUse | undefined>((least, use) => (least === undefined || rest(use) < rest(least) ? use : least), undefined);
}
