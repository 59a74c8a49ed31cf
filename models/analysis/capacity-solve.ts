/**
 * The inverse of capacity: the smallest size of one part of a design that carries a stated load. Everything else stays as
 * it is; an answer is checked like any design, since a longer range may meet another one.
 */
import { checkDesign } from '../check-design.ts';
import { type Design, isOnPks, type PksDesign } from '../design.ts';
import { type BalancerSize, balancerSizes } from '../nsx/load-balancer.ts';
import { balancerSize, networkOf, profileOf } from '../pks/network-profile.ts';
import { planOf, workerVms } from '../platform/homes.ts';
import { sizingTables } from '../rancher/sizing.ts';
import { costsOf, platformOf } from './capacity-costs.ts';
import { nodeMemory, sizingVersion } from './capacity-limits.ts';
import { placesPerBalancer } from './capacity-nsx-costs.ts';
import { balancersOn } from './capacity-nsx-limits.ts';
import { cutSubnets, type Growth, growBlock, growPool } from './capacity-ranges.ts';
import { balancersFor } from './capacity-services.ts';
import { type LimitName, type Thing, things } from './capacity-things.ts';

/** What is to be carried beyond what is there at the start. */
export interface Load extends Readonly<Record<Thing, number>> {
  portsPerService: number;
}

export const solvable = ['floatingPool', 'pods', 'nodes', 'podPrefix', 'lbSize', 'edges', 'nodeSize'] as const;
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

/** An answer, and how it is applied to a design: a copy with the change written into it. */
export interface Solved<D extends Design> {
  solution: Solution;
  apply(design: D): D;
}

export const solve = (design: Design, what: Solvable, load: Load): Solution => solved(design, what, load).solution;

/** The parts that a design has. */
export const solvableIn = (design: Design): readonly Solvable[] => (isOnPks(design) ? solvable : ['nodeSize']);

/** @throws Error when the design has no such part. */
export function solved<D extends Design>(design: D, what: Solvable, load: Load): Solved<D> {
  const { change, ...found } = find(design, what, load) as Found<Design>;
  const apply = (one: D): D => {
    const copy = JSON.parse(JSON.stringify(one)) as D;
    change?.(copy);
    return copy;
  };
  const problems = found.smallest === undefined || found.isEnough ? [] : checkDesign(apply(design)).map(({ message }) => message);
  return { solution: { what, ...found, problems }, apply };
}

/** What a solver finds, and how it writes that into a copy of the design. */
type Found<D extends Design> = Omit<Solution, 'what' | 'problems'> & { change?: (copy: D) => void };

function find(design: Design, what: Solvable, load: Load): Found<Design> | Found<PksDesign> {
  if (what === 'nodeSize') return nodeSize(design, load);
  if (isOnPks(design)) return nsxSolvers[what](design, load);
  throw new Error(`${design.name} has no ${what}`);
}

const nsxSolvers: Record<Exclude<Solvable, 'nodeSize'>, (design: PksDesign, load: Load) => Found<PksDesign>> = {
  floatingPool: (design, load) => ranged(design, 'floating-ip-pool', load, growPool),
  pods: (design, load) => ranged(design, 'pods-ip-block', load, (copy, needed) => growBlock(copy, networkOf(design).podBlocks, needed)),
  nodes: (design, load) => ranged(design, 'nodes-ip-block', load, (copy, needed) => growBlock(copy, networkOf(design).nodeBlocks, needed)),
  podPrefix: (design, load) => ranged(design, 'pods-ip-block', load, cutSubnets),
  lbSize(design, load) {
    const now = balancerSize(design.pks);
    const carries = (size: BalancerSize) => (balancersNeeded(design, size, load) ?? Number.POSITIVE_INFINITY) <= balancersOn(design, design.nsx.edges, size);
    const smallest = balancerSizes.find(carries);
    const profile = profileOf(design.pks)?.name;
    return {
      limit: 'virtual-servers',
      needed: neededOf(design, 'virtual-servers', load),
      now,
      smallest,
      set: set(`pks.networkProfiles.${profile ?? ''}.lbSize`, profile && smallest),
      isEnough: carries(now),
      change(copy) {
        const own = profileOf(copy.pks);
        if (own && smallest) own.lbSize = smallest;
      },
    };
  },
  edges(design, load) {
    const { edges } = design.nsx;
    const wanted = balancersNeeded(design, balancerSize(design.pks), load);
    const carry = (some: Edges) => wanted !== undefined && balancersOn(design, some, balancerSize(design.pks)) >= wanted;
    // An edge cluster has 2 to 10 nodes (docs-pks@1.4 nsxt-prepare-env).
    const found = [2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => edgesOf(design, n)).find(carry);
    return {
      limit: 'lb-services',
      needed: (wanted ?? 0) * placesPerBalancer(design),
      now: `${edges.length} edges`,
      smallest: found && `${found.length} edges`,
      set: set('nsx.edges', found && JSON.stringify(found)),
      isEnough: carry(edges),
      change(copy) {
        if (found) copy.nsx.edges = found;
      },
    };
  },
};

