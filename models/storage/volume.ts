/**
 * A claim and its volume under the in-tree vSphere provider: a disk on a datastore that is attached to one VM at a time, so
 * ReadWriteOnce is all there is; a claim for more stays Pending. The attach/detach controller moves it with the pods that use
 * it. Without its datastore they hang, as a process does that waits for its disk.
 * Left out: how long provisioning, attaching and mounting take, sizes, reclaim policies.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, defineKind, defineParameters, duration, flag, type Micros, min } from '../../sim/index.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { podKind } from '../kubernetes/pod.ts';
import { isAnswering } from '../vsphere/datastore.ts';

export const volumeParameters = defineParameters('storage.volume', {
  hasSharedClass: flag(false, {
    source: 'seeds/002: the default vSphere provider mounts no NFS and gives no ReadWriteMany; Ceph or GlusterFS would be a second StorageClass',
  }),
  unmountWait: duration(min(6), {
    source: 'kubernetes/kubernetes pkg/controller/volume/attachdetach/attach_detach_controller.go ReconcilerMaxWaitForUnmountDuration: 6 min',
    why: 'a volume whose node does not say that it is unmounted is detached by force after it',
  }),
});

interface Context {
  actor: Actor;
  /** The node whose VM has the disk; empty for none. */
  node: string;
  /** On which its disk lies; empty for none of vSphere's. */
  datastore: string;
}

export const volumeMachine = setup({
  types: {
    input: {} as { actor: Actor; datastore: string },
    context: {} as Context,
    events: {} as { type: 'attach'; node: string } | { type: 'detach' | 'forceDetach' | 'diskLost' | 'diskRestored' | 'diskDestroyed' },
  },
  actions: {
    /** Whoever reads or writes it waits. */
    stallUsers: ({ context: { actor, node } }) => {
      for (const pod of actor.with('uses', actor.id)) if (pod.labels.get('node') === node) actor.send(pod.id, { type: 'hang', isHeld: true });
    },
    releaseUsers: ({ context: { actor, node } }) => {
      for (const pod of actor.with('uses', actor.id)) if (pod.labels.get('node') === node) actor.send(pod.id, { type: 'resume' });
    },
    keepNode: assign({ node: ({ event }) => (event.type === 'attach' ? event.node : '') }),
    labelNode: ({ context: { actor, node } }) => actor.label('disk of', node === '' ? undefined : node),
  },
}).createMachine({
  id: 'volume',
  context: ({ input }) => ({ node: '', ...input }),
  initial: 'bound',
  on: { diskDestroyed: { target: '.lost', actions: ['keepNode', 'labelNode'] } },
  states: {
    /** The claim has no volume. */
    pending: {
      initial: 'unoffered',
      states: {
        /** No StorageClass will make one. */
        unoffered: {},
        /** Its datastore does not answer; it is tried again. */
        unprovisioned: { on: { diskRestored: '#volume.bound' } },
      },
    },
    bound: { on: { attach: { target: 'attached', actions: ['keepNode', 'labelNode'] } } },
    attached: {
      on: {
        diskLost: { actions: 'stallUsers' },
        diskRestored: { actions: 'releaseUsers' },
        detach: { target: 'bound', actions: ['keepNode', 'labelNode'] },
        forceDetach: { target: 'bound', actions: ['keepNode', 'labelNode'] },
      },
    },
    /** Gone with its datastore; the claim stays bound to nothing. */
    lost: {},
    /** ReadWriteMany: mounted wherever it is wanted. */
    shared: {},
  },
});

export const volumeKind = defineKind('volume', volumeMachine);

/** A pod uses its volume until its object is gone: a Terminating one on a lost node still does. */
const usersOf = (hand: ControllerHand, id: string) => hand.with('uses', id, podKind).filter((pod) => !pod.is('gone') && !pod.is('pending'));

export const attachDetach: Controller = {
  name: 'attach-detach',
  needs: { 'kube-api': 'available', 'kube-controller-manager': 'held' },
  watch: {
    pod: (pod) => pod.data.startup.volume,
    volume: (volume) => volume.id,
    node: (node, hand) => (hand.countWith('disk of', node.id) > 0 ? hand.with('disk of', node.id).map(({ id }) => id) : undefined),
  },
  reconcile(id, hand) {
    const volume = hand.find(id, volumeKind);
    const users = usersOf(hand, id);
    if (volume?.is('bound')) {
      const next = isAnswering(hand, volume.data.datastore) ? users.find((pod) => pod.is('creating')) : undefined;
      if (next) hand.send(id, { type: 'attach', node: next.data.node });
      return undefined;
    }
    if (!volume?.is('attached')) return undefined;
    const { node } = volume.data;
    if (users.some((pod) => pod.data.node === node)) {
      delete hand.memory[id];
      return undefined;
    }
    return release(hand, id, node);
  },
};

/** Nobody uses it any more: its kubelet unmounts it at once; one that is silent is waited for. */
function release(hand: ControllerHand, id: string, node: string): Micros | undefined {
  if (hand.find(node, nodeKind)?.is('kubelet.running')) {
    delete hand.memory[id];
    hand.send(id, { type: 'detach' });
    return undefined;
  }
  hand.memory[id] ??= hand.now();
  const due = hand.memory[id] + hand.value(volumeParameters.unmountWait);
  if (hand.now() < due) return due;
  delete hand.memory[id];
  hand.send(id, { type: 'forceDetach' });
  return undefined;
}
