/** The ingress controller's pods, and on PKS its Service of type LoadBalancer. */
import type { ControllerHand } from '../../sim/index.ts';
import { placeOf } from '../addresses.ts';
import { type Design, isOnDocker, isOnPks } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { rangeOf } from '../nsx/blocks.ts';
import { serverPool } from '../nsx/service-network.ts';
import { deploy, makeService, podsOf, spread } from '../platform/deploy.ts';
import { nodeIn, workerVms } from '../platform/homes.ts';
import { ingressOf } from './ingress-of.ts';
import { nginxStartup } from './nginx.ts';

export function populate(hand: ControllerHand, design: Design): void {
  // In one container Rancher itself listens.
  if (design.installed !== 'rancher' || isOnDocker(design)) return;
  const { rancher } = design;
  const ingress = ingressOf(design);
  // NSX-T's L7 has its virtual servers from the cluster's creation, and no pods.
  if (ingress.controller === 'nsx') return;
  const nodes = workerVms(design).map(nodeIn);
  const isDaemonSet = ingress.kind === 'DaemonSet';
  const homes = isDaemonSet ? nodes : spread(nodes, ingress.replicas);
  deploy(hand, 'nginx-ingress', `ns/${ingress.namespace}`, ingress.kind, homes, 'none', nginxStartup(hand));
  // RKE's own listens on the nodes' ports.
  if (!isOnPks(design)) return;
  const address = placeOf(addressOf(design, rancher.hostname), rangeOf(design.nsx.floatingPool));
  for (const port of [80, 443]) hand.take(serverPool, `svc/nginx-ingress port ${port}`);
  makeService(hand, 'nginx-ingress', {
    settled: 'realized',
    type: 'LoadBalancer',
    ports: 2,
    address,
    addressPool: 'floating-ip-pool',
    balancer: `lb/${design.pks.clusters[0]?.name ?? ''}`,
    members: podsOf(hand, 'nginx-ingress'),
  });
}