/** The memory of the nodes that carry Rancher, as the sizing table of its version has it. */
function nodeSize(design: Design, load: Load): Found<Design> {
  const clusters = neededOf(design, 'rancher-sizing', load);
  const nodes = neededOf(design, 'rancher-sizing-nodes', load);
  const row = sizingTables[sizingVersion(design)].find((one) => one.clusters >= clusters && one.nodes >= nodes);
  const smallest = row && `${row.memoryGiB}Gi`;
  const workers = workerVms(design);
  const paths = isOnPks(design) ? [`pks.plans.${planOf(design).name}.workerMemory`] : workers.map((name) => `rke.nodes.${name}.memory`);
  return {
    limit: 'rancher-sizing',
    needed: clusters,
    now: `${nodeMemory(design)}Gi`,
    smallest,
    set: smallest === undefined ? {} : Object.fromEntries(paths.map((path) => [path, smallest])),
    isEnough: row !== undefined && row.memoryGiB <= nodeMemory(design),
    change(copy) {
      if (smallest === undefined) return;
      if (isOnPks(copy)) planOf(copy).workerMemory = smallest;
      for (const node of copy.rke?.nodes ?? []) if (workers.includes(node.name)) node.memory = smallest;
    },
  };
}

const set = (path: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [path]: value });

function ranged(design: PksDesign, limit: LimitName, load: Load, grow: (design: PksDesign, needed: number) => Growth): Found<PksDesign> {
  const needed = neededOf(design, limit, load);
  const { path, now, smallest, isEnough, write } = grow(design, needed);
  return {
    limit,
    needed,
    now,
    smallest,
    set: set(path, smallest),
    isEnough,
    change(copy) {
      if (smallest !== undefined) write(copy, smallest);
    },
  };
}

/** One for each further PKS cluster, and as many as the Services of this one fill; undefined when no number is enough. */
function balancersNeeded(design: PksDesign, size: BalancerSize, { service, pksCluster, portsPerService }: Load): number | undefined {
  const own = balancersFor(design, size, service, portsPerService);
  return own === undefined ? undefined : own + pksCluster;
}

type Edges = PksDesign['nsx']['edges'];

/** So many edge nodes: the first of the design's, and further ones of its largest form on the hosts that have fewest. */
function edgesOf({ nsx, vsphere }: PksDesign, n: number): Edges {
  const edges = nsx.edges.slice(0, n);
  const size = nsx.edges.some((edge) => edge.size === 'large') ? 'large' : 'medium';
  const on = (host: string) => edges.filter((edge) => edge.host === host).length;
  for (let i = 1; edges.length < n; i++) {
    const name = `edge-${String(i).padStart(2, '0')}`;
    if (nsx.edges.some((edge) => edge.name === name)) continue;
    const host = vsphere.hosts.reduce((least, one) => (on(one.name) < on(least.name) ? one : least)).name;
    edges.push({ name, size, host });
  }
  return edges;
}
