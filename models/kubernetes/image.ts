/**
 * Images as a kubelet has them: what has run on a node is there and stays. With a fixed tag the policy is IfNotPresent; with
 * `latest`, or no tag at all, it is Always, and what is there does not count.
 */
import type { Controller, ControllerHand, View } from '../../sim/index.ts';
import { podKind, type Startup } from './pod.ts';

/** What a pod's container runs. */
export const imageOf = (app: string, { image }: Startup): string => image ?? `${app}:1`;

const isPulledAlways = (image: string): boolean => image.endsWith(':latest') || !image.slice(image.lastIndexOf('/') + 1).includes(':');

/** Whether a start on a node needs no pull. */
export const isOnNode = (view: View, node: string, image: string): boolean =>
  !isPulledAlways(image) && view.find(node)?.labels.get(`image ${image}`) !== undefined;

/** An image that a node has from now on. */
export const keepImage = (hand: ControllerHand, node: string, image: string): void => hand.labelOther(node, `image ${image}`, 'present');

/** Has nodes keep what their pods have pulled. */
export const images: Controller = {
  name: 'images',
  watch: {
    pod: (pod, hand) => (pod.is('starting') && !isOnNode(hand, pod.data.node, imageOf(pod.data.app, pod.data.startup)) ? pod.id : undefined),
  },
  reconcile(id, hand) {
    const pod = hand.find(id, podKind);
    const { node, app, startup } = pod?.data ?? {};
    if (node !== undefined && app !== undefined && startup !== undefined && hand.find(node)) keepImage(hand, node, imageOf(app, startup));
    return undefined;
  },
};
