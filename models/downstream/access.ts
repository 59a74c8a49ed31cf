/**
 * The two ways of kubectl to a downstream cluster: through Rancher, which checks who asks and speaks for them over the
 * agent's tunnel, and past it, to the authorised endpoint that RKE lays (rancher/docs overview/architecture).
 * People are taken to sit on the platform's side of a site's link, and to have saved the kubeconfig.
 */
import { type Answer, formatDuration, type Path, type View } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { apiKind } from '../kubernetes/api-server.ts';
import { inRancher, rancherParameters } from '../rancher/server.ts';
import { agentKind } from './agent.ts';
import { isMixed } from './kinds.ts';

const refused = (reason: string, blame: string): Answer => ({ share: 0, reason, blame: [blame], hops: [{ at: blame, share: 0, reason }] });

/** What Rancher answers about a cluster without a tunnel, in this version. */
function withoutSession(view: View): string {
  const tries = inRancher(view, rancherParameters.sessionTries);
  const wait = view.value(rancherParameters.sessionTry);
  if (tries === 1 || wait.kind !== 'uniform') return 'waiting for cluster agent to connect';
  return `503 ClusterUnavailable after ${formatDuration(tries * wait.min)} to ${formatDuration(tries * wait.max)}`;
}

/** Why Rancher's auth proxy passes nobody on, if so: it answers at all, and its API holds tokens and whom they stand for. */
function closedProxy(view: View): { at: string; reason: string } | undefined {
  if (view.share('agent-route') === 0) return { at: 'rancher', reason: 'Rancher does not answer' };
  return view.get('kube-api', apiKind).is('available') ? undefined : { at: 'kube-api', reason: 'Rancher cannot check who asks: its API is away' };
}

/** The auth proxy, and then the tunnel of one of the clusters; what the cluster itself allows is asked of no path. */
const downstreamKubectl: Path = {
  name: 'downstream-kubectl',
  ask(view) {
    const route = view.share('agent-route');
    const closed = closedProxy(view);
    if (closed) return refused(closed.reason, closed.at);
    const own = view.count(agentKind, 'connected');
    const all = own + ['silent', 'disconnected', 'redeploying', 'stranded'].reduce((sum, state) => sum + view.count(agentKind, state), 0);
    if (all === 0) return { share: route };
    const open = own + view.countWith('through', 'node-agent');
    const share = (route * open) / all;
    if (share === 1) return { share };
    const reason = open < all ? `${all - open} of ${all} clusters: ${withoutSession(view)}` : 'Rancher answers in part';
    const hops = [
      { at: 'rancher', share: route },
      { at: 'kube-api', share: 1 },
      { at: 'tunnels', share: open / all },
    ];
    return { share, reason, hops };
  },
};

/**
 * What one user's kubectl gets of one cluster through Rancher: the proxy knows them by their token, speaks as them by
 * impersonation headers, and the cluster's own RBAC decides (seeds/003, authentication proxy). Nothing when it answers.
 */
export function refusalThrough(view: View, user: string, cluster: string, isMember: boolean): string | undefined {
  const closed = closedProxy(view);
  if (closed) return closed.reason;
  const home = view.find(`ns/${user}`);
  if (!home || home.is('terminating') || home.is('gone')) return '401 Unauthorized: must authenticate';
  const agent = view.find(`agent/${cluster}`, agentKind);
  if (!agent?.is('connected') && !view.find(`node-agent/${cluster}`)?.is('connected')) return withoutSession(view);
  return isMember ? undefined : `403 Forbidden: pods is forbidden: User "${user}" cannot list resource "pods"`;
}

/** Needs nothing of Rancher, only the site's own link. */
const authorizedEndpoint: Path = {
  name: 'authorized-endpoint',
  ask(view) {
    const cut = view.countWith('endpoint', 'cut');
    const all = cut + view.countWith('endpoint', 'open');
    return cut === 0 ? { share: 1 } : { share: (all - cut) / all, reason: `${cut} of ${all} sites are cut off` };
  },
};

/** With imported clusters alone the page and the tunnels say it all, and there is no endpoint. */
export const accessPaths = ({ downstream }: Design): readonly Path[] => (isMixed(downstream) ? [downstreamKubectl, authorizedEndpoint] : []);
