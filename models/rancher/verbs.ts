/** What people ask Rancher for, and what its replicas go by. */
import type { ControllerHand, Roles, View } from '../../sim/index.ts';
import { numberOr, textOr } from '../arguments.ts';
import { presentCa } from '../certificates/certificate.ts';
import { agentKind, nodeAgentKind } from '../downstream/agent.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';
import { clusterId } from '../downstream/names.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { podsOf } from '../kubernetes/verbs.ts';
import type { Operation } from '../system.ts';
import { deploy } from './agent-image.ts';
import { clusterKind, isKept, isUsed } from './cluster.ts';
import { type CloudProvider, type Mistake, misfit, misprovided } from './provisioning.ts';
import { isRancherUp, rancherVersion } from './server.ts';

/** Makes a cluster's object and its agents; those of one that Rancher lays wait until it is laid. */
function add(hand: ControllerHand, kind: DownstreamKind, nodes: number, mistake: Mistake = 'none', cloudProvider: CloudProvider = 'none'): string {
  const n = (hand.memory.imported = (hand.memory.imported ?? hand.all(clusterKind).length - 1) + 1);
  const id = clusterId(n);
  const { isProvisioned, isRke } = capabilities[kind];
  const version = rancherVersion(hand);
  const birth = { ...(isProvisioned ? { settled: 'withheld' } : {}), input: { cluster: id, version, trusts: presentCa(hand), kind, nodes } };
  hand.create(agentKind, `agent/${id}`, birth);
  if (isRke) hand.create(nodeAgentKind, `node-agent/${id}`, birth);
  hand.create(clusterKind, id, { input: { agent: `agent/${id}`, agentVersion: version, kind, mistake, cloudProvider } });
  return id;
}

/** Why Rancher cannot do something to a cluster, if so. */
function refusalOf(view: View, id: string): string | undefined {
  const cluster = view.find(id, clusterKind);
  if (cluster?.kind !== clusterKind.name || !isKept(cluster)) return `there is no cluster ${id}`;
  return isRancherUp(view) ? undefined : 'Rancher does not answer';
}

/** Nodes of a cluster whose operation does not say. */
const usualNodes = 3;

