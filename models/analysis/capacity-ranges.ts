/** Blocks and pools made larger, or cut finer, until they hold a number of places. Of several the last one grows. */
import { addresses, parseBlock, parseRange, subnets, toAddress } from '../addresses.ts';
import type { PksDesign } from '../design.ts';
import { rangeOf, type Shared, sharedOf } from '../nsx/blocks.ts';
import { networkOf, prefixOf, profileOf, tile } from '../pks/network-profile.ts';

export interface Growth {
  /** What `--set` calls it. */
  path: string;
  now: string;
  /** The smallest that is enough; undefined when none is. */
  smallest: string | undefined;
  isEnough: boolean;
  write(copy: PksDesign, value: string): void;
}

/** The range of a block or a pool of a design: where it stands, and how another one is written there. */
function rangeIn(design: PksDesign, name: string): Pick<Growth, 'path' | 'now' | 'write'> {
  const shared = sharedOf(design, name);
  const list = design.nsx.furtherIpBlocks.some((one) => one.name === name) ? 'furtherIpBlocks' : 'furtherFloatingPools';
  const place = { [tile.pods]: 'ipBlocks.pods', [tile.nodes]: 'ipBlocks.nodes', [tile.floating]: 'floatingPool' }[name] ?? `${list}.${name}`;
  return { path: `nsx.${place}${typeof shared === 'string' ? '' : '.range'}`, now: rangeOf(shared), write: (copy, range) => writeRange(copy, name, range) };
}

function writeRange({ nsx }: PksDesign, name: string, range: string): void {
  // What others hold of it stays.
  const renewed = (shared: Shared): Shared => (typeof shared === 'string' ? range : { ...shared, range });
  const further = [...nsx.furtherIpBlocks, ...nsx.furtherFloatingPools].find((one) => one.name === name);
  if (further) further.range = range;
  if (name === tile.pods) nsx.ipBlocks.pods = renewed(nsx.ipBlocks.pods);
  if (name === tile.nodes) nsx.ipBlocks.nodes = renewed(nsx.ipBlocks.nodes);
  if (name === tile.floating) nsx.floatingPool = renewed(nsx.floatingPool);
}

/** What the last of several has to hold, when the others are full. */
function lastOf(names: readonly string[], needed: number, countOf: (name: string) => number): { name: string; places: number } {
  const before = names.slice(0, -1).reduce((sum, name) => sum + countOf(name), 0);
  return { name: names.at(-1) ?? '', places: Math.max(1, needed - before) };
}

/** The floating pool, longer at its end, since the named addresses of a design lie in it. */
export function growPool(design: PksDesign, needed: number): Growth {
  const { floatingPools } = networkOf(design);
  const { name, places } = lastOf(floatingPools, needed, (one) => addresses(rangeOf(sharedOf(design, one))).count);
  const about = rangeIn(design, name);
  const { first, last } = parseRange(about.now);
  const end = first + places - 1;
  return { ...about, smallest: end < 2 ** 32 ? `${toAddress(first)}-${toAddress(end)}` : undefined, isEnough: last >= end };
}

/** The longest prefix whose subnets are enough; the block keeps its addresses and grows around them. */
export function growBlock(design: PksDesign, names: readonly string[], needed: number): Growth {
  const { name, places } = lastOf(names, needed, (one) => subnets(rangeOf(sharedOf(design, one)), prefixOf(design, one)).count);
  const about = rangeIn(design, name);
  const { first, prefix: own } = parseBlock(about.now);
  const prefix = prefixOf(design, name) - Math.ceil(Math.log2(places));
  const size = 2 ** (32 - prefix);
  // An IPv4 block for private use is no larger than 10.0.0.0/8 (RFC 1918).
  const smallest = prefix >= 8 ? `${toAddress(Math.floor(first / size) * size)}/${prefix}` : undefined;
  return { ...about, smallest, isEnough: own <= prefix };
}

/** The largest subnets into which the pod blocks can be cut and still be enough: the profile's pod_subnet_prefix, 16 to 28. */
export function cutSubnets(design: PksDesign, needed: number): Growth {
  const { podBlocks } = networkOf(design);
  const holds = (prefix: number) => podBlocks.reduce((sum, name) => sum + subnets(rangeOf(sharedOf(design, name)), prefix).count, 0) >= needed;
  const profile = profileOf(design.pks);
  const prefix = Array.from({ length: 13 }, (_, i) => 16 + i).find(holds);
  const now = prefixOf(design, podBlocks[0] ?? '');
  return {
    path: `pks.networkProfiles.${profile?.name ?? ''}.podSubnetPrefix`,
    now: String(now),
    // Only a profile can say it.
    smallest: profile && prefix?.toString(),
    isEnough: holds(now),
    write({ pks }, value) {
      const own = profileOf(pks);
      if (own) own.podSubnetPrefix = Number(value);
    },
  };
}
