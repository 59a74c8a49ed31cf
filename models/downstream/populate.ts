/** The local cluster and those that are managed before the run, active and with open tunnels. */
import type { ControllerHand } from '../../sim/index.ts';
import { type Design, isOnDocker, isOnRke } from '../design.ts';
import { podsOf } from '../platform/deploy.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { clusterKind } from '../rancher/cluster.ts';
import { namespaceName } from '../rancher/namespaces.ts';
import { rancherParameters } from '../rancher/server.ts';
import { misfitOf } from '../rke/misfit.ts';
import { agentKind, nodeAgentKind } from './agent.ts';
import { capabilities, kindOfNth } from './kinds.ts';
import { clusterId } from './names.ts';

/** Before any snapshot. */
const longAgo = Number.MIN_SAFE_INTEGER;

export function populate(hand: ControllerHand, design: Design): void {
  const {
    installed,
    downstream,
    rancher: { tls },
    versions: { rancher: version },
  } = design;
  if (installed !== 'rancher') return;
  const { atStart, extraProjectsPerCluster, nodesPerCluster: nodes } = downstream;
  const servers = podsOf(hand, 'rancher');
  const ingress = isOnDocker(design) ? servers : podsOf(hand, 'nginx-ingress');
  // Behind NSX-T's L7, or a balancer whose settings do not fit, or with a chain that is not complete, no agent ever got through.
  const isOpen = (isOnRke(design) ? misfitOf(design) === '' : design.ingress.controller === 'nginx') && tls.chain === 'complete';
  const settled = isOpen ? 'connected' : 'registering';
  const made = hand.value(rancherParameters.namespacesPerCluster);
  const route = (agent: string) => {
    if (!isOpen) return;
    hand.labelOther(agent, 'tunnel by', ingress[hand.pick('ingress of tunnels', ingress.length)]);
    hand.labelOther(agent, 'tunnel to', servers[hand.pick('replica of tunnels', servers.length)]);
  };
  for (let n = 0; n <= atStart; n++) {
    const id = n === 0 ? 'local' : clusterId(n);
    const kind = n === 0 ? 'imported' : kindOfNth(downstream, n);
    const projects = n === 0 ? 0 : extraProjectsPerCluster;
    const total = made + projects * hand.value(rancherParameters.namespacesPerProject);
    for (let i = 0; i < total; i++) makeNamespace(hand, namespaceName(id, i, made));
    hand.create(clusterKind, id, {
      settled: 'active',
      input: { agent: `agent/${id}`, kind, projects, made: total, through: 'cluster-agent', agentVersion: version, madeAt: longAgo },
    });
    hand.create(agentKind, `agent/${id}`, { settled, input: { cluster: id, version, kind, nodes: n === 0 ? 1 : nodes } });
    route(`agent/${id}`);
    if (!capabilities[kind].isRke) continue;
    hand.labelOther(`agent/${id}`, 'endpoint', 'open');
    hand.create(nodeAgentKind, `node-agent/${id}`, { settled, input: { cluster: id, version, kind, nodes } });
    route(`node-agent/${id}`);
  }
}
