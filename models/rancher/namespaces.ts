/**
 * The namespaces of clusters and projects, and those that Rancher keeps for itself. What a version of it wants more than
 * the one before, as Fleet's of 2.5, is made once that version leads.
 */
import type { Actor, Controller, ControllerHand, View } from '../../sim/index.ts';
import { defaults } from '../defaults.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { clusterKind } from './cluster.ts';
import { fixedNamespaces } from './fixed-namespaces.ts';
import { inRancher, rancherKind, rancherParameters } from './server.ts';

/** Three for the cluster and its two own projects, a fourth with Fleet, one for each further project. */
export const namespacesWanted = (view: View, projects: number): number =>
  inRancher(view, rancherParameters.namespacesPerCluster) + projects * view.value(rancherParameters.namespacesPerProject);

/** The names of a cluster's namespaces, in the order Rancher makes them; with Fleet the fourth is Fleet's. */
export function namespaceName(cluster: string, index: number, perCluster: number): string {
  const project = cluster.replace(/^c-/, 'p-');
  if (index >= perCluster) return `ns/${project}-${index - perCluster + 1}`;
  const own = [cluster, `${project}-default`, `${project}-system`, `cluster-fleet-default-${cluster}`];
  return `ns/${own[index] ?? `${cluster}-${index}`}`;
}

type Cluster = Actor<NonNullable<(typeof clusterKind)['context']>>;

const lacks = (cluster: Cluster, hand: ControllerHand): boolean => cluster.data.made < namespacesWanted(hand, cluster.data.projects);

/** Makes the namespaces that clusters, projects and Rancher itself are backed by, and takes them back. Runs on the leader. */
export const management: Controller = {
  name: 'rancher-management',
  needs: { 'kube-api': 'available', 'cattle-controllers': 'held' },
  watch: {
    rancher: () => 'rancher',
    // What a restore took may be wanted again, and its name is free only then.
    namespace: (namespace, hand) => (namespace.is('gone') && hand.get('rancher', rancherKind).data.history.length > 1 ? 'rancher' : undefined),
    cluster: (cluster, hand) => {
      if (cluster.is('removing')) return cluster.id;
      return !cluster.is('removed') && lacks(cluster as Cluster, hand) ? cluster.id : undefined;
    },
  },
  delay: (key, hand) => hand.draw(`namespace of ${key}`, rancherParameters.namespaceTime),
  reconcile(id, hand) {
    if (id === 'rancher') return keepOwn(hand);
    const cluster = hand.get(id, clusterKind);
    if (cluster.is('removing')) return takeBack(cluster, hand);
    if (cluster.is('removed') || !lacks(cluster, hand)) return undefined;
    if (make(hand, missing(cluster, hand))) hand.send(id, { type: 'namespaceMade' });
    return undefined;
  },
};

/** Whether a namespace is there to stay. */
export const isThere = (view: View, id: string): boolean => {
  const namespace = view.find(id);
  return namespace !== undefined && !namespace.is('gone') && !namespace.is('terminating');
};

/** The first name of a cluster that no namespace has; nearly always the one after those that were made. */
function missing({ id, data: { made } }: Cluster, hand: ControllerHand): string {
  const perCluster = inRancher(hand, rancherParameters.namespacesPerCluster);
  const next = namespaceName(id, made, perCluster);
  if (!isThere(hand, next)) return next;
  let index = 0;
  while (isThere(hand, namespaceName(id, index, perCluster))) index++;
  return namespaceName(id, index, perCluster);
}

/** Whether a namespace could be made: not while one of its name is being deleted. */
function make(hand: ControllerHand, id: string): boolean {
  if (hand.find(id)?.is('terminating')) return false;
  if (hand.find(id)) hand.remove(id);
  hand.create(namespaceKind, id, {});
  return true;
}

/** What this version keeps for itself, and what it wants more for the clusters that are there. */
function keepOwn(hand: ControllerHand): undefined {
  if (!hand.get('rancher').is('serving')) return;
  for (const name of fixedNamespaces.slice(0, inRancher(hand, defaults['rancher.fixedNamespaces']))) if (!isThere(hand, `ns/${name}`)) make(hand, `ns/${name}`);
  for (const cluster of hand.all(clusterKind)) {
    if (cluster.is('removing') || cluster.is('removed') || !lacks(cluster, hand)) continue;
    hand.wake('rancher-management', cluster.id, hand.draw(`namespace of ${cluster.id}`, rancherParameters.namespaceTime));
  }
}

function takeBack({ id, data: { agent, made } }: Cluster, hand: ControllerHand): undefined {
  const perCluster = inRancher(hand, rancherParameters.namespacesPerCluster);
  for (let i = 0; i < made; i++) hand.send(namespaceName(id, i, perCluster), { type: 'delete' });
  for (const one of [agent, `node-${agent}`]) hand.send(one, { type: 'remove' });
  hand.send(id, { type: 'removed' });
}
