/** What NSX-T makes of a design beyond its shape. */
import type { PksDesign } from '../design.ts';
import { networkOf } from '../pks/network-profile.ts';
import type { Problem } from '../problem.ts';

export const check = (design: PksDesign): Problem[] => [...behindL7(design), ...activeActive(design)];

/** No agent ever got through NSX-T's L7, so no cluster can have been imported behind it. */
function behindL7({ ingress, downstream }: PksDesign): Problem[] {
  if (ingress.controller !== 'nsx' || downstream.atStart === 0) return [];
  return [
    {
      code: 'not-reachable',
      message: "behind NSX-T's L7 Rancher answers nobody, so no cluster can have been imported",
      path: ['downstream', 'atStart'],
      found: String(downstream.atStart),
      expected: '0, or ingress.controller: nginx',
    },
  ];
}

/** Stateful services tie a router to one edge: NAT is on the Tier-0 unless the cluster has a shared Tier-1 or keeps its own addresses. */
function activeActive(design: PksDesign): Problem[] {
  const { isSingleTier, isRoutable, areNodesRoutable } = networkOf(design);
  if (design.nsx.tier0 !== 'activeActive' || isSingleTier || (isRoutable && areNodesRoutable)) return [];
  return [
    {
      code: 'conflict',
      message: 'a Tier-0 that is active on several edges does no NAT, and here it does that of the namespaces or the nodes',
      path: ['nsx', 'tier0'],
      found: 'activeActive',
      expected: 'singleTierTopology, or podRoutable and nodeRoutable, in the network profile; or activeStandby',
    },
  ];
}
