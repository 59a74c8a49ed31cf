/** What NSX-T can run out of: subnets of its blocks, floating addresses, load balancers and their virtual servers. */
import { View, type World } from '../../sim/index.ts';
import { addresses, subnets } from '../addresses.ts';
import type { Design } from '../design.ts';
import { balancerSize } from '../pks/network-profile.ts';
import { rangeOf } from './blocks.ts';
import { balancerParameters, serversPer, servicesOn } from './load-balancer.ts';

export function pools(world: World, { nsx, pks }: Design): void {
  const { count: nodes, label: nodeLabel } = subnets(rangeOf(nsx.ipBlocks.nodes));
  const { count: pods, label: podLabel } = subnets(rangeOf(nsx.ipBlocks.pods));
  const { count: floating, label: floatingLabel } = addresses(rangeOf(nsx.floatingPool));
  world.addPool('pods-ip-block', pods, podLabel);
  world.addPool('nodes-ip-block', nodes, nodeLabel);
  world.addPool('floating-ip-pool', floating, floatingLabel);
  const size = balancerSize(pks);
  const view = new View(world);
  const services = servicesOn(view, nsx.edges, size);
  world.addPool('lb-services', services);
  world.addPool('virtual-servers', serversPer(view, size) * (world.value(balancerParameters.autoScaling) ? services : 1));
}
