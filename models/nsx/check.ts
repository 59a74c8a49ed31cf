/** What NSX-T makes of a design beyond its shape. */
import type { PksDesign } from '../design.ts';
import type { Problem } from '../problem.ts';

export const check = (design: PksDesign): Problem[] => [...behindL7(design)];

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
