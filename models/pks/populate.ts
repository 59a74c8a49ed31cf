/** What the installation of the cluster has taken, in the order of the article's steps. */
import type { ControllerHand } from '../../sim/index.ts';
import { placeOf } from '../addresses.ts';
import { defaults } from '../defaults.ts';
import type { Design } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { othersOf, rangeOf, takeFirst, takePlace } from '../nsx/blocks.ts';
import { serverPool } from '../nsx/service-network.ts';
import { routerPool, routersPerCluster } from '../nsx/topology.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { planOf } from '../platform/vms.ts';
import { fixedNamespaces } from '../rancher/fixed-namespaces.ts';
import { pksClusterKind } from './cluster.ts';
import { networkOf } from './network-profile.ts';
import { pksParameters } from './parameters.ts';
import { makeTile } from './tile.ts';

export function populate(hand: ControllerHand, design: Design): void {
  const {
    nsx: { ipBlocks, floatingPool },
    pks,
  } = design;
  const others = (pool: string, n: number) => {
    for (let i = 0; i < n; i++) hand.take(pool, `others ${i}`);
  };
  const id = pks.clusters[0]?.name ?? '';
  // The article's DNS records name these two, so they have to be what the records say.
  const named = (host: string) => placeOf(addressOf(design, host), rangeOf(floatingPool));
  hand.takeAt('floating-ip-pool', named(pks.clusters[0]?.hostname ?? ''), `API of ${id}`);
  const isWhole = design.installed === 'rancher';
  const holder = design.ingress.controller === 'nsx' ? `ingress of ${id}` : 'svc/nginx-ingress';
  if (isWhole || design.ingress.controller === 'nsx') hand.takeAt('floating-ip-pool', named(design.rancher.hostname), holder);
  others('nodes-ip-block', othersOf(ipBlocks.nodes));
  others('pods-ip-block', othersOf(ipBlocks.pods));
  others('floating-ip-pool', othersOf(floatingPool));
  for (const { name, takenByOthers } of [...design.nsx.furtherIpBlocks, ...design.nsx.furtherFloatingPools]) others(name, takenByOthers);
  makeTile(hand, design);
  const { masters, workers } = planOf(design);
  const input = { description: 'Instance provisioning completed', isFollowed: true, masters, workers };
  hand.create(pksClusterKind, id, { settled: 'succeeded', input });
  const network = networkOf(design);
  for (let i = 0; i < routersPerCluster(network); i++) takePlace(hand, routerPool, `router ${i} of ${id}`);
  takeFirst(hand, network.nodeBlocks, `nodes of ${id}`);
  takeFirst(hand, network.floatingPools, `node SNAT of ${id}`);
  if (design.ingress.controller !== 'nsx') takeFirst(hand, network.floatingPools, `ingress of ${id}`);
  for (let i = 0; i < hand.value(pksParameters.clusterServers); i++) hand.take(serverPool, `${id} ${i}`);
  const system = ['default', 'kube-public', 'kube-system', 'pks-system', 'kube-node-lease'].slice(0, hand.value(pksParameters.systemNamespaces));
  for (const name of system) makeNamespace(hand, `ns/${name}`);
  if (!isWhole) return;
  if (!hand.find(`ns/${design.ingress.namespace}`)) makeNamespace(hand, `ns/${design.ingress.namespace}`);
  if (design.ingress.namespace !== 'cattle-system') makeNamespace(hand, 'ns/cattle-system');
  for (const name of fixedNamespaces.slice(1, hand.value(defaults['rancher.fixedNamespaces']))) makeNamespace(hand, `ns/${name}`);
  if (design.rancher.userNamespace) makeNamespace(hand, 'ns/user-admin');
}
