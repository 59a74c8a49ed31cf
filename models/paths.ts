/**
 * The three questions that matter: does a person reach Rancher and log in, does kubectl reach the API server, and do the
 * downstream agents hold their tunnels? Each is answered hop by hop from the present state.
 */
import { type Answer, type Hop, isWhole, type Path, type View } from '../sim/index.ts';
import { certificateId, isExpired } from './certificates/certificate.ts';
import type { Design } from './design.ts';
import { recordId, strayOf } from './dns/record.ts';
import { dnsKind, resolves } from './dns/server.ts';
import { accessPaths } from './downstream/access.ts';
import { agentKind } from './downstream/agent.ts';
import { askEtcd } from './etcd/requests.ts';
import { upstreamsOf } from './ingress/nginx.ts';
import { apiKind, apiServerKind } from './kubernetes/api-server.ts';
import { wayInto } from './platform/ways.ts';
import type { System } from './system.ts';
import { isEntrance, refused, type WayIn } from './way-in.ts';

/** Whether a name leads to the platform; an answer where it does not. */
function lookUp(view: View, hops: Hop[], of: 'rancher' | 'kube-api'): Answer | undefined {
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
  return undefined;
}

/** What nginx answers without the operator's own Ingress: it takes one without a class too, as Rancher's chart makes it. */
const without = (view: View): string =>
  view.find('ingress/rancher')?.is('accepted')
    ? "nginx shows a certificate of its own: the chart's Ingress names the Secret tls-rancher-ingress, which is absent"
    : '404: no Ingress matches the host';

/** From the outside to a ready Rancher replica, without the question whether it can work; a tunnel's dial does not wait for what hangs. */
function toRancher(view: View, { toIngress }: WayIn, purpose: 'login' | 'tunnel'): Answer {
  const hops: Hop[] = [];
  const stop = lookUp(view, hops, 'rancher');
  if (stop) return stop;
  const entrance = toIngress(view, hops);
  if (!isEntrance(entrance)) return entrance;
  for (const [subject, what] of [
    ['rancher', 'the certificate'],
    ['ca', 'the CA of the certificate'],
  ] as const)
    if (isExpired(view, subject)) return refused(hops, certificateId(subject), `${what} has expired`, [certificateId(subject)]);
  if (!view.find('rancher-ingress')) return refused(hops, 'rancher-ingress', without(view), ['installation']);
  const upstreams = upstreamsOf(view, 'rancher-ingress', purpose);
  const share = (purpose === 'tunnel' ? entrance.patient : entrance.share) * upstreams.share;
  const reason = upstreams.share < 1 ? upstreams.reason : entrance.reason;
  const blame = upstreams.share < 1 ? [...upstreams.dead, ...(upstreams.dead.length === 0 ? ['svc/rancher'] : [])] : entrance.blame;
  const delay = share > 0 ? entrance.delay + upstreams.delay : 0;
  return { share, delay, ...(reason ? { reason } : {}), blame, hops: [...hops, { at: 'rancher', share: upstreams.share }] };
}

/** A browser opens the login page and logs in. The login writes a token, so Rancher needs its API. */
const rancherUi = (way: WayIn): Path => ({
  name: 'rancher-ui',
  ask(view) {
    const answer = toRancher(view, way, 'login');
    if (answer.share === 0 || view.get('kube-api', apiKind).is('available')) return answer;
    const reason = `no login: Rancher cannot write to its API${view.get('etcd-space').is('full') ? ', mvcc: database space exceeded' : ''}`;
    return refused([...(answer.hops ?? [])], 'kube-api', reason, ['kube-api']);
  },
});

/** What an agent's dial meets; for the agents' own use. */
const agentRoute = (way: WayIn): Path => ({
  name: 'agent-route',
  isInternal: true,
  ask(view) {
    const { share, reason, blame } = toRancher(view, way, 'tunnel');
    return { share, ...(reason ? { reason } : {}), ...(blame ? { blame } : {}) };
  },
});

/** kubectl with the cluster's own kubeconfig. */
const kubeApi = (way: WayIn): Path => ({
  name: 'kube-api',
  ask(view) {
    const hops: Hop[] = [];
    const stop = view.find(recordId('kube-api')) ? lookUp(view, hops, 'kube-api') : undefined;
    if (stop) return stop;
    const found = way.toApi(view, hops);
    if (!('members' in found)) return found;
    const { members } = found;
    if (isExpired(view, 'kube-api')) return refused(hops, certificateId('kube-api'), 'the certificate has expired', [certificateId('kube-api')]);
    const failing = members.filter((id) => !view.get(id, apiServerKind).is('serving'));
    for (const id of members) hops.push({ at: id, share: failing.includes(id) ? 0 : 1 });
    const serving = (members.length - failing.length) / members.length;
    const store = askEtcd(view);
    const isStore = store.refusal !== undefined && (isWhole(serving) || failing.some((id) => view.get(id, apiServerKind).is('unhealthy')));
    if (!isStore) {
      const share = found.share * serving;
      if (isWhole(share)) return { share: 1, hops };
      return { share, reason: failing.length > 0 ? `no answer from ${failing.join(', ')}` : found.reason, blame: [...failing, ...found.blame], hops };
    }
    const { refusal: reason = '', blame, until } = store;
    return { share: 0, reason, blame: [blame], hops, ...(until === undefined ? {} : { until }) };
  },
});

/** The share of registered agents whose tunnel is open: one family over all clusters, counted. */
const agentTunnel: Path = {
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

function pathsIn(design: Design): Path[] {
  const way = wayInto(design);
  return [rancherUi(way), kubeApi(way), agentTunnel, agentRoute(way), ...accessPaths(design)];
}

/** Those who use the platform, and what they ask of it. */
export const users: System = { name: 'users', kinds: [], pathsIn };
