/**
 * The three questions that matter: does a person reach Rancher and log in, does kubectl reach the API server, and do the
 * downstream agents hold their tunnels? Each is answered hop by hop from the present state.
 */
import { type Answer, type Hop, isWhole, type Path, type View } from '../sim/index.ts';
import { certificateId, isExpired } from './certificates/certificate.ts';
import { recordId, strayOf } from './dns/record.ts';
import { dnsKind, resolves } from './dns/server.ts';
import { accessPaths } from './downstream/access.ts';
import { agentKind } from './downstream/agent.ts';
import { askEtcd } from './etcd/requests.ts';
import { upstreamsOf } from './ingress/nginx.ts';
import { apiKind, apiServerKind } from './kubernetes/api-server.ts';
import { isAnswering, podKind } from './kubernetes/pod.ts';
import { serviceKind } from './kubernetes/service.ts';
import { apiPoolKind } from './nsx/api-pool.ts';
import { l7Answer, l7Kind } from './nsx/l7-ingress.ts';
import { routerKind } from './nsx/service-router.ts';
import type { System } from './system.ts';

const refused = (hops: Hop[], at: string, reason: string, blame: readonly string[]): Answer => ({
  share: 0,
  reason,
  blame,
  hops: [...hops, { at, share: 0, reason }],
});

/** Name, Tier-0 and load balancer, which both ways in have in common; an answer where it ends there. */
function arrive(view: View, hops: Hop[], of: 'rancher' | 'kube-api'): Answer | undefined {
  if (!resolves(view))
    return refused(
      hops,
      'dns',
      'the name does not resolve: no DNS server answers',
      view.all(dnsKind).map(({ id }) => id),
    );
  const stray = strayOf(view, of);
  if (stray !== undefined) return refused(hops, 'dns', stray, [recordId(of)]);
  hops.push({ at: 'dns', share: 1 });
  for (const id of ['tier-0', 'lb-tier-1']) {
    const router = view.find(id, routerKind);
    if (!router) return refused(hops, id, 'there is no load balancer: the cluster is not made yet', ['pks']);
    if (!router.is('active')) return refused(hops, id, `${id === 'tier-0' ? 'the Tier-0' : "the load balancer's Tier-1"} is active on no edge`, [id]);
    hops.push({ at: id, share: 1 });
  }
  return undefined;
}

/** What nginx answers without the operator's own Ingress: it takes one without a class too, as Rancher's chart makes it. */
const without = (view: View): string =>
  view.find('ingress/rancher')?.is('accepted')
    ? "nginx shows a certificate of its own: the chart's Ingress names the Secret tls-rancher-ingress, which is absent"
    : '404: no Ingress matches the host';

/** From the outside to a ready Rancher replica, without the question whether it can work. */
function toRancher(view: View, purpose: 'login' | 'tunnel'): Answer {
  const hops: Hop[] = [];
  const stop = arrive(view, hops, 'rancher');
  if (stop) return stop;
  const l7 = view.find('l7-ingress', l7Kind);
  if (l7) return refused(hops, l7.id, l7Answer, [l7.id]);
  const service = view.find('svc/nginx-ingress', serviceKind);
  if (!service) return refused(hops, 'svc/nginx-ingress', 'there is no ingress controller', ['installation']);
  const { members } = service.data;
  if (!service.is('realized')) return refused(hops, service.id, 'the ingress Service has no address', [service.id]);
  if (members.length === 0) return refused(hops, service.id, 'the load balancer has no pool member', [service.id]);
  for (const [subject, what] of [
    ['rancher', 'the certificate'],
    ['ca', 'the CA of the certificate'],
  ] as const)
    if (isExpired(view, subject)) return refused(hops, service.id, `${what} has expired`, [certificateId(subject)]);
  const dead = members.filter((id) => !isAnswering(view.find(id, podKind)));
  const byIngress = (members.length - dead.length) / members.length;
  for (const id of members) hops.push({ at: id, share: dead.includes(id) ? 0 : 1, ...(dead.includes(id) ? { reason: 'does not answer' } : {}) });
  if (!view.find('rancher-ingress')) return refused(hops, 'rancher-ingress', without(view), ['installation']);
  const upstreams = upstreamsOf(view, 'rancher-ingress', purpose);
  const share = byIngress * upstreams.share;
  const reason = upstreams.share < 1 ? upstreams.reason : byIngress < 1 ? `no answer from ${dead.join(', ')}` : '';
  const blame = upstreams.share < 1 ? [...upstreams.dead, ...(upstreams.dead.length === 0 ? ['svc/rancher'] : [])] : dead;
  return { share, delay: share > 0 ? upstreams.delay : 0, ...(reason ? { reason } : {}), blame, hops: [...hops, { at: 'rancher', share: upstreams.share }] };
}