export const rancherOperations: readonly Operation[] = [
  {
    name: 'import-cluster',
    takes: [],
    run(_, hand) {
      if (!isRancherUp(hand)) return 'cannot import a cluster: Rancher does not answer';
      return `imports cluster ${add(hand, 'imported', usualNodes)}`;
    },
  },
  {
    name: 'create-cluster',
    takes: ['kind', 'nodes', 'mistake', 'cloudProvider'],
    run(args, hand) {
      const kind = textOr(args.kind, 'node-driver') as DownstreamKind;
      const mistake = textOr(args.mistake, 'none') as Mistake;
      const provider = textOr(args.cloudProvider, 'none') as CloudProvider;
      const refusal = misfit(kind, mistake) ?? misprovided(kind, provider, rancherVersion(hand)) ?? (isRancherUp(hand) ? undefined : 'Rancher does not answer');
      if (refusal) return `cannot create a cluster: ${refusal}`;
      const id = add(hand, kind, numberOr(args.nodes, usualNodes), mistake, provider);
      return kind === 'imported' ? `imports cluster ${id}` : `creates cluster ${id} (${kind})`;
    },
  },
  {
    name: 'remove-cluster',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'c-00001');
      const refusal = id === 'local' ? 'Rancher itself runs on it' : refusalOf(hand, id);
      if (refusal) return `cannot remove cluster ${id}: ${refusal}`;
      hand.memory.imported ??= hand.all(clusterKind).length - 1;
      hand.send(id, { type: 'remove' });
      return `removes cluster ${id}`;
    },
  },
  {
    name: 'mend-node-template',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'c-00001');
      const refusal = refusalOf(hand, id) ?? (hand.get(id).is('error') ? undefined : 'its nodes are made as they should be');
      if (refusal) return `cannot mend the node template of ${id}: ${refusal}`;
      hand.send(id, { type: 'templateMended' });
      return `mends the node template of ${id}`;
    },
  },
  {
    name: 'install-cloud-controller',
    takes: ['cluster'],
    /** With the cluster's own kubeconfig, so that no agent is needed. */
    run({ cluster }, hand) {
      const id = textOr(cluster, 'c-00001');
      const refusal = refusalOf(hand, id) ?? (hand.get(id, clusterKind).data.isTainted ? undefined : 'its nodes wait for none');
      if (refusal) return `cannot install a cloud controller manager on ${id}: ${refusal}`;
      hand.send(id, { type: 'initialized' });
      return `installs the cloud controller manager of vSphere on ${id}`;
    },
  },
  {
    name: 'scale-cluster',
    takes: ['cluster', 'nodes'],
    run({ cluster, nodes }, hand) {
      const id = textOr(cluster, 'c-00001');
      const to = numberOr(nodes, usualNodes);
      const refusal = refusalOf(hand, id) ?? noPool(hand, id);
      if (refusal) return `cannot scale the node pool of ${id}: ${refusal}`;
      hand.send(id, { type: 'scale', nodes: to });
      return `scales the node pool of ${id} to ${to}`;
    },
  },
  {
    name: 'redeploy-agents',
    takes: ['cluster'],
    /** People apply the present manifest with each cluster's own kubeconfig, so that no tunnel is needed. */
    run({ cluster }, hand) {
      const ids = typeof cluster === 'string' ? [cluster] : hand.all(clusterKind).flatMap((one) => (isKept(one) ? [one.id] : []));
      const refusal = ids.map((id) => refusalOf(hand, id)).find((why) => why !== undefined);
      const whose = typeof cluster === 'string' ? `the agents of ${cluster}` : 'every agent';
      if (refusal) return `cannot deploy ${whose} anew: ${refusal}`;
      for (const id of ids) deploy(hand, id, hand.get(id, clusterKind).data.agent);
      return `deploys ${whose} anew`;
    },
  },
  {
    name: 'back-up-cluster',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'c-00001');
      const refusal = refusalOf(hand, id) ?? noBackup(hand, id);
      if (refusal) return `cannot back up cluster ${id}: ${refusal}`;
      hand.send(id, { type: 'backedUp' });
      return `takes a snapshot of the etcd of cluster ${id}`;
    },
  },
  {
    name: 'create-user',
    takes: ['name'],
    run({ name }, hand) {
      const user = `user-${textOr(name, 'new')}`;
      const home = hand.find(`ns/${user}`);
      if (!isRancherUp(hand)) return `cannot add ${user}: Rancher does not answer`;
      if (home && !home.is('gone')) return `cannot add ${user}: it exists`;
      if (home) hand.remove(home.id);
      // Whoever opens the page stores a preference.
      hand.create(namespaceKind, `ns/${user}`, {});
      return `adds ${user}, who logs in`;
    },
  },
  {
    name: 'remove-user',
    takes: ['name'],
    run({ name }, hand) {
      const user = `user-${textOr(name, 'new')}`;
      const home = hand.find(`ns/${user}`);
      if (!isRancherUp(hand)) return `cannot remove ${user}: Rancher does not answer`;
      if (!home || home.is('terminating') || home.is('gone')) return `cannot remove ${user}: there is none`;
      hand.send(home.id, { type: 'delete' });
      return `removes ${user}`;
    },
  },
  {
    name: 'create-project',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'local');
      const refusal = refusalOf(hand, id);
      if (refusal?.startsWith('there is no')) return `cannot add a project: ${refusal}`;
      if (refusal) return `cannot add a project to ${id}: ${refusal}`;
      hand.send(id, { type: 'projectAdded' });
      return `adds a project to ${id}`;
    },
  },
];

/** Rancher makes nodes where it made all of them, and while it reaches the cluster. */
function noPool(view: View, id: string): string | undefined {
  const cluster = view.get(id, clusterKind);
  if (cluster.data.kind !== 'node-driver' || id === 'local') return 'it has none, its nodes are made elsewhere';
  return isUsed(cluster) ? undefined : 'it is not active';
}

/** Rancher takes snapshots where it laid etcd, and while it reaches the cluster. */
function noBackup(view: View, id: string): string | undefined {
  const cluster = view.get(id, clusterKind);
  if (id === 'local') return 'PKS laid its etcd, not Rancher';
  return capabilities[cluster.data.kind].noBackup ?? (isUsed(cluster) ? undefined : 'it is not active');
}

const holderOf = (lease: string) => (view: View) => {
  const { holder } = view.get(lease).data as { holder?: string };
  return holder === undefined ? [] : [holder];
};

export const rancherGroups: Roles['groups'] = {
  'rancher replicas': podsOf('rancher'),
  'rancher leader': holderOf('cattle-controllers'),
  'rancher followers': (view) => {
    const leaders = holderOf('cattle-controllers')(view);
    return podsOf('rancher')(view).filter((id) => !leaders.includes(id));
  },
};
