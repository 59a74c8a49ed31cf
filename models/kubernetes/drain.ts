/**
 * What empties a node while it lives. `kubectl drain` lists a node's pods once, without those of DaemonSets, evicts them
 * and waits for them to be gone; an eviction that a PodDisruptionBudget forbids is tried again and again, without end.
 * A taint with NoExecute deletes at once what does not tolerate it, whatever a budget says.
 * Left out: `--timeout`, `--force` (every pod here has a controller), maxUnavailable budgets.
 */
import { type Actor, type Controller, type ControllerHand, defineParameters, duration, type Micros, nextTick, s } from '../../sim/index.ts';
import { nodeKind } from './node.ts';
import { podKind } from './pod.ts';
import { workloadKind } from './workload.ts';

export const drainParameters = defineParameters('kubernetes.drain', {
  retry: duration(s(5), { source: 'kubernetes/kubernetes pkg/kubectl/cmd/drain/drain.go evictPods: a refused eviction (429) is tried again after 5 s' }),
});

/** What a drain has listed, since when it runs, and whether it has said that it waits. */
interface Plan {
  from: Micros;
  pods: string[];
  hasWaited: boolean;
}

export const drains: Controller = {
  name: 'drains',
  needs: { 'kube-api': 'available' },
  watch: {
    node: (node) => (node.is('scheduling.draining') ? node.id : undefined),
    pod: (_, hand) => (hand.count(nodeKind, 'scheduling.draining') > 0 ? drainingNodes(hand) : undefined),
  },
  reconcile(id, hand) {
    const node = hand.find(id, nodeKind);
    if (!node?.is('scheduling.draining')) {
      delete hand.memory[id];
      return undefined;
    }
    hand.memory[id] ??= { from: hand.now(), pods: listed(hand, id), hasWaited: false } satisfies Plan;
    const plan: Plan = hand.memory[id];
    plan.pods = plan.pods.filter((pod) => hand.find(pod)?.is('gone') === false);
    if (plan.pods.length === 0) {
      delete hand.memory[id];
      hand.send(id, { type: 'drained' });
      return undefined;
    }
    const waiting = plan.pods.map((pod) => hand.get(pod, podKind)).filter((pod) => !pod.is('terminating') && !pod.is('doomed'));
    if (waiting.length === 0) return undefined;
    const round = nextTick(hand.now(), hand.value(drainParameters.retry), plan.from);
    if (hand.now() < round) return round;
    const refused = waiting.filter((pod) => !evict(hand, pod, node.data.grace));
    if (refused.length > 0 && !plan.hasWaited) {
      plan.hasWaited = true;
      hand.note(`${id.replace('node-', '')} stays undrained: the budget of ${refused.map((pod) => pod.id).join(', ')} allows no eviction (429)`);
    }
    return undefined;
  },
};

const drainingNodes = (hand: ControllerHand): string[] =>
  hand
    .all(nodeKind)
    .filter((node) => node.is('scheduling.draining'))
    .map(({ id }) => id);

/** The pods on a node that a drain goes for: those that live and belong to no DaemonSet. */
const listed = (hand: ControllerHand, node: string): string[] =>
  hand
    .with('node', node, podKind)
    .filter((pod) => !pod.is('gone') && ownerOf(hand, pod)?.data.type !== 'DaemonSet')
    .map(({ id }) => id);

const ownerOf = (hand: ControllerHand, pod: Actor<{ owner: string }>) => hand.find(pod.data.owner, workloadKind);

/** Deletes a pod unless its budget would be left with too few; what this look has evicted already is counted out. */
function evict(hand: ControllerHand, pod: Actor<{ owner: string }>, grace: Micros): boolean {
  const least = ownerOf(hand, pod)?.data.minAvailable ?? 0;
  if (least > 0) {
    const { at = -1, count = 0 } = hand.memory[pod.data.owner] ?? {};
    const before = at === hand.now() ? count : 0;
    const ready = hand.with('owner', pod.data.owner, podKind).filter((one) => one.is('ready')).length;
    if (ready - before <= least) return false;
    hand.memory[pod.data.owner] = { at: hand.now(), count: before + 1 };
  }
  hand.send(pod.id, { type: 'delete', ...(grace < 0 ? {} : { grace }) });
  return true;
}

/** The taint manager: deletes the pods of a node that do not tolerate its taint. A DaemonSet's tolerate lost nodes, not this. */
export const taints: Controller = {
  name: 'taints',
  needs: { 'kube-api': 'available', 'kube-controller-manager': 'held' },
  watch: { node: (node) => (node.data.taint === 'NoExecute' ? node.id : undefined) },
  reconcile(id, hand) {
    if (hand.find(id, nodeKind)?.data.taint !== 'NoExecute') return undefined;
    for (const pod of hand.with('node', id, podKind)) {
      const isTolerant = pod.data.toleratesAll && ownerOf(hand, pod)?.data.type !== 'DaemonSet';
      if (!isTolerant && !pod.is('gone') && !pod.is('terminating') && !pod.is('doomed')) hand.send(pod.id, { type: 'delete' });
    }
    return undefined;
  },
};
