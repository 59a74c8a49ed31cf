/** What people ask PKS for. */

import type { Actor, ControllerHand, View } from '../../sim/index.ts';
import { numberOr, textOr } from '../arguments.ts';
import { deploymentId } from '../bosh/deployment.ts';
import type { Operation } from '../system.ts';
import { pksClusterKind } from './cluster.ts';
import { pksParameters } from './parameters.ts';
import { type Carrier, tileKind } from './tile.ts';

/** pivotal-cf/on-demand-service-broker broker/errors.go. */
const busy = 'An operation is in progress for your service instance. Please try again later.';

const carrierOf = (view: View): Carrier => view.get('pks', tileKind).data.carrier;

/** Whether PKS takes a request for a cluster now: before 1.6 it turns away what cannot begin at once. */
function isBusy(view: View, cluster: Actor<unknown>): boolean {
  if (!cluster.is('succeeded') && !cluster.is('failed')) return true;
  return !view.value(pksParameters.queues) && view.find(deploymentId(cluster.id))?.is('locked') === true;
}

/** The PKS cluster that is meant, the one that carries Rancher when none is named; a sentence when nothing can be asked of it. */
function clusterOf(named: unknown, view: View): Actor<{ lastAction: string }> | string {
  const { name } = carrierOf(view);
  const id = textOr(named, name);
  const cluster = view.find(id, pksClusterKind);
  if (cluster?.kind !== pksClusterKind.name) return `PKS cluster ${id}: there is none`;
  if (id !== name) return `PKS cluster ${id}: only the VMs of ${name} are followed here`;
  return isBusy(view, cluster) ? `PKS cluster ${id}: ${busy}` : cluster;
}

/** Whether a cluster's creation has failed, so that it may be asked for again. */
const isUnmade = (cluster: Actor<{ lastAction: string }> | undefined): boolean => cluster?.is('failed') === true && cluster.data.lastAction === 'CREATE';

/** Why a cluster cannot be created. */
function obstacle(id: string, profile: string, view: View): string | undefined {
  const found = view.find(id, pksClusterKind);
  if (found && found.kind !== pksClusterKind.name) return 'it exists';
  const { plans, profiles, carrier } = view.get('pks', tileKind).data;
  if (found && !found.is('deleted') && !(id === carrier.name && isUnmade(found))) return 'it exists';
  if (id === carrier.name && !plans.includes(carrier.plan)) return `there is no plan ${carrier.plan}`;
  return profile !== '' && !profiles.includes(profile) ? `there is no network profile ${profile}` : undefined;
}

/** Requests a cluster: the one that carries Rancher with its VMs and its profile, or a further one with any. */
function create(named: unknown, wanted: unknown, hand: ControllerHand): string {
  const { name, masters, workers, profile: own } = carrierOf(hand);
  const carrier = hand.find(name, pksClusterKind);
  const id = textOr(named, carrier && !isUnmade(carrier) ? 'cluster' : name);
  const profile = id === name ? own : textOr(wanted, own);
  const refusal = obstacle(id, profile, hand);
  if (refusal) return `cannot create PKS cluster ${id}: ${refusal}`;
  if (hand.find(id)) hand.send(id, { type: 'create', profile });
  else hand.create(pksClusterKind, id, { input: id === name ? { isFollowed: true, masters, workers, profile } : { profile } });
  return `creates PKS cluster ${id}`;
}

/** An operation that PKS's API takes, while it answers. */
const asked = (operation: Operation): Operation => ({
  ...operation,
  run: (args, hand) =>
    hand.find('pks')?.is('unavailable') ? `cannot ${operation.name.replaceAll('-', ' ')}: the PKS API does not answer` : operation.run(args, hand),
});

const verbs: readonly Operation[] = [
  {
    name: 'create-network-profile',
    takes: ['profile'],
    run({ profile }, hand) {
      const { known, profiles, carrier } = hand.get('pks', tileKind).data;
      const name = textOr(profile, carrier.profile);
      if (!known.profiles.includes(name)) return `cannot create network profile ${name}: the design has none of that name`;
      if (profiles.includes(name)) return `cannot create network profile ${name}: it exists`;
      hand.send('pks', { type: 'profileCreated', name });
      return `creates network profile ${name}`;
    },
  },
  {
    name: 'create-plan',
    takes: ['plan'],
    run({ plan }, hand) {
      const { known, plans, carrier } = hand.get('pks', tileKind).data;
      const name = textOr(plan, carrier.plan);
      if (!known.plans.includes(name)) return `cannot create plan ${name}: the design has none of that name`;
      if (plans.includes(name)) return `cannot create plan ${name}: it exists`;
      hand.send('pks', { type: 'planSaved', name });
      return `creates plan ${name} in the PKS tile`;
    },
  },
  { name: 'create-pks-cluster', takes: ['cluster', 'profile'], run: ({ cluster, profile }, hand) => create(cluster, profile, hand) },
  {
    name: 'delete-pks-cluster',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'cluster');
      const found = hand.find(id, pksClusterKind);
      if (found?.kind !== pksClusterKind.name || found.is('deleted')) return `cannot delete PKS cluster ${id}: Cluster ${id} not found`;
      if (id === carrierOf(hand).name) return `cannot delete PKS cluster ${id}: it carries Rancher`;
      if (isBusy(hand, found)) return `cannot delete PKS cluster ${id}: ${busy}`;
      hand.send(id, { type: 'delete' });
      return `deletes PKS cluster ${id}`;
    },
  },
  {
    // `pks resize NAME --num-nodes N`: workers alone (docs-pks scale-clusters); without a number it is 1.
    name: 'resize-pks-cluster',
    takes: ['cluster', 'nodes'],
    run({ cluster, nodes }, hand) {
      const found = clusterOf(cluster, hand);
      if (typeof found === 'string') return `cannot resize ${found}`;
      const workers = numberOr(nodes, 1);
      const { workersMax, plan } = carrierOf(hand);
      if (workers > workersMax) return `cannot resize PKS cluster ${found.id}: plan ${plan} allows at most ${workersMax} workers`;
      hand.send(found.id, { type: 'ask', action: 'UPDATE', workers });
      return `resizes PKS cluster ${found.id} to ${workers} worker${workers === 1 ? '' : 's'}`;
    },
  },
  {
    name: 'upgrade-pks-cluster',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const found = clusterOf(cluster, hand);
      if (typeof found === 'string') return `cannot upgrade ${found}`;
      hand.send(found.id, { type: 'ask', action: 'UPGRADE' });
      return `upgrades PKS cluster ${found.id}`;
    },
  },
];

export const pksOperations: readonly Operation[] = verbs.map(asked);
