/** The pools of NSX-T and PKS, in the order of a run's, and the routers of a Tier-0, which refuse only where a design has them do so. */
import type { View } from '../../sim/index.ts';
import { addresses, subnets } from '../addresses.ts';
import type { PksDesign } from '../design.ts';
import { rangeOf, sharedOf } from '../nsx/blocks.ts';
import { type BalancerSize, servicesOn } from '../nsx/load-balancer.ts';
import { limitParameters, routerPool } from '../nsx/topology.ts';
import { balancerUnit, networkOf, prefixOf, tile } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { valuesIn } from '../settings.ts';
import type { Limit } from './capacity-limits.ts';
import { isScaling, serversOf } from './capacity-services.ts';
import { valueOf } from './capacity-things.ts';

/** The parameters as the design sets them. */
const viewOf = (design: PksDesign): Pick<View, 'value'> => ({ value: valuesIn(design) });

/** Load balancers of a size that some edges carry. */
export const balancersOn = (design: PksDesign, edges: PksDesign['nsx']['edges'], size: BalancerSize): number => servicesOn(viewOf(design), edges, size);

const snat = 'a namespace gets no SNAT address and stays without network, an import becomes active all the same';
const stuck = "the next new namespace's pods stay ContainerCreating and `pks create-cluster` fails";

/** Several blocks or pools are one limit, since the next is used when the first is used up. */
const listed = (names: readonly string[]): { text?: string } => (names.some((name) => !tiles.includes(name)) ? { text: names.join(', ') } : {});
const tiles: readonly string[] = Object.values(tile);

const blocksIn = (design: PksDesign, names: readonly string[]): Pick<Limit, 'capacity' | 'unit' | 'text'> => ({
  capacity: names.reduce((sum, name) => sum + subnets(rangeOf(sharedOf(design, name)), prefixOf(design, name)).count, 0),
  unit: `/${prefixOf(design, names[0] ?? '')}`,
  ...listed(names),
});

/** What NSX-T can run out of. */
export function nsxLimits(design: PksDesign): Limit[] {
  const network = networkOf(design);
  const { size, podBlocks, nodeBlocks, floatingPools, serversMax = Number.POSITIVE_INFINITY } = network;
  const services = balancersOn(design, design.nsx.edges, size);
  const unit = balancerUnit(design);
  const block = 'docs-pks@1.5 vsphere-nsxt-cluster-objects: one /24';
  return [
    {
      name: 'pods-ip-block',
      ...blocksIn(design, podBlocks),
      source: `${block} for each namespace`,
      isHard: true,
      harm: `a namespace gets no /24, an import becomes active all the same; ${stuck}`,
    },
    {
      name: 'nodes-ip-block',
      ...blocksIn(design, nodeBlocks),
      source: `${block} for each cluster`,
      isHard: true,
      harm: '`pks create-cluster` fails',
    },
    {
      name: 'floating-ip-pool',
      capacity: floatingPools.reduce((sum, name) => sum + addresses(rangeOf(sharedOf(design, name))).count, 0),
      ...listed(floatingPools),
      unit: 'address',
      source: 'docs-pks@1.5 vsphere-nsxt-cluster-objects: SNAT addresses and VIPs',
      isHard: true,
      harm: `${snat}; ${stuck}, and a new Service stays <pending>`,
    },
    routers(design),
    {
      name: 'segments',
      capacity: valueOf(design, limitParameters.segments),
      unit: 'segment',
      source: 'NSX-T API, GET /pools/vni-pools: the default pool',
      text: 'segments with a VNI of the default pool, one for each namespace',
      isHard: false,
      harm: 'NSX-T makes no further segment until its range of VNIs is widened',
    },
    {
      name: 'lb-services',
      capacity: balancersOn(design, design.nsx.edges, unit),
      unit: `${unit} load balancer`,
      source: 'docs.pivotal.io/pra/2-1 and 2-2 routing: LB services per edge node, NSX-T 2.4 and 2.5; a pair carries what one does',
      text: `${unit === size ? `${size} load balancers` : `load balancers, in places of a ${unit} one,`} on ${design.nsx.edges.length} edges; each full one also costs a further one`,
      isHard: true,
      harm: '`pks create-cluster` fails, and a new Service may stay <pending>',
    },
    {
      name: 'virtual-servers',
      capacity: Math.min(serversOf(design, size) * (isScaling(design) ? services : 1), serversMax + valueOf(design, pksParameters.clusterServers)),
      unit: 'virtual server',
      source: `dcoghlan/VMware.CfgMax README.md: virtual servers of a ${size} load balancer`,
      isHard: true,
      harm: 'a new Service stays <pending>',
    },
  ];
}

/** A vendor's word, unless the design has it enforced. */
function routers(design: PksDesign): Limit {
  const isHard = viewOf(design).value(limitParameters.isTier1PerTier0Enforced);
  return {
    name: routerPool,
    capacity: valueOf(design, limitParameters.tier1PerTier0),
    unit: 'Tier-1 router',
    source: 'ngschmidt/nsx-ninja-design-v3 SCALE.md: Tier-1 per Tier-0 400 (1000 from 3.1)',
    text: `Tier-1 routers on one Tier-0, one for each ${networkOf(design).isSingleTier ? 'cluster' : 'namespace'}`,
    isHard,
    harm: isHard ? `a namespace gets no router; ${stuck}` : 'the next router is made; VMware has not tested so many',
  };
}
