/**
 * Deployments and DaemonSets, and the controllers that keep their pods: ReplicaSet, DaemonSet, scheduler, and the
 * kubelet's part of starting a pod. Left out: resource requests (the charts set none).
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, defineKind, defineParameters, duration, type Micros, nextTick, s } from '../../sim/index.ts';
import { nextTry } from './back-off.ts';
import { imageOf, keepImage } from './image.ts';
import { lacking } from './mounts.ts';
import { namespaceKind } from './namespace.ts';
import { nodeKind } from './node.ts';
import { podKind, podParameters, type Startup } from './pod.ts';
import { nextRelease, quotaRefusal, withDefaults } from './quota.ts';
import { forgive, isRefused, nextRetry, refuse, retries } from './refused-pods.ts';
import { type Pod, rollOut, rollOutOnNodes, type Strategy } from './rollout.ts';

const queue = 'kubernetes/kubernetes pkg/scheduler';

export const schedulerParameters = defineParameters('kubernetes.scheduler', {
  backOffFirst: duration(s(1), { source: `${queue}/util/backoff_utils.go: 1 s` }),
  backOffMax: duration(s(60), {
    source: `${queue}/util/backoff_utils.go: 60 s`,
    versions: { product: 'kubernetes', since: { '1.16': [s(10), `${queue}/internal/queue/scheduling_queue.go: 10 s`] } },
  }),
});

export type AntiAffinity = 'none' | 'preferred' | 'required';

interface Context {
  actor: Actor;
  app: string;
  type: 'Deployment' | 'DaemonSet';
  replicas: number;
  namespace: string;
  antiAffinity: AntiAffinity;
  toleratesAll: boolean;
  startup: Startup;
  /** Pods made so far; the next one's ordinal. */
  made: number;
  /** How many pods its PodDisruptionBudget keeps from evictions; 0 for no budget. */
  minAvailable: number;
  /** How often its template has changed. */
  revision: number;
  strategy: Strategy;
}

export const workloadMachine = setup({
  types: {
    input: {} as Omit<Context, 'minAvailable' | 'revision' | 'strategy'> & Partial<Context>,
    context: {} as Context,
    events: {} as { type: 'made' } | { type: 'scale'; replicas: number } | { type: 'update'; startup: Startup; strategy: Strategy },
  },
  actions: {
    countPod: assign({ made: ({ context }) => context.made + 1 }),
    scale: assign({ replicas: ({ context, event }) => (event.type === 'scale' ? event.replicas : context.replicas) }),
    update: assign(({ context, event }) =>
      event.type === 'update' ? { startup: event.startup, strategy: event.strategy, revision: context.revision + 1 } : {},
    ),
  },
}).createMachine({
  id: 'workload',
  context: ({ input }) => ({ minAvailable: 0, revision: 0, strategy: unset, ...input }),
  initial: 'active',
  states: { active: { on: { made: { actions: 'countPod' }, scale: { actions: 'scale' }, update: { actions: 'update' } } } },
});

export const workloadKind = defineKind('workload', workloadMachine);

/** Of a template that has never changed. */
const unset: Strategy = { surge: 0, unavailable: 0 };

export type Workload = Actor<Context>;

const inControllerManager = { 'kube-api': 'available', 'kube-controller-manager': 'held' };

/** ReplicaSet and DaemonSet controllers: as many pods as asked for, one on each node; ended pods are removed. */
export const workloads: Controller = {
  name: 'workloads',
  needs: inControllerManager,
  watch: {
    workload: (workload) => workload.id,
    // A pod of a changed template that is ready lets a rollout go on.
    pod: (pod, hand) => {
      if (pod.is('gone')) return [pod.data.owner, ...retries(hand)];
      return pod.is('doomed') || pod.is('terminating') || (pod.data.revision > 0 && pod.is('ready')) ? pod.data.owner : undefined;
    },
    'resource-quota': (_, hand) => retries(hand),
    'limit-range': (_, hand) => retries(hand),
    node: (_, hand) =>
      hand
        .all(workloadKind)
        .filter(({ data }) => data.type === 'DaemonSet')
        .map(({ id }) => id),
  },
  reconcile(key, hand) {
    const id = key.replace('retry ', '');
    const workload = hand.find(id, workloadKind);
    if (!workload) return undefined;
    if (key !== id) {
      if (!isRefused(hand, id)) return undefined;
      const due = nextRetry(hand, id);
      if (hand.now() < due) return due;
    }
    const pods = hand.with('owner', id, podKind);
    for (const pod of pods) if (pod.is('gone')) hand.remove(pod.id);
    const living = pods.filter((pod) => !pod.is('gone') && !pod.is('doomed') && !pod.is('terminating'));
    const { type, replicas, revision } = workload.data;
    if (type === 'Deployment') {
      if (living.some((pod) => pod.data.revision !== revision)) return rollOut(hand, workload, living);
      // Ordinals are counted by the workload, which hears of a pod only after this look.
      for (let i = living.length; i < replicas && askForPod(hand, workload); i++) makePod(hand, workload, i - living.length, undefined);
      if (living.length >= replicas) forgive(hand, id);
      for (const pod of living.slice(replicas)) hand.send(pod.id, { type: 'delete' });
      return undefined;
    }
    keepDaemons(hand, workload, pods);
    return undefined;
  },
};

