/** What the installation of the cluster has taken, in the order of the article's steps. */
import type { ControllerHand } from '../../sim/index.ts';
import { placeOf } from '../addresses.ts';
import { defaults } from '../defaults.ts';
import type { PksDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { othersOf, rangeOf, takeFirst } from '../nsx/blocks.ts';
import { planOf } from '../platform/homes.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { fixedNamespaces } from '../rancher/fixed-namespaces.ts';
import { pksClusterKind } from './cluster.ts';
import { tile } from './network-profile.ts';
import { missingObjects } from './provisioning.ts';
import { systemNamespaces } from './system-namespaces.ts';
import { makeTile } from './tile.ts';

export function populate(hand: ControllerHand, design: PksDesign): void {
  makeTile(hand, design);
  const isThere = design.installed !== 'nothing';
  if (isThere) takeNamed(hand, design);
  takeForOthers(hand, design);
  if (!isThere) return;
  const id = design.pks.clusters[0]?.name ?? '';
  const { masters, workers } = planOf(design);
  const input = { description: 'Instance provisioning completed', isFollowed: true, masters, workers };
  hand.create(pksClusterKind, id, { settled: 'succeeded', input });
  for (const [pools, owner] of missingObjects(id, hand)) takeFirst(hand, pools, owner);
  for (const namespace of systemNamespaces(hand)) makeNamespace(hand, namespace);
  if (design.installed === 'rancher') makeNamespaces(hand, design);
}

/** The DNS records of the article name these two addresses, so they have to be what the records say. */
function takeNamed(hand: ControllerHand, design: PksDesign): void {
  const { pks, ingress, installed, rancher } = design;
  const [cluster] = pks.clusters;
  const take = (host: string, owner: string) => hand.takeAt(tile.floating, placeOf(addressOf(design, host), rangeOf(design.nsx.floatingPool)), owner);
  take(cluster?.hostname ?? '', `API of ${cluster?.name}`);
  if (ingress.controller === 'nsx') take(rancher.hostname, `ingress of ${cluster?.name}`);
  else if (installed === 'rancher') take(rancher.hostname, 'svc/nginx-ingress');
}

function takeForOthers(hand: ControllerHand, { nsx }: PksDesign): void {
  const others = (pool: string, n: number) => {
    for (let i = 0; i < n; i++) hand.take(pool, `others ${i}`);
  };
  others(tile.nodes, othersOf(nsx.ipBlocks.nodes));
  others(tile.pods, othersOf(nsx.ipBlocks.pods));
  others(tile.floating, othersOf(nsx.floatingPool));
  for (const { name, takenByOthers } of [...nsx.furtherIpBlocks, ...nsx.furtherFloatingPools]) others(name, takenByOthers);
}

/** Those of the ingress controller, of Rancher and of its users. */
function makeNamespaces(hand: ControllerHand, { ingress, rancher }: PksDesign): void {
  if (!hand.find(`ns/${ingress.namespace}`)) makeNamespace(hand, `ns/${ingress.namespace}`);
  if (ingress.namespace !== 'cattle-system') makeNamespace(hand, 'ns/cattle-system');
  for (const name of fixedNamespaces.slice(1, hand.value(defaults['rancher.fixedNamespaces']))) makeNamespace(hand, `ns/${name}`);
  if (rancher.userNamespace) makeNamespace(hand, 'ns/user-admin');
}
