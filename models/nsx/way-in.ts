/** The way in on NSX-T: the Tier-0 and the load balancer's Tier-1, then the virtual servers of the ingress and of the API. */
import type { Answer, Hop, View } from '../../sim/index.ts';
import { isAnswering, podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type Entrance, refused, type WayIn } from '../way-in.ts';
import { apiPoolKind } from './api-pool.ts';
import { l7Answer, l7Kind } from './l7-ingress.ts';
import { routerKind, routerParameters } from './service-router.ts';

/** An answer where it ends at a router. */
function pastRouters(view: View, hops: Hop[]): Answer | undefined {
  for (const id of ['tier-0', 'lb-tier-1']) {
    const router = view.find(id, routerKind);
    if (!router) return refused(hops, id, 'there is no load balancer: the cluster is not made yet', ['pks']);
    if (!router.is('active')) return refused(hops, id, `${id === 'tier-0' ? 'the Tier-0' : "the load balancer's Tier-1"} is active on no edge`, [id]);
    hops.push({ at: id, share: 1 });
  }
  return undefined;
}

function toIngress(view: View, hops: Hop[]): Answer | Entrance {
  const stop = pastRouters(view, hops);
  if (stop) return stop;
  const l7 = view.find('l7-ingress', l7Kind);
  if (l7) return refused(hops, l7.id, l7Answer, [l7.id]);
  const service = view.find('svc/nginx-ingress', serviceKind);
  if (!service) return refused(hops, 'svc/nginx-ingress', 'there is no ingress controller', ['installation']);
  const { members } = service.data;
  if (!service.is('realized')) return refused(hops, service.id, 'the ingress Service has no address', [service.id]);
  if (members.length === 0) return refused(hops, service.id, 'the load balancer has no pool member', [service.id]);
  const dead = members.filter((id) => !isAnswering(view.find(id, podKind)));
  for (const id of members) hops.push({ at: id, share: dead.includes(id) ? 0 : 1, ...(dead.includes(id) ? { reason: 'does not answer' } : {}) });
  const share = (members.length - dead.length) / members.length;
  const pods = members.filter((id) => !dead.includes(id));
  return { pods, share, delay: 0, patient: share, reason: dead.length > 0 ? `no answer from ${dead.join(', ')}` : '', blame: dead };
}

function toApi(view: View, hops: Hop[]): Answer | { members: readonly string[] } {
  const stop = pastRouters(view, hops);
  if (stop) return stop;
  const { members, down } = view.get('api-pool', apiPoolKind).data;
  const chosen = members.filter((id) => !down.includes(id));
  return chosen.length > 0 ? { members: chosen } : refused(hops, 'api-pool', 'the load balancer has no API server left', down);
}

export const nsxWay: WayIn = {
  toIngress,
  toApi,
  breaks: { [routerKind.name]: (router) => router.is('failingOver') || router.is('takingBack') || router.is('down') },
  endsConnections: (view) => !view.value(routerParameters.keepsFlows),
};
