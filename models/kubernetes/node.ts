/**
 * A worker as Kubernetes sees it: the kubelet on the VM and the Node object in the API. PKS masters have no kubelet and
 * are no nodes (cloudfoundry-incubator/kubo-deployment manifests/cfcr.yml).
 * Status updates and the node monitor's rounds are no events; the round that notices is computed.
 * Left out: node conditions other than Ready, kubelet evictions, taints with a key of their own.
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
  lastTick,
  type Micros,
  nextTick,
  ratio,
  s,
  uniform,
} from '../../sim/index.ts';
import { podKind } from './pod.ts';

const defaults = 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/apis/config/v1alpha1/defaults.go';

export const nodeParameters = defineParameters('kubernetes.node', {
  statusPeriod: duration(s(10), {
    source: 'kubernetes/kubelet@kubernetes-1.18.8 config/v1beta1/types.go: posted every 10 s without leases (1.13)',
    versions: {
      product: 'kubernetes',
      since: { '1.14': [s(10), 'kubernetes/kubernetes pkg/kubelet/nodelease/controller.go: the lease of 40 s renewed every 0.25 of it'] },
    },
  }),
  monitorPeriod: duration(s(5), { source: `${defaults}: node-monitor-period` }),
  gracePeriod: duration(s(40), { source: `${defaults}: node-monitor-grace-period` }),
  tolerationSeconds: duration(s(300), { source: 'kubernetes/kubernetes plugin/pkg/admission/defaulttolerationseconds/admission.go' }),
  evictionInterval: duration(s(10), { source: 'kubernetes/kubernetes cmd/kube-controller-manager/app/options/nodelifecyclecontroller.go: 0.1 node/s' }),
  partialShare: ratio(0.55, {
    source: 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go: unhealthy zone threshold',
  }),
  partialMore: count(2, {
    source: 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go: and more than 2 nodes',
  }),
  largeZone: count(50, {
    source: 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go: large cluster threshold',
  }),
  slowInterval: duration(s(100), { source: 'kubernetes/kubernetes cmd/kube-controller-manager/app/options/nodelifecyclecontroller.go: 0.01 node/s' }),
  kubeletStart: uniform(s(5), s(15), { assumption: 'guest up to the first status of its kubelet; no figure published for PKS' }),
});

interface Context {
  actor: Actor;
  /** Last status posted before the kubelet stopped, in µs. */
  postedAt: Micros;
  /** Since when the Node object is Unknown, in µs. */
  unknownSince: Micros;
  /** A taint that people gave it. */
  taint: '' | TaintEffect;
  /** How long the pods that are being drained may take, in µs; -1 for their own grace. */
  grace: Micros;
}

export type TaintEffect = 'NoSchedule' | 'NoExecute';

export const nodeMachine = setup({
  types: {
    input: {} as { actor: Actor },
    context: {} as Context,
    events: {} as
      | { type: 'vmStopped' | 'vmStarted' | 'posted' | 'mute' | 'reconnected' | 'markUnknown' | 'cordon' | 'drained' | 'uncordon' | 'untaint' }
      | { type: 'drain'; grace?: Micros }
      | { type: 'taint'; effect: TaintEffect },
  },
  actions: {
    rememberPost: assign({
      postedAt: ({ context: { actor } }) => {
        const period = actor.value(nodeParameters.statusPeriod);
        return lastTick(actor.now(), period, actor.phase('status', period));
      },
    }),
    rememberUnknown: assign({ unknownSince: ({ context }) => context.actor.now() }),
    keepGrace: assign({ grace: ({ event }) => (event.type === 'drain' ? (event.grace ?? -1) : -1) }),
    taint: assign({ taint: ({ event }) => (event.type === 'taint' ? event.effect : '') }),
    stopPods: ({ context: { actor } }) => {
      for (const pod of actor.with('node', actor.id)) actor.send(pod.id, { type: 'nodeStopped' });
    },
    startPods: ({ context: { actor } }) => {
      for (const pod of actor.with('node', actor.id)) actor.send(pod.id, { type: 'nodeStarted' });
    },
  },
  delays: { kubeletStart: ({ context }) => context.actor.draw('kubeletStart', nodeParameters.kubeletStart) },
}).createMachine({
  id: 'node',
  context: ({ input }) => ({ postedAt: 0, unknownSince: 0, taint: '' as const, grace: -1, ...input }),
  type: 'parallel',
  on: { taint: { actions: 'taint' }, untaint: { actions: 'taint' } },
  states: {
    kubelet: {
      initial: 'running',
      states: {
        running: { on: { vmStopped: { target: 'stopped', actions: ['rememberPost', 'stopPods'] }, mute: { target: 'mute', actions: 'rememberPost' } } },
        /** Runs its pods and is not heard: its connection to the API hangs (api-clients.ts). */
        mute: { on: { reconnected: { target: 'started', actions: 'startPods' }, vmStopped: { target: 'stopped', actions: 'stopPods' } } },
        stopped: { on: { vmStarted: 'starting' } },
        starting: { after: { kubeletStart: { target: 'started', actions: 'startPods' } }, on: { vmStopped: 'stopped' } },
        /** Runs its pods and has not told the API yet. */
        started: { on: { posted: 'running', vmStopped: { target: 'stopped', actions: 'stopPods' } } },
      },
    },
    /** The Node object's Ready condition. Unknown takes its pods out of the Endpoints, and evictions are due. */
    condition: {
      initial: 'ready',
      states: {
        ready: { on: { markUnknown: { target: 'unknown', actions: 'rememberUnknown' } } },
        unknown: { on: { posted: 'ready' } },
        /** A new kubelet has not told the API of itself: there is no Node object. */
        unregistered: { on: { posted: 'ready' } },
      },
    },
    /** Whether the scheduler may bind pods to it: spec.unschedulable, and the drain that goes with it. */
    scheduling: {
      initial: 'open',
      on: { uncordon: '.open', drain: { target: '.draining', actions: 'keepGrace' } },
      states: { open: { on: { cordon: 'cordoned' } }, cordoned: {}, draining: { on: { drained: 'drained' } }, drained: {} },
    },
  },
});

