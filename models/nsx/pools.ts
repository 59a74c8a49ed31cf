/** What NSX-T can run out of: subnets of its blocks, floating addresses, Tier-1 routers, load balancers and their virtual servers. */
import { View, type World } from '../../sim/index.ts';
import { addresses, subnets } from '../addresses.ts';
import type { PksDesign } from '../design.ts';
import { balancerUnit, networkOf, prefixOf, tile } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { rangeOf, sharedOf } from './blocks.ts';
import { balancerPool } from './lb-service.ts';
import { balancerParameters, serversPer, servicesOn } from './load-balancer.ts';
import { serverPool } from './service-network.ts';
import { limitParameters, routerPool } from './topology.ts';

export function pools(world: World, design: PksDesign): void {
  const { nsx } = design;
  const block = (name: string) => {
    const { count, label } = subnets(rangeOf(sharedOf(design, name)), prefixOf(design, name));
    world.addPool(name, count, label);
  };
  const floating = (name: string) => {
    const { count, label } = addresses(rangeOf(sharedOf(design, name)));
    world.addPool(name, count, label);
  };
  block(tile.pods);
  block(tile.nodes);
  floating(tile.floating);
  for (const { name } of nsx.furtherIpBlocks) block(name);
  for (const { name } of nsx.furtherFloatingPools) floating(name);
  world.addPool(routerPool, world.value(limitParameters.tier1PerTier0), undefined, world.value(limitParameters.isTier1PerTier0Enforced));
  const { size, serversMax = Number.POSITIVE_INFINITY } = networkOf(design);
  const view = new View(world);
  world.addPool(balancerPool, servicesOn(view, nsx.edges, balancerUnit(design)));
  const most = serversPer(view, size) * (world.value(balancerParameters.autoScaling) ? servicesOn(view, nsx.edges, size) : 1);
  world.addPool(serverPool, Math.min(most, serversMax + world.value(pksParameters.clusterServers)));
}