/** One pod on each node that takes it; one that is on its way out keeps its node (pkg/controller/daemon/daemon_controller.go podsShouldBeOnNode). */
function keepDaemons(hand: ControllerHand, workload: Workload, pods: readonly Pod[]): void {
  const nodes = hand.all(nodeKind).filter((node) => node.is('condition.ready') && node.data.taint === '');
  const there = pods.filter((pod) => !pod.is('gone'));
  let made = 0;
  for (const node of nodes) {
    if (there.some((pod) => pod.data.node === node.id)) continue;
    if (!askForPod(hand, workload)) break;
    makePod(hand, workload, made++, node.id);
  }
  const living = there.filter((pod) => !pod.is('doomed') && !pod.is('terminating'));
  rollOutOnNodes(
    workload,
    living,
    nodes.map(({ id }) => id),
    hand,
  );
}

/** Whether the API takes one more pod of a workload; said when it does not. */
export function askForPod(hand: ControllerHand, { id, data: { app, namespace, startup } }: Workload): boolean {
  const why = quotaRefusal(hand, namespace, withDefaults(hand, namespace, startup));
  if (why === undefined) {
    forgive(hand, id);
    return true;
  }
  refuse(hand, id, why, (words) => `${app} stays short of pods: ${words} (FailedCreate, 403)`);
  const release = nextRelease(hand, namespace);
  if (release !== undefined) hand.wake('workloads', `retry ${id}`, release - hand.now());
  return false;
}

/** Makes a pod; `settledOn` places it on a node as if it had run there for long. */
export function makePod(hand: ControllerHand, workload: Workload, ahead: number, boundTo: string | undefined, settledOn?: string): void {
  const { app, namespace, toleratesAll, made, revision } = workload.data;
  const startup = withDefaults(hand, namespace, workload.data.startup);
  const id = `${app}-${made + ahead}`;
  const input = { app, owner: workload.id, namespace, toleratesAll, startup, revision, ...(settledOn ? { node: settledOn } : {}) };
  hand.create(podKind, id, settledOn ? { settled: 'ready', input } : { input });
  hand.labelOther(id, 'app', app);
  hand.labelOther(id, 'owner', workload.id);
  if (startup.volume !== undefined) hand.labelOther(id, 'uses', startup.volume);
  if (settledOn) {
    hand.labelOther(id, 'node', settledOn);
    keepImage(hand, settledOn, imageOf(app, startup));
  }
  if (!settledOn) hand.send(workload.id, { type: 'made' });
  if (boundTo) hand.send(id, { type: 'bind', node: boundTo });
}

/** Binds pending pods to the ready node with the best score: away from its own kind, then the fewest pods. */
export const scheduler: Controller = {
  name: 'scheduler',
  needs: { 'kube-api': 'available', 'kube-scheduler': 'held' },
  watch: {
    pod: (pod) => (pod.is('pending') ? pod.id : pod.is('gone') ? 'waiting' : undefined),
    node: (node) => (node.is('condition.ready') ? 'waiting' : undefined),
    volume: () => 'waiting',
  },
  reconcile(id, hand) {
    if (id === 'waiting') return retryWaiting(hand);
    const pod = hand.find(id, podKind);
    if (!pod?.is('pending')) return undefined;
    const workload = hand.find(pod.data.owner, workloadKind);
    // A DaemonSet's pod is bound by its controller.
    if (workload?.data.type === 'DaemonSet') return undefined;
    const isUnclaimed = pod.data.startup.volume !== undefined && hand.find(pod.data.startup.volume)?.is('pending') !== false;
    const node = isUnclaimed ? undefined : chooseNode(hand, pod.data, workload?.data.antiAffinity ?? 'none');
    const since = waitingOf(hand)[id];
    if (node) delete waitingOf(hand)[id];
    else waitingOf(hand)[id] ??= hand.now();
    if (!node && since === undefined) hand.note(`${id} stays Pending: ${isUnclaimed ? 'its claim is unbound' : 'no node takes it'} (FailedScheduling)`);
    if (node) {
      hand.memory.assumed = [...assumed(hand), { at: hand.now(), node, app: pod.data.app }];
      hand.send(id, { type: 'bind', node });
    }
    return undefined;
  },
};

