/**
 * The inverse of capacity: the smallest size of one part of a design that carries a stated load. Everything else stays as
 * it is; an answer is checked like any design, since a longer range may meet another one.
 */
import { parseBlock, parseRange, toAddress } from '../addresses.ts';
import { checkDesign } from '../check-design.ts';
import type { Design } from '../design.ts';
import { rangeOf } from '../nsx/blocks.ts';
import type { BalancerSize } from '../nsx/load-balancer.ts';
import { balancerSize } from '../pks/network-profile.ts';
import { costsOf, type LimitName, placesPerBalancer, platformOf, type Thing, things } from './capacity-costs.ts';
import { balancersOn, sizingVersion } from './capacity-limits.ts';
import { balancersFor } from './capacity-services.ts';
import { sizingTables } from './rancher-sizing.ts';

/** What is to be carried beyond what is there at the start. */
export interface Load extends Readonly<Record<Thing, number>> {
  portsPerService: number;
}

export const solvable = ['floatingPool', 'pods', 'nodes', 'lbSize', 'edges', 'nodeSize'] as const;
export type Solvable = (typeof solvable)[number];

export interface Solution {
  what: Solvable;
  limit: LimitName;
  /** Places needed for the platform and the load. */
  needed: number;
  /** As the design has it, and the smallest that does; undefined when no size does. */
  now: string;
  smallest: string | undefined;
  /** The change, as `--set` takes it. */
  set: Readonly<Record<string, string>>;
  /** It is enough as it is. */
  isEnough: boolean;
  /** What is wrong with the design after the change. */
  problems: string[];
}

/** What a load and the platform together take of a limit. */
export function neededOf(design: Design, limit: LimitName, load: Load): number {
  const costs = costsOf(design, load.portsPerService);
  const platform = platformOf(design)[limit].reduce((sum, { count }) => sum + count, 0);
  return things.reduce((sum, thing) => sum + load[thing] * (costs[thing][limit] ?? 0), platform);
}

export function solve(design: Design, what: Solvable, load: Load): Solution {
  const found = solvers[what](design, load);
  const problems = found.smallest === undefined || found.isEnough ? [] : checkDesign(changed(design, found)).map(({ message }) => message);
  return { what, ...found, problems };
}

type Found = Omit<Solution, 'what' | 'problems'>;

const solvers: Record<Solvable, (design: Design, load: Load) => Found> = {
  floatingPool(design, load) {
    const limit = 'floating-ip-pool';
    const needed = neededOf(design, limit, load);
    const now = rangeOf(design.nsx.floatingPool);
    const { first, last } = parseRange(now);
    // The named addresses of a design lie in the range, so it grows at its end.
    const end = first + needed - 1;
    const smallest = end < 2 ** 32 ? `${toAddress(first)}-${toAddress(end)}` : undefined;
    return { limit, needed, now, smallest, set: set('nsx.floatingPool', smallest), isEnough: last >= end };
  },
  pods: (design, load) => block(design, 'pods', 'pods-ip-block', load),
  nodes: (design, load) => block(design, 'nodes', 'nodes-ip-block', load),
  lbSize(design, load) {
    const limit = 'virtual-servers';
    const needed = neededOf(design, limit, load);
    const now = balancerSize(design.pks);
    const carries = (size: BalancerSize) => (balancersNeeded(design, size, load) ?? Number.POSITIVE_INFINITY) <= balancersOn(design, design.nsx.edges, size);
    const smallest = (['small', 'medium', 'large'] as const).find(carries);
    const profile = design.pks.clusters[0]?.networkProfile;
    return { limit, needed, now, smallest, set: set(`pks.networkProfiles.${profile ?? ''}.lbSize`, profile && smallest), isEnough: carries(now) };
  },
  edges(design, load) {
    const limit = 'lb-services';
    const size = balancerSize(design.pks);
    const wanted = balancersNeeded(design, size, load);
    const { edges } = design.nsx;
    const form = edges.some((edge) => edge.size === 'large') ? 'large' : 'medium';
    const like = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `edge-${i}`, size: form, host: '' }) as const);
    // An edge cluster has 2 to 10 nodes (docs-pks@1.4 nsxt-prepare-env).
    const carry = (some: Design['nsx']['edges']) => wanted !== undefined && balancersOn(design, some, size) >= wanted;
    const count = [2, 3, 4, 5, 6, 7, 8, 9, 10].find((n) => carry(like(n)));
    return {
      limit,
      needed: (wanted ?? 0) * placesPerBalancer(design),
      now: `${edges.length} edges`,
      smallest: count === undefined ? undefined : `${count} ${form} edges`,
      set: {},
      isEnough: carry(edges),
    };
  },
  nodeSize(design, load) {
    const limit = 'rancher-sizing';
    const clusters = neededOf(design, limit, load);
    const nodes = neededOf(design, 'rancher-sizing-nodes', load);
    const plan = design.pks.plans.find(({ name }) => name === design.pks.clusters[0]?.plan);
    const row = sizingTables[sizingVersion(design)].find((one) => one.clusters >= clusters && one.nodes >= nodes);
    const now = plan?.workerMemory ?? '';
    const smallest = row && `${row.memoryGiB}Gi`;
    return {
      limit,
      needed: clusters,
      now,
      smallest,
      set: set(`pks.plans.${plan?.name ?? ''}.workerMemory`, smallest),
      isEnough: row !== undefined && row.memoryGiB <= giB(now),
    };
  },
};

