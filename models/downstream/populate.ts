/** The local cluster and those imported before the run, active and with open tunnels. */
import type { ControllerHand } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { podsOf } from '../platform/deploy.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { clusterKind, namespaceName } from '../rancher/cluster.ts';
import { rancherParameters } from '../rancher/server.ts';
import { agentKind } from './agent.ts';
import { clusterId } from './names.ts';

export function populate(hand: ControllerHand, { installed, ingress: { controller }, downstream: { atStart, extraProjectsPerCluster } }: Design): void {
  if (installed !== 'rancher') return;
  const ingress = podsOf(hand, 'nginx-ingress');
  const servers = podsOf(hand, 'rancher');
  const made = hand.value(rancherParameters.namespacesPerCluster);
  for (let n = 0; n <= atStart; n++) {
    const id = n === 0 ? 'local' : clusterId(n);
    const projects = n === 0 ? 0 : extraProjectsPerCluster;
    const total = made + projects * hand.value(rancherParameters.namespacesPerProject);
    for (let i = 0; i < total; i++) makeNamespace(hand, namespaceName(id, i));
    hand.create(clusterKind, id, { settled: 'active', input: { agent: `agent/${id}`, projects, made: total } });
    // Behind NSX-T's L7 no agent ever got through.
    const isOpen = controller === 'nginx';
    hand.create(agentKind, `agent/${id}`, { settled: isOpen ? 'connected' : 'registering', input: { cluster: id } });
    if (!isOpen) continue;
    hand.labelOther(`agent/${id}`, 'tunnel by', ingress[hand.pick('ingress of tunnels', ingress.length)]);
    hand.labelOther(`agent/${id}`, 'tunnel to', servers[hand.pick('replica of tunnels', servers.length)]);
  }
}
