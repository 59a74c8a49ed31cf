/**
 * Deployments and DaemonSets, the controllers that keep their pods, ReplicaSet and DaemonSet, and the kubelet's part of
 * starting a pod.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, defineKind, nextTick } from '../../sim/index.ts';
import { imageOf, keepImage } from './image.ts';
import { lacking } from './mounts.ts';
import { namespaceKind } from './namespace.ts';
import { nodeKind } from './node.ts';
import { podKind, podParameters, type Startup } from './pod.ts';
import { nextRelease, quotaRefusal, withDefaults } from './quota.ts';
import { forgive, isRefused, nextRetry, refuse, retries } from './refused-pods.ts';
import { type Pod, rollOut, rollOutOnNodes, type Strategy } from './rollout.ts';

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
