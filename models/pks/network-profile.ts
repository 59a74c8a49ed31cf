/** Network profiles: what a cluster is given of NSX-T, and which of it may be changed later. */
import { defaults } from '../defaults.ts';
import type { PksDesign } from '../design.ts';
import { type BalancerSize, smallestOf } from '../nsx/load-balancer.ts';
import { valuesIn } from '../settings.ts';

type Profile = PksDesign['pks']['networkProfiles'][number];

/** What a cluster has by its profile; pools and blocks by name, in the order in which they are used up. */
export interface Network {
  size: BalancerSize;
  podBlocks: readonly string[];
  nodeBlocks: readonly string[];
  floatingPools: readonly string[];
  /** Pods keep their own addresses outside: no SNAT address for a namespace. */
  isRoutable: boolean;
  /** The nodes keep their own addresses outside: no SNAT address for them. */
  areNodesRoutable: boolean;
  /** One Tier-1 router for the whole cluster instead of one for each namespace. */
  isSingleTier: boolean;
  /** Most virtual servers that NCP makes for Services. */
  serversMax?: number;
  /** Failing resources get an NSXError object. */
  hasErrorObjects: boolean;
}

/** The blocks and the pool of the PKS tile, which a cluster without a profile uses. */
export const tile = { pods: 'pods-ip-block', nodes: 'nodes-ip-block', floating: 'floating-ip-pool' } as const;

/** A profile by name, that of the cluster that carries Rancher when none is named. */
export const profileOf = ({ clusters, networkProfiles }: PksDesign['pks'], name = clusters[0]?.networkProfile): Profile | undefined =>
  networkProfiles.find((profile) => profile.name === name);

/** The size of the cluster's load balancers: its network profile's. */
export const balancerSize = (pks: PksDesign['pks']): BalancerSize => profileOf(pks)?.lbSize ?? defaults['pks.lbSize'].value;

/** The smallest size that the cluster or any profile asks for; a place of the pool of load balancers is one of them. */
export const balancerUnit = (design: PksDesign): BalancerSize =>
  smallestOf([balancerSize(design.pks), ...design.pks.networkProfiles.map((profile) => networkOf(design, profile).size)]);

/** What the cluster has from its creation. */
export function networkOf(design: PksDesign, profile: Profile | undefined = profileOf(design.pks)): Network {
  const value = valuesIn(design);
  return {
    size: profile?.lbSize ?? defaults['pks.lbSize'].value,
    podBlocks: profile?.podIpBlockIds ?? [tile.pods],
    nodeBlocks: profile?.nodeIpBlockIds ?? [tile.nodes],
    floatingPools: profile?.fipPoolIds ?? [tile.floating],
    isRoutable: profile?.podRoutable ?? false,
    areNodesRoutable: profile?.nodeRoutable ?? false,
    isSingleTier: profile?.singleTierTopology ?? value(defaults['pks.singleTierTopology']),
    ...(profile?.maxL4LbService === undefined ? {} : { serversMax: profile.maxL4LbService }),
    hasErrorObjects: profile?.enableErrCrd ?? false,
  };
}

/** The prefix length of the subnets that are cut from a block; the profiles that name it agree (nsx/check.ts). */
export function prefixOf({ pks: { networkProfiles } }: Pick<PksDesign, 'pks'>, block: string): number {
  for (const profile of networkProfiles) {
    if (profile.podIpBlockIds?.includes(block)) return profile.podSubnetPrefix ?? defaults['pks.subnetPrefix'].value;
    if (profile.nodeIpBlockIds?.includes(block)) return profile.nodeSubnetPrefix ?? defaults['pks.subnetPrefix'].value;
  }
  return defaults['pks.subnetPrefix'].value;
}

/** What a profile would change on the live cluster. */
export interface Update {
  /** Undefined when it names none. */
  podBlocks?: readonly string[];
  /** The key that differs from what the cluster has, if one does. */
  conflict?: string;
}

/**
 * Every profile as an update of the cluster: pod blocks may be added and reordered; what else a profile sets has to be
 * what the cluster has (docs-pks@1.4 and 1.6 network-profiles).
 */
export function updatesOf(design: PksDesign): Record<string, Update> {
  const now = networkOf(design);
  const own = profileOf(design.pks);
  const set: readonly [key: keyof Profile, of: keyof Network][] = [
    ['lbSize', 'size'],
    ['nodeIpBlockIds', 'nodeBlocks'],
    ['fipPoolIds', 'floatingPools'],
    ['podRoutable', 'isRoutable'],
    ['nodeRoutable', 'areNodesRoutable'],
    ['singleTierTopology', 'isSingleTier'],
    ['maxL4LbService', 'serversMax'],
    ['enableErrCrd', 'hasErrorObjects'],
  ];
  const prefixes = ['podSubnetPrefix', 'nodeSubnetPrefix'] as const;
  return Object.fromEntries(
    design.pks.networkProfiles.map((profile) => {
      const then = networkOf(design, profile);
      const differs = set.find(([key, of]) => profile[key] !== undefined && JSON.stringify(now[of]) !== JSON.stringify(then[of]))?.[0];
      const conflict = differs ?? prefixes.find((key) => profile[key] !== undefined && own?.[key] !== undefined && profile[key] !== own[key]);
      return [profile.name, { ...(profile.podIpBlockIds ? { podBlocks: profile.podIpBlockIds } : {}), ...(conflict ? { conflict } : {}) }];
    }),
  );
}

/** The pod blocks of a cluster after an update, or why PKS refuses it. */
export function updatedBlocks({ podBlocks: wanted, conflict }: Update, current: readonly string[]): readonly string[] | string {
  if (conflict !== undefined) return `${conflict} differs from what the cluster has, and only podIpBlockIds may be changed`;
  // The tile's block, which no profile may name, stays where the cluster has it.
  const own = current.filter((block) => block !== tile.pods);
  const missing = own.find((block) => wanted !== undefined && !wanted.includes(block));
  if (missing !== undefined) return `podIpBlockIds may be added to and reordered, and ${missing} would be taken away`;
  return [...current.filter((block) => block === tile.pods), ...(wanted ?? own)];
}