/** Pods that no node takes, and since when. */
const waitingOf = (hand: ControllerHand): Record<string, Micros> => (hand.memory.waiting ??= {});

/** A change lets the scheduler try again what has waited out its back-off, which grows with each try in vain. */
function retryWaiting(hand: ControllerHand): undefined {
  const waiting = waitingOf(hand);
  for (const [pod, since] of Object.entries(waiting)) {
    if (!hand.find(pod)) delete waiting[pod];
    else
      hand.wake(
        'scheduler',
        pod,
        nextTry(hand.now(), since, hand.value(schedulerParameters.backOffFirst), hand.value(schedulerParameters.backOffMax)) - hand.now(),
      );
  }
}

interface Assumed {
  at: Micros;
  node: string;
  app: string;
}

/** Pods that it has bound in this very instant; it counts them as there, though their objects do not say so yet. */
const assumed = (hand: ControllerHand): Assumed[] => (hand.memory.assumed ?? []).filter(({ at }: Assumed) => at === hand.now());

function chooseNode(hand: ControllerHand, { app, toleratesAll }: { app: string; toleratesAll: boolean }, antiAffinity: AntiAffinity): string | undefined {
  const most = hand.value(podParameters.maxPerNode);
  const coming = assumed(hand);
  const open = hand
    .all(nodeKind)
    .filter((node) => node.is('condition.ready') && (toleratesAll || (node.is('scheduling.open') && node.data.taint === '')))
    .map((node) => {
      const pods = hand.with('node', node.id, podKind).filter((pod) => !pod.is('gone'));
      const soon = coming.filter((one) => one.node === node.id);
      const mates = pods.filter((pod) => pod.data.app === app).length + soon.filter((one) => one.app === app).length;
      return { id: node.id, pods: pods.length + soon.length, mates };
    })
    .filter(({ pods, mates }) => pods < most && (antiAffinity !== 'required' || mates === 0));
  if (antiAffinity === 'none') open.sort((a, b) => a.pods - b.pods);
  else open.sort((a, b) => a.mates - b.mates || a.pods - b.pods);
  return open[0]?.id;
}

/** The kubelet's start of a bound pod: once its namespace has a network, the sandbox comes up. */
export const sandboxes: Controller = {
  name: 'sandboxes',
  watch: {
    pod: (pod) => (pod.is('creating') ? pod.id : undefined),
    secret: (secret, hand) => hand.with('waits for', secret.id).map((pod) => pod.id),
    volume: (volume, hand) => hand.with('waits for', volume.id).map((pod) => pod.id),
    namespace: (namespace, hand) =>
      namespace.is('networked') && hand.countWith('creating in', namespace.id) > 0 ? hand.with('creating in', namespace.id).map((pod) => pod.id) : undefined,
  },
  delay: (key, hand) => hand.draw(`sandbox of ${key}`, podParameters.sandbox),
  reconcile(id, hand) {
    const pod = hand.find(id, podKind);
    if (!pod) return undefined;
    const missing = pod.is('creating') ? lacking(hand, pod.data) : undefined;
    if (missing !== undefined) {
      if (missing.why !== '' && pod.labels.get('waits because') !== missing.why) hand.note(`${id} stays ContainerCreating: ${missing.why}`);
      hand.labelOther(id, 'waits for', missing.id);
      hand.labelOther(id, 'waits because', missing.why);
      return undefined;
    }
    if (pod.is('creating') && pod.labels.get('waits for')?.startsWith('secret/')) {
      const period = hand.value(podParameters.mountRetry);
      const due = nextTick(hand.now(), period, hand.phase(`mount of ${id}`, period));
      if (hand.now() < due) return due;
    }
    if (pod.labels.has('waits for')) for (const label of ['waits for', 'waits because']) hand.labelOther(id, label, undefined);
    const isWaiting = pod.is('creating') && !hand.get(pod.data.namespace, namespaceKind).is('networked');
    hand.labelOther(id, 'creating in', isWaiting ? pod.data.namespace : undefined);
    if (pod.is('creating') && !isWaiting) hand.send(id, { type: 'sandboxReady' });
    if (isWaiting) hand.note(`${id} stays ContainerCreating: ${pod.data.namespace.replace('ns/', 'namespace ')} has no network`);
    return undefined;
  },
};