export const nodeKind = defineKind('node', nodeMachine);

/** Posts the status of kubelets that have started; needs the API. */
export const kubeletStatus: Controller = {
  name: 'kubelet-status',
  needs: { 'kube-api': 'available' },
  watch: { node: (node) => (node.is('kubelet.started') ? node.id : undefined) },
  reconcile(id, hand) {
    if (hand.find(id, nodeKind)?.is('kubelet.started')) hand.send(id, { type: 'posted' });
    return undefined;
  },
};

/** The node lifecycle controller: Unknown after the grace period, eviction after the tolerations. */
export const nodeLifecycle: Controller = {
  name: 'node-lifecycle',
  needs: { 'kube-api': 'available', 'kube-controller-manager': 'held' },
  watch: { node: (node) => ['zone', node.id] },
  reconcile(id, hand) {
    if (id === 'zone') return judgeZone(hand);
    const node = hand.find(id, nodeKind);
    if (!node || node.is('kubelet.running')) return undefined;
    if (node.is('condition.ready')) {
      // After an outage of its own the controller counts anew, so that a lost API does not look like lost nodes.
      const silentSince = Math.max(node.data.postedAt, hand.ableSince);
      const due = monitorRound(hand, silentSince + hand.value(nodeParameters.gracePeriod));
      if (hand.now() < due) return due;
      hand.send(id, { type: 'markUnknown' });
      return undefined;
    }
    if (!node.is('condition.unknown')) return undefined;
    const unknownSince = Math.max(node.data.unknownSince, hand.ableSince, hand.memory.resumedAt ?? 0);
    const due = unknownSince + hand.value(nodeParameters.tolerationSeconds);
    if (hand.now() < due) return due;
    return evict(id, hand);
  },
};

const monitorRound = (hand: ControllerHand, from: Micros): Micros => {
  const period = hand.value(nodeParameters.monitorPeriod);
  return nextTick(from, period, hand.phase('monitor', period));
};

/**
 * How fast a zone's lost nodes are emptied: one in each interval; slowly, or in a small zone not at all, when more than
 * half are lost; not at all when every one is.
 */
function evictionInterval(hand: ControllerHand): Micros | undefined {
  const lost = hand.count(nodeKind, 'condition.unknown');
  const all = lost + hand.count(nodeKind, 'condition.ready');
  if (lost === all) return undefined;
  const isDisrupted = lost > hand.value(nodeParameters.partialMore) && lost / all >= hand.value(nodeParameters.partialShare);
  if (!isDisrupted) return hand.value(nodeParameters.evictionInterval);
  return all > hand.value(nodeParameters.largeZone) ? hand.value(nodeParameters.slowInterval) : undefined;
}

/** Deletes the pods of a node, unless the zone holds evictions back; {@link judgeZone} takes them up again. */
function evict(id: string, hand: ControllerHand): Micros | undefined {
  const interval = evictionInterval(hand);
  if (interval === undefined) return undefined;
  const next: Micros = hand.memory.nextEviction ?? 0;
  if (hand.now() < next) return next;
  const pods = hand.with('node', id, podKind).filter((pod) => !pod.data.toleratesAll && !pod.is('doomed'));
  if (pods.length === 0) return undefined;
  hand.memory.nextEviction = hand.now() + interval;
  for (const pod of pods) hand.send(pod.id, { type: 'delete' });
  return undefined;
}

/** When a node is back after all were lost, the timers of the others start anew; whenever one is back, evictions may go on. */
function judgeZone(hand: ControllerHand): undefined {
  const isLost = hand.count(nodeKind, 'condition.ready') === 0;
  if (hand.memory.isAllLost && !isLost) hand.memory.resumedAt = hand.now();
  hand.memory.isAllLost = isLost;
  if (evictionInterval(hand) === undefined) return;
  for (const node of hand.all(nodeKind)) if (node.is('condition.unknown')) hand.wake('node-lifecycle', node.id);
}
