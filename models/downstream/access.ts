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

/** Rancher, its API for the token and the impersonation, and then the tunnel of one of the clusters. */
const downstreamKubectl: Path = {
  name: 'downstream-kubectl',
  ask(view) {
    const route = view.share('agent-route');
    if (route === 0) return refused('Rancher does not answer', 'rancher');
    if (!view.get('kube-api', apiKind).is('available')) return refused('Rancher cannot check who asks: its API is away', 'kube-api');
    const own = view.count(agentKind, 'connected');
    const all = own + ['silent', 'disconnected', 'redeploying', 'stranded'].reduce((sum, state) => sum + view.count(agentKind, state), 0);
    const open = own + view.countWith('through', 'node-agent');
    const share = (route * open) / all;
    if (share === 1) return { share };
    const reason = open < all ? `${all - open} of ${all} clusters: ${withoutSession(view)}` : 'Rancher answers in part';
    return { share, reason, hops: [{ at: 'rancher', share: route }] };
  },
};

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
