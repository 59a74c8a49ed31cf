/** What becomes of the pods of a Node object that is deleted: the pod garbage collector ends those without a node. */
import { type Controller, type ControllerHand, defineParameters, duration, nextTick, s } from '../../sim/index.ts';
import { podKind } from './pod.ts';

export const podGcParameters = defineParameters('kubernetes.podGc', {
  period: duration(s(20), { source: 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/podgc/gc_controller.go: gcCheckPeriod 20 s' }),
});

/** Deletes a Node object whose machine is gone for good. Its pods stop with it and stay, as objects, until the collector's next round. */
export function removeNode(hand: ControllerHand, id: string): void {
  for (const pod of hand.with('node', id, podKind)) hand.send(pod.id, { type: 'nodeStopped' });
  hand.remove(id);
  hand.wake('node-lifecycle', 'zone');
  hand.wake('pod-gc', 'orphans');
}

/** Deletes pods whose node is no more; looks only after a node has been removed. */
export const podGc: Controller = {
  name: 'pod-gc',
  needs: { 'kube-api': 'available', 'kube-controller-manager': 'held' },
  reconcile(_, hand) {
    const period = hand.value(podGcParameters.period);
    const round = nextTick(hand.now(), period, hand.phase('round', period));
    if (hand.now() < round) return round;
    for (const pod of hand.all(podKind)) {
      const { node } = pod.data;
      if (node !== undefined && !pod.is('gone') && !hand.find(node)) hand.send(pod.id, { type: 'forceDelete' });
    }
    return undefined;
  },
};
