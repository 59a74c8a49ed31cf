/**
 * A downstream cluster as Rancher keeps it: made with its namespaces by the management controllers, waiting for its
 * agent, active, unavailable. Left out: hosted, node-driver and custom kinds, provisioning, removal.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, count, defineKind, defineParameters, duration, type Micros, nextTick, s } from '../../sim/index.ts';
import { agentKind } from '../downstream/agent.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { rancherParameters } from './server.ts';

const health = 'rancher/rancher@v2.2.8 pkg/controllers/user/healthsyncer/healthsyncer.go';

export const clusterParameters = defineParameters('rancher.cluster', {
  healthPeriod: duration(s(15), { source: `${health}: every 15 s` }),
  healthTries: count(4, {
    source: `${health}: 4 tries in 2.2.8`,
    versions: { product: 'rancher', since: { '2.5': [3, 'rancher/rancher@v2.5.9 pkg/controllers/managementuser/healthsyncer/healthsyncer.go: 3 tries'] } },
  }),
  healthRetry: duration(s(5), { source: `${health}: 5 s apart` }),
});

interface Context {
  actor: Actor;
  /** Its agent's id. */
  agent: string;
  projects: number;
  /** Namespaces made so far. */
  made: number;
}

export const clusterMachine = setup({
  types: {
    input: {} as { actor: Actor; agent: string; projects?: number; made?: number },
    context: {} as Context,
    events: {} as { type: 'namespaceMade' | 'connected' | 'markUnavailable' | 'markActive' | 'projectAdded' },
  },
  guards: {
    hasAll: ({ context }) => context.made + 1 >= wanted(context),
  },
  actions: {
    countNamespace: assign({ made: ({ context }) => context.made + 1 }),
    addProject: assign({ projects: ({ context }) => context.projects + 1 }),
  },
}).createMachine({
  id: 'cluster',
  context: ({ input }) => ({ projects: 0, made: 0, ...input }),
  initial: 'pending',
  on: { namespaceMade: { actions: 'countNamespace' }, projectAdded: { actions: 'addProject' } },
  states: {
    /** Its object is in the API; the leader still makes its namespaces. */
    pending: {
      on: { namespaceMade: [{ guard: 'hasAll', target: 'waiting', actions: 'countNamespace' }, { actions: 'countNamespace' }] },
    },
    /** Waits for its agent to register. */
    waiting: { on: { connected: 'active' } },
    active: { on: { markUnavailable: 'unavailable' } },
    unavailable: { on: { markActive: 'active' } },
  },
});

export const clusterKind = defineKind('cluster', clusterMachine);

/** Three for the cluster and its two own projects, one for each further project. */
function wanted({ actor, projects }: Context): number {
  return actor.value(rancherParameters.namespacesPerCluster) + projects * actor.value(rancherParameters.namespacesPerProject);
}

/** The names of a cluster's namespaces, in the order Rancher makes them. */
export function namespaceName(cluster: string, index: number): string {
  if (index === 0) return `ns/${cluster}`;
  const project = cluster.replace(/^c-/, 'p-');
  return index === 1 ? `ns/${project}-default` : index === 2 ? `ns/${project}-system` : `ns/${project}-${index - 2}`;
}

/** Makes the namespaces that clusters and projects are backed by. Runs on the leader. */
export const management: Controller = {
  name: 'rancher-management',
  needs: { 'kube-api': 'available', 'cattle-controllers': 'held' },
  watch: { cluster: (cluster) => (cluster.data.made < wanted(cluster.data as Context) ? cluster.id : undefined) },
  delay: (key, hand) => hand.draw(`namespace of ${key}`, rancherParameters.namespaceTime),
  reconcile(id, hand) {
    const { data } = hand.get(id, clusterKind);
    if (data.made >= wanted(data)) return undefined;
    hand.create(namespaceKind, namespaceName(id, data.made), {});
    hand.send(id, { type: 'namespaceMade' });
    return undefined;
  },
};

/** Marks clusters unavailable and active again, as Rancher's health check does at its own round. */
export const clusterHealth: Controller = {
  name: 'cluster-health',
  needs: { 'kube-api': 'available', rancher: 'serving' },
  watch: { agent: (agent) => agent.data.cluster, cluster: (cluster) => (cluster.is('waiting') ? cluster.id : undefined) },
  reconcile(id, hand) {
    const cluster = hand.get(id, clusterKind);
    // A tunnel that died in silence is missed only when its pings are.
    const agent = hand.get(cluster.data.agent, agentKind);
    const isConnected = agent.is('connected') || agent.is('silent');
    if (cluster.is('waiting') && isConnected) hand.send(id, { type: 'connected' });
    if (cluster.is('active') !== isConnected && (cluster.is('active') || cluster.is('unavailable'))) return judge(id, isConnected, hand);
    forget(id, hand);
    return undefined;
  },
};

/** Connected again: at the next round. Lost: at the round, and then the tries of that round. */
function judge(id: string, isConnected: boolean, hand: ControllerHand): Micros | undefined {
  const seen: { isConnected: boolean; due: Micros } | undefined = hand.memory[id];
  if (seen?.isConnected === isConnected && hand.now() >= seen.due) {
    hand.send(id, { type: isConnected ? 'markActive' : 'markUnavailable' });
    forget(id, hand);
    return undefined;
  }
  if (seen?.isConnected !== isConnected) {
    const period = hand.value(clusterParameters.healthPeriod);
    const round = nextTick(hand.now(), period, hand.phase(`health of ${id}`, period));
    const tries = isConnected ? 0 : (hand.value(clusterParameters.healthTries) - 1) * hand.value(clusterParameters.healthRetry);
    hand.memory[id] = { isConnected, due: round + tries };
  }
  return hand.memory[id].due;
}

function forget(id: string, hand: ControllerHand): void {
  if (id in hand.memory) delete hand.memory[id];
}
