/** The article's steps after the cluster is there, each as an operator's act. */
import type { ControllerHand, View } from '../../sim/index.ts';
import { agentParameters } from '../downstream/agent.ts';
import { ingressKind, nginxStartup } from '../ingress/nginx.ts';
import { apiKind } from '../kubernetes/api-server.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { plainStartup, podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type Workload, workloadKind } from '../kubernetes/workload.ts';
import { rancherParameters, rancherStartup } from '../rancher/server.ts';
import type { Operation } from '../system.ts';
import { installationKind } from './installation.ts';

/** What a chart says of the workload that it makes. */
type Chart = Pick<Workload['data'], 'app' | 'type' | 'replicas' | 'namespace' | 'antiAffinity' | 'toleratesAll' | 'startup'>;

/** A workload as a chart makes it, and its namespace if that is missing. */
function install(hand: ControllerHand, chart: Chart): void {
  const { app, namespace } = chart;
  if (!hand.find(namespace)) hand.create(namespaceKind, namespace, {});
  hand.create(workloadKind, `deploy/${app}`, { settled: 'active', input: { ...chart, made: 0 } });
  hand.wake('workloads', `deploy/${app}`);
}

/** What the API server says to the node agent's DaemonSet (kubernetes/kubernetes#83700); Rancher tries again and again. */
const unprivileged =
  'the local cluster stays Provisioning, the DaemonSet "cattle-node-agent" is invalid: spec.template.spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy';

/** Why a step cannot be taken now. */
function obstacle(view: View, app: string, needsTiller = true): string | undefined {
  if (!view.find('installation')) return 'it is installed already';
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  if (view.find(`deploy/${app}`)) return 'a release of that name already exists';
  const hasTiller = view.with('app', 'tiller-deploy', podKind).some((pod) => pod.is('ready'));
  return needsTiller && !hasTiller ? 'could not find tiller' : undefined;
}

export const installationOperations: readonly Operation[] = [
  {
    name: 'initialize-helm',
    takes: [],
    run(_, hand) {
      const refusal = obstacle(hand, 'tiller-deploy', false);
      if (refusal) return `cannot initialize Helm: ${refusal}`;
      const startup = plainStartup(hand);
      install(hand, { app: 'tiller-deploy', type: 'Deployment', replicas: 1, namespace: 'ns/kube-system', antiAffinity: 'none', toleratesAll: false, startup });
      return 'initializes Helm: Tiller runs in kube-system';
    },
  },
  {
    name: 'install-ingress',
    takes: [],
    run(_, hand) {
      const refusal = obstacle(hand, 'nginx-ingress');
      if (refusal) return `cannot install the ingress controller: ${refusal}`;
      const { kind, replicas, namespace } = hand.get('installation', installationKind).data.ingress;
      const isDaemonSet = kind === 'DaemonSet';
      const startup = nginxStartup(hand);
      install(hand, {
        app: 'nginx-ingress',
        type: kind,
        replicas: isDaemonSet ? 0 : replicas,
        namespace: `ns/${namespace}`,
        antiAffinity: 'none',
        toleratesAll: isDaemonSet,
        startup,
      });
      hand.create(serviceKind, 'svc/nginx-ingress', { input: { app: 'nginx-ingress', type: 'LoadBalancer', ports: 2 } });
      hand.labelOther('svc/nginx-ingress', 'selects', 'nginx-ingress');
      return `installs the ingress controller as a ${kind}`;
    },
  },
  {
    name: 'install-rancher',
    takes: [],
    run(_, hand) {
      const refusal = obstacle(hand, 'rancher');
      if (refusal) return `cannot install Rancher: ${refusal}`;
      const { replicas, antiAffinity, needs } = hand.get('installation', installationKind).data.rancher;
      install(hand, {
        app: 'rancher',
        type: 'Deployment',
        replicas,
        namespace: 'ns/cattle-system',
        antiAffinity,
        toleratesAll: false,
        startup: { ...rancherStartup(hand), ...needs },
      });
      hand.create(serviceKind, 'svc/rancher', { input: { app: 'rancher', type: 'ClusterIP', ports: 1 } });
      hand.labelOther('svc/rancher', 'selects', 'rancher');
      // The chart brings an Ingress of its own, without a class (rancher/rancher@v2.2.8 chart/templates/ingress.yaml).
      if (!hand.find('ingress/rancher')) {
        hand.create(ingressKind, 'ingress/rancher', { input: { service: 'svc/rancher', upstreams: [] } });
        hand.wake('ingress-reload', 'reload');
      }
      return `installs Rancher with ${replicas} replicas`;
    },
  },
  {
    name: 'set-server-url',
    takes: [],
    run(_, hand) {
      if (!hand.find('installation')?.is('waitingForUrl')) return 'cannot set the server URL: nobody asks for it';
      if (!hand.get('rancher').is('serving') || !hand.get('kube-api').is('available')) return 'cannot set the server URL: Rancher does not answer';
      if (hand.find('deploy/cattle-cluster-agent')) return 'sets the server URL again';
      if (hand.value(rancherParameters.hasPrivilegedAgent) && !hand.get('kube-api', apiKind).data.allowsPrivileged)
        return `sets the server URL: ${unprivileged}`;
      const startup = plainStartup(hand);
      install(hand, {
        app: 'cattle-cluster-agent',
        type: 'Deployment',
        replicas: 1,
        namespace: 'ns/cattle-system',
        antiAffinity: 'none',
        toleratesAll: hand.value(agentParameters.toleratesAll),
        startup,
      });
      hand.send('agent/local', { type: 'requested' });
      return 'sets the server URL: the local cluster gets its agent';
    },
  },
];
