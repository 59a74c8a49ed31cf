/**
 * Services of type LoadBalancer on the load balancers of the cluster that carries Rancher. All ports of a Service are on
 * one of them (models/nsx/service-network.ts), so what is left of each may be too little for another.
 */
import type { PksDesign } from '../design.ts';
import { type BalancerSize, balancerParameters, serversPer, servicesOn } from '../nsx/load-balancer.ts';
import { networkOf } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { valuesIn } from '../settings.ts';

/** Virtual servers of the Service of the ingress: ports 80 and 443; NSX-T's own L7 has none. */
export const ingressServers = ({ ingress }: PksDesign): number => (ingress.controller === 'nginx' ? 2 : 0);

/** Virtual servers of one load balancer of a size. */
export const serversOf = (design: PksDesign, size: BalancerSize): number => serversPer({ value: valuesIn(design) }, size);

/** Whether NCP makes another load balancer when one is full. */
export const isScaling = (design: PksDesign): boolean => valuesIn(design)(balancerParameters.autoScaling);

/** Further Services on the first load balancer and on each other one. */
function perBalancer(design: PksDesign, size: BalancerSize, ports: number): { first: number; other: number } {
  const most = serversOf(design, size);
  const taken = valuesIn(design)(pksParameters.clusterServers) + ingressServers(design);
  return { first: Math.max(0, Math.floor((most - taken) / ports)), other: Math.floor(most / ports) };
}

/** How many more Services of so many ports get their virtual servers, if addresses last and so many Tier-1 routers are left. */
export function servicesThatFit(design: PksDesign, ports: number, routers: number): number {
  const { size, isSingleTier, serversMax = Number.POSITIVE_INFINITY } = networkOf(design);
  const { first, other } = perBalancer(design, size, ports);
  const more = isScaling(design) ? Math.max(0, servicesOn({ value: valuesIn(design) }, design.nsx.edges, size) - 1) : 0;
  // Each has a router of its own, unless the cluster shares one.
  const further = isSingleTier ? more : Math.min(more, routers);
  return Math.min(first + further * other, Math.max(0, Math.floor((serversMax - ingressServers(design)) / ports)));
}

/** Load balancers of a size that the cluster needs for some more Services; undefined when no number of them does. */
export function balancersFor(design: PksDesign, size: BalancerSize, services: number, ports: number): number | undefined {
  const { first, other } = perBalancer(design, size, ports);
  if (services <= first) return 1;
  return isScaling(design) && other > 0 ? 1 + Math.ceil((services - first) / other) : undefined;
}
