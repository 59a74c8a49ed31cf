/**
 * Rancher server 2.2: replicas behind one Service, a leader by lease, and whether anybody can log in. Any replica
 * serves the UI; the leader alone runs the management controllers. /healthz checks nothing but the HTTP server.
 * Left out: the audit log, upgrades.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, count, defineKind, defineParameters, duration, ratio, s, uniform, type View } from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { podKind, type Startup } from '../kubernetes/pod.ts';

const chart = 'rancher/rancher@v2.2.8 chart/templates/deployment.yaml';
const leader = 'rancher/rancher@v2.2.8 vendor/github.com/rancher/norman/leader/leader.go';

export const rancherParameters = defineParameters('rancher', {
  leaseDuration: duration(s(45), { source: leader }),
  renewDeadline: duration(s(30), { source: leader }),
  retry: duration(s(2), { source: leader }),
  retryJitter: ratio(1.2, { source: 'kubernetes/client-go@kubernetes-1.14.6 leaderelection.go JitterFactor: tries at 1 to 2.2 x retry' }),
  start: uniform(s(20), s(60), {
    assumption: 'container start to /healthz answering on a warm node; the article saw 5.5 min for a first start with restarts',
  }),
  probeDelay: duration(s(5), { source: `${chart}: readiness delay 5` }),
  probePeriod: duration(s(30), { source: `${chart}: readiness period 30` }),
  namespacesPerCluster: count(3, {
    source: 'rancher/rancher@v2.2.8 pkg/controllers/management/auth/project_cluster_handler.go: c-xxxxx and two projects',
    versions: { product: 'rancher', since: { '2.5': [4, "rancher/fleet@v0.3.5 pkg/controllers/cluster/controller.go: and Fleet's own"] } },
  }),
  namespacesPerProject: count(1, { source: 'rancher/rancher@v2.2.8 project_cluster_handler.go: p-xxxxx' }),
  sessionTries: count(1, {
    source: 'rancher/rancher@v2.2.8 pkg/dialer/factory.go: "waiting for cluster agent to connect" at once',
    versions: { product: 'rancher', since: { '2.5': [4, 'rancher/rancher@v2.5.9 pkg/dialer/factory.go: waits 4 times'] } },
  }),
  sessionTry: uniform(s(5), s(10), { source: 'rancher/rancher@v2.5.9 pkg/dialer/factory.go: 5 to 10 s each' }),
  namespaceTime: uniform(s(0.2), s(1), { assumption: 'a management controller makes a namespace within a second; no figure published' }),
});

export const rancherStartup = (view: View): Startup => {
  const start = view.value(rancherParameters.start);
  const [shortest, longest] = start.kind === 'uniform' ? [start.min, start.max] : [0, 0];
  return { shortest, longest, probeDelay: view.value(rancherParameters.probeDelay), probePeriod: view.value(rancherParameters.probePeriod), needsApi: true };
};

interface Context {
  actor: Actor;
  /** The ready replicas, as they know of each other. */
  peers: readonly string[];
  /** Hand-overs of a cluster's controllers so far. */
  moved: number;
}

/** What a replica needs beside its node: its image, and with an own CA the Secret with the file that its chart mounts. */
export const rancherNeeds = ({ rancher: { imageTag, tls }, versions }: Design): Pick<Startup, 'image' | 'secret'> => ({
  image: `rancher/rancher:${imageTag ?? `v${versions.rancher}`}`,
  ...(tls.privateCA ? { secret: { name: 'tls-ca', key: 'cacerts.pem', without: '[FATAL] read /etc/rancher/ssl/cacerts.pem: is a directory' } } : {}),
});

/** Whether any replica is ready, and who they are. */
export const rancherMachine = setup({
  types: {
    input: {} as { actor: Actor; peers?: readonly string[] },
    context: {} as Context,
    events: {} as { type: 'served' | 'unserved' } | { type: 'peersChanged'; peers: readonly string[]; moved: number },
  },
  actions: {
    keepPeers: assign(({ context, event }) => (event.type === 'peersChanged' ? { peers: event.peers, moved: context.moved + event.moved } : {})),
  },
}).createMachine({
  id: 'rancher',
  context: ({ input }) => ({ peers: [], moved: 0, ...input }),
  initial: 'down',
  on: { peersChanged: { actions: 'keepPeers' } },
  states: { serving: { on: { unserved: 'down' } }, down: { on: { served: 'serving' } } },
});

export const rancherKind = defineKind('rancher', rancherMachine);

/** Counts the replicas, and tells the lease who may hold it. */
export const replicas: Controller = {
  name: 'rancher-replicas',
  watch: { pod: (pod) => (pod.data.app === 'rancher' ? pod.id : undefined) },
  reconcile(id, hand) {
    const isServing = hand.with('app', 'rancher', podKind).some((pod) => pod.is('ready'));
    if (hand.get('rancher', rancherKind).is('serving') !== isServing) hand.send('rancher', { type: isServing ? 'served' : 'unserved' });
    const isReady = hand.find(id, podKind)?.is('ready') === true;
    const { able } = hand.get('cattle-controllers').data as { able: readonly string[] };
    if (able.includes(id) === isReady) return undefined;
    hand.send('cattle-controllers', { type: isReady ? 'contenderUp' : 'contenderDown', id });
    return undefined;
  },
};
