/** The way in on RKE: a name, the load balancer, and the ingress of a node; for kubectl the one node that its file names. */
import type { Answer, Hop, View } from '../../sim/index.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import { serverIn } from '../platform/homes.ts';
import { type Entrance, refused, type Servers, type WayIn } from '../way-in.ts';
import { balancerKind, balancerParameters, reachOf } from './balancer.ts';
import { rkeKind } from './cluster.ts';

/** Which ingress pods a connection lands on that the balancer takes. */
function toIngress(view: View, hops: Hop[]): Answer | Entrance {
  const balancer = view.get('balancer', balancerKind);
  if (!balancer.is('forwarding')) return refused(hops, 'balancer', 'the load balancer does not answer', ['balancer']);
  hops.push({ at: 'balancer', share: 1 });
  const { nodes, failed, misfit } = balancer.data;
  if (misfit !== '') return refused(hops, 'balancer', misfit, ['balancer']);
  const tried = nodes.filter((vm) => !failed.includes(vm)).map((vm) => ({ vm, ...reachOf(view, vm) }));
  for (const { vm, reach } of tried) hops.push(reach === 'served' ? { at: vm, share: 1 } : { at: vm, share: 0, reason: `is ${reach}` });
  const served = tried.filter(({ reach }) => reach === 'served');
  if (served.length === 0) return refused(hops, 'balancer', 'no live upstreams: the ingress answers on no node', nodes);
  const silent = tried.filter(({ reach }) => reach === 'silent').map(({ vm }) => vm);
  const pods = served.map(({ pod }) => pod as string);
  if (silent.length === 0) return { pods, share: 1, delay: 0, patient: 1, reason: '', blame: [] };
  const timeout = view.value(balancerParameters.connectTimeout);
  // A browser waits until the balancer gives up and takes the next node; a dial that has a limit of its own does not.
  const patient = timeout <= view.value(balancerParameters.handshakeLimit) ? 1 : (tried.length - silent.length) / tried.length;
  return { pods, share: 1, delay: silent.length * timeout, patient, reason: `the load balancer still tries ${silent.join(', ')}`, blame: silent };
}

/** kube_config_cluster.yml names one node of the control plane; another one's address has to be written into it by hand. */
function toApi(view: View, hops: Hop[]): Answer | Servers {
  const { kubeconfig } = view.get('rke', rkeKind).data;
  const server = serverIn(kubeconfig);
  const found = view.find(server, apiServerKind);
  if (found === undefined || found.is('stopped') || found.is('starting'))
    return refused(hops, server, `${kubeconfig}, which the kubeconfig names, does not answer`, [found === undefined ? 'rke' : server]);
  return { members: [server], share: 1, reason: '', blame: [] };
}

export const rkeWay: WayIn = {
  toIngress,
  toApi,
  breaks: { [balancerKind.name]: (balancer) => !balancer.is('forwarding') },
  endsConnections: () => true,
};
