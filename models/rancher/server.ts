/**
 * Rancher server: replicas behind one Service, a leader by lease, and whether anybody can log in. Any replica serves the
 * UI; the leader alone runs the management controllers. /healthz checks nothing but the HTTP server. Its version may
 * change while a run goes on (upgrade.ts), and what differs between versions follows. Left out: the audit log.
 */
import { assign, setup } from 'xstate';
import {
  type Actor,
  type Controller,
  type ControllerHand,
  count,
  defineKind,
  defineParameters,
  duration,
  flag,
  leaseKind,
  type Micros,
  type Parameter,
  ratio,
  type Setting,
  s,
  uniform,
  type View,
} from '../../sim/index.ts';
import type { Design } from '../design.ts';
import { isAnswering, isWriting, podKind, type Startup } from '../kubernetes/pod.ts';
import { workloadKind } from '../kubernetes/workload.ts';

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
  surge: count(1, {
    source: `${chart}: no strategy, so 25 % of three replicas, rounded up`,
    versions: { product: 'rancher', since: { '2.3.4': [1, 'rancher/rancher@v2.3.4 chart/templates/deployment.yaml: maxSurge 1'] } },
  }),
  unavailable: count(0, {
    source: `${chart}: no strategy, so 25 % of three replicas, rounded down`,
    versions: { product: 'rancher', since: { '2.3.4': [1, 'rancher/rancher@v2.3.4 chart/templates/deployment.yaml: maxUnavailable 1'] } },
  }),
  probeDelay: duration(s(5), { source: `${chart}: readiness delay 5` }),
  probePeriod: duration(s(30), { source: `${chart}: readiness period 30` }),
  livenessDelay: duration(s(60), { source: `${chart}: liveness delay 60` }),
  livenessPeriod: duration(s(30), { source: `${chart}: liveness period 30` }),
  holdsConnection: flag(false, {
    assumption: 'no report of a replica that waited on a dead master was found, though its client-go would let it (kubernetes/client-go#374)',
  }),
  isApiChecked: flag(false, {
    source: 'rancher/rancher@v2.4.8 go.mod: client-go 1.18.8, which checks no HTTP/2 connection (kubernetes/client-go#374)',
    versions: { product: 'rancher', since: { '2.5.6': [true, 'rancher/rancher@v2.5.6 go.mod: client-go 1.20.0, which does'] } },
  }),
  raceTime: duration(s(10), {
    source: 'rancher/rancher#32116: from "is starting" to [FATAL] in its log',
    why: 'a replica that comes second to make a setting or the CA secret',
  }),
  isRacing: flag(true, {
    source: 'rancher/rancher#32116: two of three replicas restart on a fresh installation; the article saw two restarts of two',
    versions: { product: 'rancher', since: { '2.5.8': [false, 'rancher/rancher pull 32163: what exists already is taken as it is'] } },
  }),
  hasPrivilegedAgent: flag(true, {
    source: 'rancher/rancher@v2.2.8 pkg/systemtemplate/template.go: a privileged node agent DaemonSet on every cluster',
    versions: { product: 'rancher', since: { '2.5': [false, 'rancher/rancher@v2.5.9 pkg/systemtemplate/template.go: on clusters of RKE only'] } },
  }),
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

/** How a replica keeps to the API. */
export const connectionOf = (view: View, isChecked: boolean): Pick<Startup, 'connection'> =>
  view.value(rancherParameters.holdsConnection) ? { connection: isChecked ? 'checked' : 'held' } : {};

export const rancherStartup = (view: View): Startup => {
  const start = view.value(rancherParameters.start);
  const [shortest, longest] = start.kind === 'uniform' ? [start.min, start.max] : [0, 0];
  return {
    shortest,
    longest,
    probeDelay: view.value(rancherParameters.probeDelay),
    probePeriod: view.value(rancherParameters.probePeriod),
    liveness: { delay: view.value(rancherParameters.livenessDelay), period: view.value(rancherParameters.livenessPeriod) },
    needsApi: true,
    ...connectionOf(view, view.value(rancherParameters.isApiChecked)),
    ...(view.value(rancherParameters.isRacing) ? { race: { until: 'local', length: view.value(rancherParameters.raceTime), says: raced } } : {}),
  };
};

/** What the replicas of a first start get in each other's way with, one after the other. */
const raced = ['settings.management.cattle.io already exists', 'secrets "tls-rancher-internal-ca" already exists'];

interface Context {
  actor: Actor;
  /** The ready replicas, as they know of each other. */
  peers: readonly string[];
  /** Hand-overs of a cluster's controllers so far. */
  moved: number;
  /** What it runs; while replicas of two versions stand side by side, the older. */
  version: string;
  /** What its Deployment asks for. */
  wanted: string;
  /** What it ran, and since when. */
  history: readonly Version[];
  /** When backups were taken, and of what. */
  backups: readonly Version[];
  /** How often the operator takes one by itself, and how many of these it keeps. */
  schedule: { every: Micros; keep: number } | undefined;
  /** The backup that is being restored, and how many replicas there were. */
  restoring: (Version & { replicas: number }) | undefined;
  /** What ran when what it finds in its API was last restored; empty when nothing was since its version changed. */
  restored: string;
}

/** What Rancher was at a time. */
export interface Version {
  at: Micros;
  version: string;
}

/** What the chart of a version has its replicas run. */
export const imageOfVersion = (version: string): string => `rancher/rancher:v${version}`;