/** One for each further PKS cluster, and as many as the Services of this one fill; undefined when no number is enough. */
function balancersNeeded(design: Design, size: BalancerSize, { service, pksCluster, portsPerService }: Load): number | undefined {
  const own = balancersFor(design, size, service, portsPerService);
  return own === undefined ? undefined : own + pksCluster;
}

const giB = (size: string): number => Number(size.slice(0, -2)) * ({ Mi: 1 / 1_024, Gi: 1, Ti: 1_024 }[size.slice(-2)] ?? 1);

const set = (path: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [path]: value });

/** The longest prefix whose /24 are enough; the block keeps its addresses and grows around them. */
function block(design: Design, which: 'pods' | 'nodes', limit: LimitName, load: Load): Found {
  const needed = neededOf(design, limit, load);
  const now = rangeOf(design.nsx.ipBlocks[which]);
  const { first, prefix: own } = parseBlock(now);
  const prefix = 24 - Math.ceil(Math.log2(Math.max(1, needed)));
  // An IPv4 block for private use is no larger than 10.0.0.0/8 (RFC 1918).
  const size = 2 ** (32 - prefix);
  const smallest = prefix >= 8 ? `${toAddress(Math.floor(first / size) * size)}/${prefix}` : undefined;
  return { limit, needed, now, smallest, set: set(`nsx.ipBlocks.${which}`, smallest), isEnough: own <= prefix };
}

/** The design with a solution written into it; edges are added by hand, since they need hosts. */
export function changed(design: Design, { set: changes }: Pick<Solution, 'set'>): Design {
  const copy = structuredCloneOf(design);
  const { nsx, pks } = copy;
  for (const [path, value] of Object.entries(changes)) {
    const others = (block: Design['nsx']['floatingPool']) => (typeof block === 'string' ? value : { ...block, range: value });
    if (path === 'nsx.floatingPool') nsx.floatingPool = others(nsx.floatingPool);
    else if (path === 'nsx.ipBlocks.pods') nsx.ipBlocks.pods = others(nsx.ipBlocks.pods);
    else if (path === 'nsx.ipBlocks.nodes') nsx.ipBlocks.nodes = others(nsx.ipBlocks.nodes);
    else if (path.endsWith('.workerMemory')) for (const plan of pks.plans) if (path.includes(`.${plan.name}.`)) plan.workerMemory = value;
  }
  return copy;
}

const structuredCloneOf = (design: Design): Design => JSON.parse(JSON.stringify(design)) as Design;