/** A browser opens the login page and logs in. The login writes a token, so Rancher needs its API. */
export const rancherUi: Path = {
  name: 'rancher-ui',
  ask(view) {
    const answer = toRancher(view, 'login');
    if (answer.share === 0 || view.get('kube-api', apiKind).is('available')) return answer;
    const reason = `no login: Rancher cannot write to its API${view.get('etcd-space').is('full') ? ', mvcc: database space exceeded' : ''}`;
    return refused([...(answer.hops ?? [])], 'kube-api', reason, ['kube-api']);
  },
};

/** What an agent's dial meets; for the agents' own use. */
export const agentRoute: Path = {
  name: 'agent-route',
  isInternal: true,
  ask(view) {
    const { share, reason, blame } = toRancher(view, 'tunnel');
    return { share, ...(reason ? { reason } : {}), ...(blame ? { blame } : {}) };
  },
};

/** kubectl with the cluster's own kubeconfig: the API virtual server and one of the masters. */
export const kubeApi: Path = {
  name: 'kube-api',
  ask(view) {
    const hops: Hop[] = [];
    const stop = arrive(view, hops, 'kube-api');
    if (stop) return stop;
    const { members, down } = view.get('api-pool', apiPoolKind).data;
    const chosen = members.filter((id) => !down.includes(id));
    if (chosen.length === 0) return refused(hops, 'api-pool', 'the load balancer has no API server left', down);
    if (isExpired(view, 'kube-api')) return refused(hops, 'api-pool', 'the certificate has expired', [certificateId('kube-api')]);
    const failing = chosen.filter((id) => !view.get(id, apiServerKind).is('serving'));
    for (const id of chosen) hops.push({ at: id, share: failing.includes(id) ? 0 : 1 });
    const share = (chosen.length - failing.length) / chosen.length;
    const store = askEtcd(view);
    const isStore = store.refusal !== undefined && (isWhole(share) || failing.some((id) => view.get(id, apiServerKind).is('unhealthy')));
    if (!isStore) return isWhole(share) ? { share: 1, hops } : { share, reason: `no answer from ${failing.join(', ')}`, blame: failing, hops };
    const { refusal: reason = '', blame, until } = store;
    return { share: 0, reason, blame: [blame], hops, ...(until === undefined ? {} : { until }) };
  },
};

/** The share of registered agents whose tunnel is open: one family over all clusters, counted. */
export const agentTunnel: Path = {
  name: 'agent-tunnel',
  ask(view) {
    const open = view.count(agentKind, 'connected');
    const silent = view.count(agentKind, 'silent');
    const broken = ['disconnected', 'redeploying', 'stranded'].reduce((sum, state) => sum + view.count(agentKind, state), 0);
    const all = open + silent + broken;
    if (open === all) return { share: 1 };
    return { share: open / all, reason: `${silent + broken} of ${all} tunnels are down` };
  },
};

/** Those who use the platform, and what they ask of it. */
export const users: System = { name: 'users', kinds: [], paths: [rancherUi, kubeApi, agentTunnel, agentRoute], pathsIn: accessPaths };
