/**
 * What a load balancer service of a size holds, what it costs on the edges in credits, and how many the edges carry. It
 * is active on one edge node and standby on another, and both keep room for it (docs.pivotal.io/pra/2-1 routing).
 * The credits of NSX-T 3.x reproduce the tables of 2.4 and 2.5, and count mixed sizes too. Left out: bare-metal edges,
 * extra large ones and extra large load balancers (NSX-T 3.0).
 */
import { count, defineParameters, flag, type View } from '../../sim/index.ts';

const perEdge = 'D14 nsxt-prepare-env; docs.pivotal.io/pra/2-1 and 2-2 routing.html: NSX-T 2.4 and 2.5';
const credits = 'knowledge.broadcom.com article 322486: credits of load balancers, NSX-T 3.x';
const maximums = 'dcoghlan/VMware.CfgMax README.md';
const servers = `${maximums}: virtual servers per load balancer`;
const pools = `${maximums}: pools per load balancer`;
const members = `${maximums}: pool members per load balancer`;
const edgeMembers = `${maximums}: pool members per edge node`;

export const balancerParameters = defineParameters('nsx.balancer', {
  serversSmall: count(20, { source: servers, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too; 10 in 2.3' }),
  serversMedium: count(100, { source: servers }),
  serversLarge: count(1_000, { source: `${servers}; docs.pivotal.io/pra/2-1 for 2.4` }),
  poolsSmall: count(60, { source: pools, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too; 10 in 2.3' }),
  poolsMedium: count(300, { source: pools }),
  poolsLarge: count(3_000, { source: `${pools}; docs.pivotal.io/pra/2-1 for 2.4` }),
  membersSmall: count(300, { source: members, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too' }),
  membersMedium: count(2_000, { source: members }),
  membersLarge: count(7_500, { source: `${members}; docs.pivotal.io/pra/2-1 for 2.4` }),
  membersMediumEdge: count(2_000, { source: edgeMembers, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too' }),
  membersLargeEdge: count(7_500, { source: edgeMembers, why: '3.0-3.1 figures, taken for 2.4 and 2.5 too' }),
  creditsMediumEdge: count(1, {
    source: `${perEdge}: one small load balancer and no other`,
    versions: { product: 'nsx', since: { '3.0': [10, 'ngschmidt/nsx-ninja-design-v3 SCALE.md: 10 small ones'] } },
  }),
  creditsLargeEdge: count(40, { source: `${perEdge}: 40 small, 4 medium or 1 large` }),
  creditsSmall: count(1, { source: credits }),
  creditsMedium: count(10, { source: credits }),
  creditsLarge: count(40, { source: credits }),
  autoScaling: flag(true, {
    source: 'vmware/nsx-container-plugin-operator configmap.yaml: l4_lb_auto_scaling default True',
    why: 'one 2.4 guide shows False, so it is a setting',
  }),
});

export const balancerSizes = ['small', 'medium', 'large'] as const;
export type BalancerSize = (typeof balancerSizes)[number];
export type EdgeSize = 'medium' | 'large';

type Values = Pick<View, 'value'>;

const p = balancerParameters;
const ofSize = {
  small: { servers: p.serversSmall, pools: p.poolsSmall, members: p.membersSmall, credits: p.creditsSmall },
  medium: { servers: p.serversMedium, pools: p.poolsMedium, members: p.membersMedium, credits: p.creditsMedium },
  large: { servers: p.serversLarge, pools: p.poolsLarge, members: p.membersLarge, credits: p.creditsLarge },
};
const ofEdge = {
  medium: { credits: p.creditsMediumEdge, members: p.membersMediumEdge },
  large: { credits: p.creditsLargeEdge, members: p.membersLargeEdge },
};

/** Virtual servers of a load balancer, each of which has a pool of its own. */
export const serversPer = (view: Values, size: BalancerSize): number => Math.min(view.value(ofSize[size].servers), view.value(ofSize[size].pools));
/** Members of all pools of a load balancer, and of all load balancers on an edge node. */
export const membersPer = (view: Values, size: BalancerSize): number => view.value(ofSize[size].members);
export const membersOnEdge = (view: Values, size: EdgeSize): number => view.value(ofEdge[size].members);
/** What a load balancer costs on each of its edge nodes, and what a node has. */
export const creditsPer = (view: Values, size: BalancerSize): number => view.value(ofSize[size].credits);
export const creditsOnEdge = (view: Values, size: EdgeSize): number => view.value(ofEdge[size].credits);

/** The smallest of some sizes, in which the places of the pool of load balancers are counted. */
export const smallestOf = (sizes: readonly BalancerSize[]): BalancerSize => balancerSizes.find((size) => sizes.includes(size)) ?? 'small';

/** The edge nodes for one more load balancer: the two with the most credits left; undefined when no two have enough. */
export function edgesFor(free: readonly { edge: string; credits: number }[], cost: number): string[] | undefined {
  const fitting = free.filter(({ credits }) => credits >= cost).sort((a, b) => b.credits - a.credits);
  const nodes = Math.min(2, free.length);
  return fitting.length < nodes ? undefined : fitting.slice(0, nodes).map(({ edge }) => edge);
}

/** Load balancers of a size that edges carry: pairs of places, each on two nodes; a node alone has no standby. */
export function servicesOn(view: Values, edges: readonly { size: EdgeSize }[], size: BalancerSize): number {
  const places = edges.map((edge) => Math.floor(creditsOnEdge(view, edge.size) / creditsPer(view, size)));
  const total = places.reduce((sum, n) => sum + n, 0);
  if (edges.length === 1) return total;
  return Math.min(Math.floor(total / 2), total - Math.max(...places));
}
