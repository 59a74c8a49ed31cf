/**
 * The scheduler: a pod goes to the ready node with the best score, away from its own kind, then with the fewest pods. Memory
 * counts as far as containers have limits; Rancher's chart and nginx's set none. Left out: CPU, taints with keys, preemption.
 */
import { type Actor, bytes, type Controller, type ControllerHand, defineParameters, duration, type Micros, s, type View } from '../../sim/index.ts';
import { vmKind } from '../vsphere/vm.ts';
import { nextTry } from './back-off.ts';
import { nodeKind } from './node.ts';
import { podKind, podParameters, type Startup } from './pod.ts';
import { type AntiAffinity, workloadKind } from './workload.ts';

const mebibyte = 1_048_576;
const queue = 'kubernetes/kubernetes pkg/scheduler';

export const schedulerParameters = defineParameters('kubernetes.scheduler', {
  evictionHard: bytes(100 * mebibyte, {
    source: 'kubernetes/kubelet@kubernetes-1.18.8 config/v1beta1/types.go: evictionHard memory.available 100Mi',
    why: 'kept back from what pods may ask for (kubernetes/website reserve-compute-resources)',
  }),
  backOffFirst: duration(s(1), { source: `${queue}/util/backoff_utils.go: 1 s` }),
  backOffMax: duration(s(60), {
    source: `${queue}/util/backoff_utils.go: 60 s`,
    versions: { product: 'kubernetes', since: { '1.16': [s(10), `${queue}/internal/queue/scheduling_queue.go: 10 s`] } },
  }),
});

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
    const { node, why = '' } = isUnclaimed ? { why: 'its claim is unbound' } : chooseNode(hand, pod.data, workload?.data.antiAffinity ?? 'none');
    const since = waitingOf(hand)[id];
    if (node) delete waitingOf(hand)[id];
    else waitingOf(hand)[id] ??= hand.now();
    if (!node && since === undefined) hand.note(`${id} stays Pending: ${why} (FailedScheduling)`);
    if (node) {
      hand.memory.assumed = [...assumed(hand), { at: hand.now(), node, app: pod.data.app, memory: requestOf(pod.data.startup) }];
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
  /** MiB that it asks for. */
  memory: number;
}

/** Pods that it has bound in this very instant; it counts them as there, though their objects do not say so yet. */
const assumed = (hand: ControllerHand): Assumed[] => (hand.memory.assumed ?? []).filter(({ at }: Assumed) => at === hand.now());

/** What a pod asks a node for, in MiB: a container that has a limit and no request asks for its limit. */
const requestOf = ({ memoryLimit = 0 }: Startup): number => memoryLimit;

/** What a node has to give, in MiB. */
function allocatable(view: View, node: Actor<unknown>): number {
  const vm = view.find(node.labels.get('vm') ?? '', vmKind);
  return vm ? vm.data.memory - view.value(schedulerParameters.evictionHard) / mebibyte : Number.POSITIVE_INFINITY;
}

interface Choice {
  node?: string;
  /** Why there is none. */
  why?: string;
}

function chooseNode(
  hand: ControllerHand,
  { app, toleratesAll, startup }: { app: string; toleratesAll: boolean; startup: Startup },
  antiAffinity: AntiAffinity,
): Choice {
  const most = hand.value(podParameters.maxPerNode);
  const coming = assumed(hand);
  const open = hand
    .all(nodeKind)
    .filter((node) => node.is('condition.ready') && (toleratesAll || (node.is('scheduling.open') && node.data.taint === '')))
    .map((node) => {
      const pods = hand.with('node', node.id, podKind).filter((pod) => !pod.is('gone'));
      const soon = coming.filter((one) => one.node === node.id);
      const mates = pods.filter((pod) => pod.data.app === app).length + soon.filter((one) => one.app === app).length;
      const asked = pods.reduce((sum, { data }) => sum + requestOf(data.startup), 0) + soon.reduce((sum, { memory }) => sum + memory, 0);
      return { id: node.id, pods: pods.length + soon.length, mates, free: allocatable(hand, node) - asked };
    })
    .filter(({ pods, mates }) => pods < most && (antiAffinity !== 'required' || mates === 0));
  const fitting = open.filter(({ free }) => free >= requestOf(startup));
  if (antiAffinity === 'none') fitting.sort((a, b) => a.pods - b.pods);
  else fitting.sort((a, b) => a.mates - b.mates || a.pods - b.pods);
  const [best] = fitting;
  return best ? { node: best.id } : { why: open.length > 0 ? 'Insufficient memory' : 'no node takes it' };
}
