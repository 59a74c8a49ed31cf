/** The ingress controller's pods and its Service of type LoadBalancer. */
import type { ControllerHand } from '../../sim/index.ts';
import { placeOf } from '../addresses.ts';
import type { Design } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { rangeOf } from '../nsx/blocks.ts';
import { serverPool } from '../nsx/service-network.ts';
import { deploy, makeService, podsOf, spread } from '../platform/deploy.ts';
import { workerIds } from '../platform/vms.ts';
import { nginxStartup } from './nginx.ts';

export function populate(hand: ControllerHand, design: Design): void {
  if (design.installed !== 'rancher') return;
  const { ingress, rancher } = design;
  // NSX-T's L7 has its virtual servers from the cluster's creation, and no pods.
  if (ingress.controller === 'nsx') return;
  const nodes = workerIds(design).map((id) => `node-${id}`);
  const isDaemonSet = ingress.kind === 'DaemonSet';
  const homes = isDaemonSet ? nodes : spread(nodes, ingress.replicas);
  deploy(hand, 'nginx-ingress', `ns/${ingress.namespace}`, ingress.kind, homes, 'none', nginxStartup(hand));
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