/** What a replica needs beside its node: its image, and with an own CA the Secret with the file that its chart mounts. */
export const rancherNeeds = ({ rancher: { imageTag, tls }, versions }: Design): Pick<Startup, 'image' | 'secret'> => ({
  image: imageTag === undefined ? imageOfVersion(versions.rancher) : `rancher/rancher:${imageTag}`,
  ...(tls.privateCA ? { secret: { name: 'tls-ca', key: 'cacerts.pem', without: '[FATAL] read /etc/rancher/ssl/cacerts.pem: is a directory' } } : {}),
});

/** Whether any replica is ready, who they are, and what they run. */
export const rancherMachine = setup({
  types: {
    input: {} as Pick<Context, 'actor' | 'version'> & Partial<Pick<Context, 'peers' | 'schedule'>>,
    context: {} as Context,
    events: {} as
      | { type: 'served' | 'unserved' }
      | { type: 'peersChanged'; peers: readonly string[]; moved: number }
      /** Its Deployment asks for another version; every replica runs it. */
      | { type: 'upgrade' | 'upgraded'; version: string }
      | { type: 'backedUp' }
      | { type: 'restore'; at: Micros; version: string; replicas: number }
      /** Its API holds what it held when this version ran. */
      | { type: 'restored'; version: string },
  },
  guards: {
    isNews: ({ context, event }) => event.type === 'upgraded' && event.version !== context.version,
  },
  actions: {
    keepPeers: assign(({ context, event }) => (event.type === 'peersChanged' ? { peers: event.peers, moved: context.moved + event.moved } : {})),
    want: assign(({ event }) => (event.type === 'upgrade' ? { wanted: event.version } : {})),
    run: assign(({ context: { actor, history }, event }) =>
      event.type === 'upgraded' ? { version: event.version, history: [...history, { at: actor.now(), version: event.version }], restored: '' } : {},
    ),
    keepBackup: assign(({ context: { actor, backups, version } }) => ({ backups: [...backups, { at: actor.now(), version }] })),
    beginRestore: assign(({ event }) => {
      if (event.type !== 'restore') return {};
      const { at, version, replicas } = event;
      return { restoring: { at, version, replicas } };
    }),
    endRestore: assign(({ event }) => (event.type === 'restored' ? { restoring: undefined, restored: event.version } : {})),
  },
}).createMachine({
  id: 'rancher',
  context: ({ input }) => ({
    peers: [],
    moved: 0,
    wanted: input.version,
    history: [{ at: 0, version: input.version }],
    backups: [],
    schedule: undefined,
    restoring: undefined,
    restored: '',
    ...input,
  }),
  initial: 'down',
  on: {
    peersChanged: { actions: 'keepPeers' },
    upgrade: { actions: 'want' },
    upgraded: { guard: 'isNews', actions: 'run' },
    backedUp: { actions: 'keepBackup' },
    restore: { actions: 'beginRestore' },
    restored: { actions: 'endRestore' },
  },
  states: { serving: { on: { unserved: 'down' } }, down: { on: { served: 'serving' } } },
});

export const rancherKind = defineKind('rancher', rancherMachine);

/** Whether Rancher takes what people ask of it. */
export const isRancherUp = (view: View): boolean => view.get('rancher').is('serving') && view.get('kube-api').is('available');

/** What Rancher runs. */
export const rancherVersion = (view: View): string => view.get('rancher', rancherKind).data.version;

/** A parameter's value in what Rancher runs. */
export const inRancher = <S extends Setting>(view: View, parameter: Parameter<S>): S => view.valueAt(parameter, rancherVersion(view));

/** Counts the replicas and what they run, and tells the lease who may hold it. Keys: a pod, and `exit POD`. */
export const replicas: Controller = {
  name: 'rancher-replicas',
  watch: { pod: (pod) => (pod.data.app === 'rancher' ? pod.id : undefined) },
  reconcile(id, hand) {
    if (id.startsWith('exit ')) return exit(id.slice(5), hand);
    const ready = hand.with('app', 'rancher', podKind).filter(isAnswering);
    const rancher = hand.get('rancher', rancherKind);
    if (rancher.is('serving') !== ready.length > 0) hand.send('rancher', { type: ready.length > 0 ? 'served' : 'unserved' });
    const { version, wanted } = rancher.data;
    if (version !== wanted && areOfNewest(ready, hand)) {
      hand.note(`every replica of Rancher runs ${wanted}`);
      hand.send('rancher', { type: 'upgraded', version: wanted });
    }
    const isReady = ready.some((pod) => pod.id === id && isWriting(pod));
    const { able, holder } = hand.get('cattle-controllers', leaseKind).data;
    if (able.includes(id) === isReady) return undefined;
    // A leader whose writes hang is still there when it has to give up.
    if (holder === id && ready.some((pod) => pod.id === id)) hand.wake('rancher-replicas', `exit ${id}`, hand.value(rancherParameters.renewDeadline));
    hand.send('cattle-controllers', { type: isReady ? 'contenderUp' : 'contenderDown', id });
    return undefined;
  },
};

/** A leader that could not renew for so long ends itself. */
function exit(id: string, hand: ControllerHand): undefined {
  const pod = hand.find(id, podKind);
  if (isAnswering(pod) && !isWriting(pod)) hand.send(id, { type: 'leaseLost' });
}

/** Whether every replica that serves is of the Deployment's present template. */
function areOfNewest(ready: readonly Actor<{ revision: number }>[], hand: ControllerHand): boolean {
  const revision = hand.find('deploy/rancher', workloadKind)?.data.revision;
  return ready.length > 0 && ready.every((pod) => pod.data.revision === revision);
}
