/**
 * The cluster as RKE keeps it: cluster.yml and cluster.rkestate beside it, and the kubeconfig that the last run has written.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** The node of the control plane that kube_config_cluster.yml names. */
  kubeconfig: string;
}

export const rkeMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'written'; kubeconfig: string } },
  actions: { keepKubeconfig: assign({ kubeconfig: ({ event }) => event.kubeconfig }) },
}).createMachine({
  id: 'rke-cluster',
  context: ({ input }) => input,
  initial: 'laid',
  states: { laid: { on: { written: { actions: 'keepKubeconfig' } } } },
});

export const rkeKind = defineKind('rke-cluster', rkeMachine);
