/**
 * Load balancer services on the edges: how many of a size they carry, and how many virtual servers each of these holds.
 * Left out: several sizes on one edge cluster.
 */
import { count, defineParameters, flag, type View } from '../../sim/index.ts';

const perEdge = 'D14 nsxt-prepare-env; docs.pivotal.io/pra/2-1 and 2-2 routing.html: NSX-T 2.4 and 2.5';
const perService = 'dcoghlan/VMware.CfgMax README.md: virtual servers per load balancer';
const perServiceMembers = 'dcoghlan/VMware.CfgMax README.md: pool members per load balancer';

export const balancerParameters = defineParameters('nsx.balancer', {
  serversSmall: count(20, { source: perService, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too; 10 in 2.3' }),
  serversMedium: count(100, { source: perService }),
  serversLarge: count(1_000, { source: `${perService}; docs.pivotal.io/pra/2-1 for 2.4` }),
  membersSmall: count(300, { source: perServiceMembers, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too' }),
  membersMedium: count(2_000, { source: perServiceMembers }),
  membersLarge: count(7_500, { source: `${perServiceMembers}; docs.pivotal.io/pra/2-1 for 2.4` }),
  smallPerMediumEdge: count(1, { source: perEdge }),
  mediumPerMediumEdge: count(0, { source: perEdge }),
  largePerMediumEdge: count(0, { source: perEdge }),
  smallPerLargeEdge: count(40, { source: perEdge }),
  mediumPerLargeEdge: count(4, { source: perEdge }),
  largePerLargeEdge: count(1, { source: perEdge }),
  autoScaling: flag(true, {
    source: 'vmware/nsx-container-plugin-operator configmap.yaml: l4_lb_auto_scaling default True',
    why: 'one 2.4 guide shows False, so it is a setting',
  }),
});

export type BalancerSize = 'small' | 'medium' | 'large';

export function serversPer(view: View, size: BalancerSize): number {
  const { serversSmall, serversMedium, serversLarge } = balancerParameters;
  return view.value({ small: serversSmall, medium: serversMedium, large: serversLarge }[size]);
}

/** Members of all pools of a load balancer of a size. */
export function membersPer(view: View, size: BalancerSize): number {
  const { membersSmall, membersMedium, membersLarge } = balancerParameters;
  return view.value({ small: membersSmall, medium: membersMedium, large: membersLarge }[size]);
}

/** Services of a size that the edges carry. Both edges of a pair reserve room, so a pair carries what one does. */
export function servicesOn(view: Pick<View, 'value'>, edges: readonly { size: 'medium' | 'large' }[], size: BalancerSize): number {
  const p = balancerParameters;
  const limits = {
    medium: { small: p.smallPerMediumEdge, medium: p.mediumPerMediumEdge, large: p.largePerMediumEdge },
    large: { small: p.smallPerLargeEdge, medium: p.mediumPerLargeEdge, large: p.largePerLargeEdge },
  };
  const total = edges.reduce((sum, edge) => sum + view.value(limits[edge.size][size]), 0);
  return edges.length === 1 ? total : Math.floor(total / 2);
}
