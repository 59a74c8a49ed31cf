/** Whether what is there at the start fits into blocks, pools and edges. */
import { addresses, subnets } from '../addresses.ts';
import { defaults } from '../defaults.ts';
import type { PksDesign } from '../design.ts';
import { balancerSize, networkOf, prefixOf, tile } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import type { Problem } from '../problem.ts';
import { rancherParameters } from '../rancher/server.ts';
import { valuesIn } from '../settings.ts';
import { othersIn, rangeOf, sharedOf } from './blocks.ts';
import { servicesOn } from './load-balancer.ts';
import { limitParameters, routersPerCluster, routersPerNamespace } from './topology.ts';

type Path = Problem['path'];

/** Every quantity that NSX-T cannot give. */
export function checkRoom(design: PksDesign): Problem[] {
  const found: Problem[] = noBalancer(design);
  const value = valuesIn(design);
  const { atStart, extraProjectsPerCluster } = design.downstream;
  const perCluster = value(rancherParameters.namespacesPerCluster);
  const namespaces =
    value(pksParameters.systemNamespaces) +
    value(defaults['rancher.fixedNamespaces']) +
    (design.ingress.namespace === 'cattle-system' ? 0 : 1) +
    perCluster +
    (design.rancher.userNamespace ? 1 : 0) +
    atStart * (perCluster + extraProjectsPerCluster);
  const network = networkOf(design);
  const { podBlocks, nodeBlocks, floatingPools } = network;
  const subnetsIn = (names: readonly string[]) => names.reduce((sum, name) => sum + subnets(rangeOf(sharedOf(design, name)), prefixOf(design, name)).count, 0);
  const addressesIn = (names: readonly string[]) => names.reduce((sum, name) => sum + addresses(rangeOf(sharedOf(design, name))).count, 0);
  const vips = design.ingress.controller === 'nsx' ? 3 : 4;
  const cut = (names: readonly string[], what: string) => `/${prefixOf(design, names[0] ?? '')} of the ${what} block`;
  const profile = design.pks.networkProfiles.findIndex(({ name }) => name === design.pks.clusters[0]?.networkProfile);
  const where = (names: readonly string[], key: string, whose: Path): Path =>
    Object.values(tile).some((name) => names[0] === name) ? whose : ['pks', 'networkProfiles', profile, key];
  const demands: [Path, string, number, number][] = [
    [where(nodeBlocks, 'nodeIpBlockIds', ['nsx', 'ipBlocks', 'nodes']), cut(nodeBlocks, 'nodes'), subnetsIn(nodeBlocks), 1 + othersIn(design, nodeBlocks)],
    [where(podBlocks, 'podIpBlockIds', ['nsx', 'ipBlocks', 'pods']), cut(podBlocks, 'pods'), subnetsIn(podBlocks), namespaces + othersIn(design, podBlocks)],
    [
      ['nsx', 'floatingPool'],
      'addresses of the floating pool',
      addressesIn(floatingPools),
      (network.isRoutable ? 0 : namespaces) + vips - (network.areNodesRoutable ? 1 : 0) + othersIn(design, floatingPools),
    ],
  ];
  if (value(limitParameters.isTier1PerTier0Enforced)) {
    const routers = routersPerCluster(network) + namespaces * routersPerNamespace(network);
    demands.push([['parameters'], 'Tier-1 routers on the Tier-0', value(limitParameters.tier1PerTier0), routers]);
  }
  for (const [path, what, has, needs] of demands) {
    if (needs > has)
      found.push({ code: 'too-small', message: `the platform needs ${needs} ${what} at the start and has ${has}`, path, expected: `room for ${needs}` });
  }
  return found;
}

/** Edges that carry no load balancer of the size. */
function noBalancer({ nsx, pks, ...design }: PksDesign): Problem[] {
  const value = valuesIn(design);
  const size = balancerSize(pks);
  if (servicesOn({ value }, nsx.edges, size) === 0) {
    const path = pks.networkProfiles.length > 0 ? ['pks', 'networkProfiles', 0, 'lbSize'] : ['nsx', 'edges'];
    return [
      {
        code: 'too-small',
        message: `these edges carry no ${size} load balancer`,
        path,
        found: size,
        expected: 'large edges, or a smaller load balancer',
      },
    ];
  }
  return [];
}
