/**
 * Rancher keeps all that it knows in its API: whoever restores an older state of that takes it back with it. A cluster that
 * came since is unknown then and its agent is refused; one that was removed since is there again without an agent
 * (rancher/docs content/rancher/v2.x/en/upgrades/rollbacks/ha-server-rollbacks: what changed since is lost).
 * A snapshot of etcd holds the Deployment too, so the version goes back with it; a backup of 2.5's operator does not.
 * Left out: users, workloads and namespaces that are not of clusters, which stay as they are.
 */
import { type Actor, type Controller, type ControllerHand, formatDuration, type Micros, type View } from '../../sim/index.ts';
import { defaults } from '../defaults.ts';
import { dataKind } from '../etcd/data.ts';
import { podKind } from '../kubernetes/pod.ts';
import { clusterKind, isKept } from './cluster.ts';
import { fixedNamespaces } from './fixed-namespaces.ts';
import { isThere, namespaceName } from './namespaces.ts';
import { rancherKind, rancherParameters } from './server.ts';
import { runVersion } from './upgrade.ts';

/** Keys: `etcd`, `backup`. */
export const restores: Controller = {
  name: 'rancher-restore',
  needs: { 'kube-api': 'available' },
  watch: {
    'etcd-data': (data) => (data.is('rolledBack') ? 'etcd' : undefined),
    pod: (pod, hand) => (pod.data.app === 'rancher' && pod.is('gone') && isRestoring(hand) ? 'backup' : undefined),
    rancher: (_, hand) => (isRestoring(hand) ? 'backup' : undefined),
  },
  reconcile: (key, hand) => (key === 'etcd' ? followEtcd(hand) : restoreBackup(hand)),
};

const isRestoring = (view: View): boolean => view.get('rancher', rancherKind).data.restoring !== undefined;

/** What ran at a time. */
export const versionAt = (view: View, at: Micros): string => {
  const { history } = view.get('rancher', rancherKind).data;
  return (history.findLast((one) => one.at <= at) ?? history[0])?.version ?? '';
};

/** Once for each restore of etcd, which begins a new logical cluster. */
function followEtcd(hand: ControllerHand): undefined {
  const { generation, gone } = hand.get('etcd-data', dataKind).data;
  if (hand.memory.generation === generation || !gone || !hand.find('deploy/rancher')) return;
  hand.memory.generation = generation;
  const then = versionAt(hand, gone.from);
  goBack(hand, gone.from, then, then);
  hand.send('rancher', { type: 'restored', version: then });
  if (then === hand.get('rancher', rancherKind).data.wanted) return;
  hand.note(`Rancher is ${then} again, as in the snapshot`);
  runVersion(hand, then);
  // The kubelets end what the restored API does not know.
  for (const pod of hand.with('app', 'rancher', podKind)) hand.send(pod.id, { type: 'delete', grace: 0 });
}

/** The operator scales Rancher down, restores, and scales it up again (rancher/docs content/rancher/v2.5/en/backups/restoring-rancher). */
function restoreBackup(hand: ControllerHand): undefined {
  const { restoring } = hand.get('rancher', rancherKind).data;
  const isAway = hand.with('app', 'rancher', podKind).every((pod) => pod.is('gone') || pod.is('doomed'));
  if (!restoring || !isAway) return;
  hand.note(`Rancher's backup of ${formatDuration(hand.now() - restoring.at)} ago is restored`);
  goBack(hand, restoring.at, hand.get('rancher', rancherKind).data.version);
  hand.send('rancher', { type: 'restored', version: restoring.version });
  hand.send('deploy/rancher', { type: 'scale', replicas: restoring.replicas });
}

type Cluster = Actor<NonNullable<(typeof clusterKind)['context']>>;

/** Takes Rancher's objects back to a time. `agents` is the version of the agents that they then tell of, if another. */
function goBack(hand: ControllerHand, to: Micros, version: string, agents?: string): void {
  const perCluster = (of: string) => hand.valueAt(rancherParameters.namespacesPerCluster, of);
  const present = hand.get('rancher', rancherKind).data.version;
  const forgotten: string[] = [];
  for (const cluster of hand.all(clusterKind)) {
    const { madeAt, removedAt, made, projects, projectsAt } = cluster.data;
    const before = Array.from({ length: made }, (_, i) => namespaceName(cluster.id, i, perCluster(present)));
    if (madeAt > to) {
      if (!isKept(cluster)) continue;
      forgotten.push(cluster.id);
      forget(hand, cluster, before);
    } else if (isKept(cluster)) {
      const left = perCluster(version) + projects - projectsAt.filter((at) => at > to).length;
      const after = Array.from({ length: left }, (_, i) => namespaceName(cluster.id, i, perCluster(version)));
      for (const id of before) if (!after.includes(id)) hand.send(id, { type: 'delete' });
      hand.send(cluster.id, { type: 'goBack', to, made: before.filter((id) => after.includes(id)).length, version: agents });
    } else if (removedAt > to) revive(hand, cluster, before, to, agents);
  }
  const own = (of: string) => fixedNamespaces.slice(0, hand.valueAt(defaults['rancher.fixedNamespaces'], of));
  for (const name of own(present)) if (!own(version).includes(name)) hand.send(`ns/${name}`, { type: 'delete' });
  if (forgotten.length > 0) hand.note(`Rancher knows nothing of ${forgotten.join(', ')}, and refuses ${forgotten.length > 1 ? 'their agents' : 'the agent'}`);
}

const agentsOf = ({ data: { agent } }: Cluster): string[] => [agent, `node-${agent}`];

function forget(hand: ControllerHand, cluster: Cluster, namespaces: readonly string[]): void {
  for (const id of namespaces) hand.send(id, { type: 'delete' });
  hand.send(cluster.id, { type: 'forgotten' });
  for (const agent of agentsOf(cluster)) hand.send(agent, { type: 'disown' });
}

/** Its namespaces are made anew; agents that had only been refused get through again. */
function revive(hand: ControllerHand, cluster: Cluster, namespaces: readonly string[], to: Micros, agents: string | undefined): void {
  hand.send(cluster.id, { type: 'revived', to, made: namespaces.filter((id) => isThere(hand, id)).length, version: agents });
  for (const agent of agentsOf(cluster)) hand.send(agent, { type: 'readmit' });
}
