/** Network profiles as PKS takes them: names that exist, keys that the version knows, one subnet size in a block. */
import type { PksDesign } from '../design.ts';
import { balancerPool } from '../nsx/lb-service.ts';
import { serverPool } from '../nsx/service-network.ts';
import { routerPool } from '../nsx/topology.ts';
import type { Problem } from '../problem.ts';
import { has, type Versions, versionOf } from '../versions.ts';
import { nearest } from '../words.ts';
import { tile } from './network-profile.ts';

type Profile = PksDesign['pks']['networkProfiles'][number];

/** Since when PKS knows a key (docs-pks@1.5 network-profiles-shared-t1; docs-pks@1.6 network-profiles-ncp-lb, network-profiles-ncp-logerr). */
const since: readonly [key: keyof Profile, name: string, since: Versions['pks']][] = [
  ['singleTierTopology', 'single_tier_topology', '1.5'],
  ['maxL4LbService', 'max_l4_lb_service', '1.5'],
  ['enableErrCrd', 'enable_err_crd', '1.6'],
];

/** Every problem of the profiles and of the blocks and pools that they name. */
export function checkProfiles(design: PksDesign): Problem[] {
  const { networkProfiles } = design.pks;
  const own = poolNames(design);
  const found = networkProfiles.flatMap((profile, i) => [...versions(design, profile, i), ...references(design, profile, i), ...prefixes(profile, i)]);
  return [...own, ...found, ...agreement(networkProfiles)];
}

const at = (i: number, ...rest: (string | number)[]): Problem['path'] => ['pks', 'networkProfiles', i, ...rest];

/** Further blocks and pools are pools of a run, and so have names of their own. */
function poolNames({ nsx }: PksDesign): Problem[] {
  const seen = new Set<string>([...Object.values(tile), routerPool, balancerPool, serverPool]);
  const lists = [
    ['furtherIpBlocks', nsx.furtherIpBlocks],
    ['furtherFloatingPools', nsx.furtherFloatingPools],
  ] as const;
  return lists.flatMap(([list, all]) =>
    all.flatMap(({ name }, i): Problem[] => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      return [{ code: 'duplicate-name', message: `"${name}" is there already`, path: ['nsx', list, i, 'name'], found: name, expected: 'a name of its own' }];
    }),
  );
}

function versions(design: PksDesign, profile: Profile, i: number): Problem[] {
  const found = since.flatMap(([key, name, from]): Problem[] => {
    if (profile[key] === undefined || has(design, 'pks', from)) return [];
    const message = `${key} (${name}) is known from PKS ${from} on, and this design has ${versionOf(design, 'pks')}`;
    return [{ code: 'too-new', message, path: at(i, key), isKey: true, found: key, expected: `versions.pks: "${from}" or later` }];
  });
  if (found.length > 0 || profile.singleTierTopology !== true || has(design, 'nsx', '2.5')) return found;
  const message = `singleTierTopology needs NSX-T 2.5, and this design has ${versionOf(design, 'nsx')}`;
  return [{ code: 'too-new', message, path: at(i, 'singleTierTopology'), found: 'true', expected: 'versions.nsx: "2.5" or later' }];
}

function references({ nsx }: PksDesign, profile: Profile, i: number): Problem[] {
  const blocks = nsx.furtherIpBlocks.map(({ name }) => name);
  const pools = [tile.floating, ...nsx.furtherFloatingPools.map(({ name }) => name)];
  const unknown = (what: string, key: 'podIpBlockIds' | 'nodeIpBlockIds' | 'fipPoolIds', known: readonly string[]) =>
    (profile[key] ?? []).flatMap((name, j): Problem[] => {
      if (known.includes(name)) return [];
      const isTile = name === tile.pods || name === tile.nodes;
      const message = isTile ? `${name} is the tile's block, which no profile may name` : `there is no ${what} "${name}"`;
      return [
        {
          code: 'unknown-name',
          message,
          path: at(i, key, j),
          found: name,
          expected: known.join(', ') || `a name in nsx.further${what === 'IP block' ? 'IpBlocks' : 'FloatingPools'}`,
          ...(isTile ? {} : nearest(name, known)),
        },
      ];
    });
  const found = [
    ...unknown('IP block', 'podIpBlockIds', blocks),
    ...unknown('IP block', 'nodeIpBlockIds', blocks),
    ...unknown('floating pool', 'fipPoolIds', pools),
  ];
  if (profile.fipPoolIds && !profile.fipPoolIds.includes(tile.floating)) {
    const message = `the addresses of the API and of Rancher lie in ${tile.floating}, so the profile has to name it`;
    found.push({ code: 'missing', message, path: at(i, 'fipPoolIds'), found: profile.fipPoolIds.join(', '), expected: `${tile.floating} among them` });
  }
  return found;
}

/** All subnets of a block have one size, and the tile's blocks are cut into /24 (docs-pks@1.4 network-profiles-define). */
function prefixes(profile: Profile, i: number): Problem[] {
  const pairs = [
    ['podSubnetPrefix', 'podIpBlockIds'],
    ['nodeSubnetPrefix', 'nodeIpBlockIds'],
  ] as const;
  return pairs.flatMap(([key, blocks]): Problem[] => {
    if (profile[key] === undefined || profile[blocks] !== undefined) return [];
    const message = `${key} goes with ${blocks}: all subnets of a block have one size, and the tile's block is cut into /24`;
    return [{ code: 'missing', message, path: at(i, key), isKey: true, found: key, expected: `${blocks}: a block of its own` }];
  });
}

function agreement(profiles: readonly Profile[]): Problem[] {
  const cut = new Map<string, number>();
  return profiles.flatMap((profile, i) =>
    (['pod', 'node'] as const).flatMap((kind) =>
      (profile[`${kind}IpBlockIds`] ?? []).flatMap((block, j): Problem[] => {
        const prefix = profile[`${kind}SubnetPrefix`] ?? 24;
        const before = cut.get(block) ?? prefix;
        cut.set(block, before);
        if (before === prefix) return [];
        const message = `${block} is cut into /${before} by another profile, and all subnets of a block have one size`;
        return [{ code: 'conflict', message, path: at(i, `${kind}IpBlockIds`, j), found: `/${prefix}`, expected: `/${before}` }];
      }),
    ),
  );
}
