/** The way in on NSX-T: the Tier-0 and the load balancer's Tier-1, then the virtual servers of the ingress and of the API. */
import type { Answer, Hop, View } from '../../sim/index.ts';
import { isAnswering, podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type Entrance, refused, type Servers, type WayIn } from '../way-in.ts';
import { apiPoolKind } from './api-pool.ts';
import { l7Answer, l7Kind } from './l7-ingress.ts';
import { lostIn, routerKind, routerParameters } from './service-router.ts';

/** What gets past the routers. */
type Past = Omit<Servers, 'members'>;

/** The same, or an answer where nothing does. */
function pastRouters(view: View, hops: Hop[]): Answer | Past {
  let past: Past = { share: 1, reason: '', blame: [] };
  for (const id of ['tier-0', 'lb-tier-1']) {
    const router = view.find(id, routerKind);
    if (!router) return refused(hops, id, 'there is no load balancer: the cluster is not made yet', ['pks']);
    if (!router.is('active')) return refused(hops, id, `${id === 'tier-0' ? 'the Tier-0' : "the load balancer's Tier-1"} is active on no edge`, [id]);
    const lost = lostIn(router);
    const share = lost.length === 0 ? 1 : 1 - lost.length / router.data.paths.length;
    if (share === 0) return refused(hops, id, 'the physical routers still send to edges that are dead', lost);
    const reason = `the physical routers still send to ${lost.map(edgeOf).join(', ')}`;
    if (lost.length > 0) past = { share, reason, blame: lost };
    hops.push({ at: id, share, ...(lost.length > 0 ? { reason } : {}) });
  }
  return past;
}

const endsThere = (past: Answer | Past): past is Answer => past.share === 0;

const edgeOf = (plane: string): string => plane.replace('dataplane-', '');

function toIngress(view: View, hops: Hop[]): Answer | Entrance {
  const past = pastRouters(view, hops);
  if (endsThere(past)) return past;
  const l7 = view.find('l7-ingress', l7Kind);
  if (l7) return refused(hops, l7.id, l7Answer, [l7.id]);
  const service = view.find('svc/nginx-ingress', serviceKind);
  if (!service) return refused(hops, 'svc/nginx-ingress', 'there is no ingress controller', ['installation']);
  const { members } = service.data;
  if (!service.is('realized')) return refused(hops, service.id, 'the ingress Service has no address', [service.id]);
  if (members.length === 0) return refused(hops, service.id, 'the load balancer has no pool member', [service.id]);
  const dead = members.filter((id) => !isAnswering(view.find(id, podKind)));
  for (const id of members) hops.push({ at: id, share: dead.includes(id) ? 0 : 1, ...(dead.includes(id) ? { reason: 'does not answer' } : {}) });
  const share = (past.share * (members.length - dead.length)) / members.length;
  const pods = members.filter((id) => !dead.includes(id));
  const reason = dead.length > 0 ? `no answer from ${dead.join(', ')}` : past.reason;
  return { pods, share, delay: 0, patient: share, reason, blame: [...dead, ...past.blame] };
}

function toApi(view: View, hops: Hop[]): Answer | Servers {
  const past = pastRouters(view, hops);
  if (endsThere(past)) return past;
  const { members, down } = view.get('api-pool', apiPoolKind).data;
  const chosen = members.filter((id) => !down.includes(id));
  return chosen.length > 0 ? { ...past, members: chosen } : refused(hops, 'api-pool', 'the load balancer has no API server left', down);
}

export const nsxWay: WayIn = {
  toIngress,
  toApi,
  breaks: { [routerKind.name]: (router) => router.is('failingOver') || router.is('takingBack') || router.is('down') },
  endsConnections: (view) => !view.value(routerParameters.keepsFlows),
};
