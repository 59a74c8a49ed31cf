/**
 * The cluster as RKE keeps it: cluster.yml and cluster.rkestate beside it, and the kubeconfig that the last run has written.
 * One run of rke at a time; what it does is in run.ts.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, duration, years } from '../../sim/index.ts';

export const rkeParameters = defineParameters('rke', {
  certificateLifetime: duration(years(10), {
    source: 'rancher/rke#2013, #1287: certificates of 0.2 and later end after ten years',
    why: 'those of earlier releases ended after one (rancher/rke#1208), which a design can say in certificates',
  }),
});

interface Context {
  actor: Actor;
  /** The node of the control plane that kube_config_cluster.yml names. */
  kubeconfig: string;
  /** What a run is doing, and to which node; empty for none. */
  task: '' | 'replace' | 'restore';
  node: string;
}

export const rkeMachine = setup({
  types: {
    input: {} as Pick<Context, 'actor' | 'kubeconfig'>,
    context: {} as Context,
    events: {} as { type: 'begin'; task: Context['task']; node: string } | { type: 'written' | 'finished'; kubeconfig: string } | { type: 'failed' },
  },
  actions: {
    keepTask: assign(({ event }) => (event.type === 'begin' ? { task: event.task, node: event.node } : {})),
    /** A run ends with the kubeconfig of a node that answers (rancher/rke@v0.2.8 cluster/cluster.go rebuildLocalAdminConfig). */
    keepKubeconfig: assign(({ event }) => (event.type === 'written' || event.type === 'finished' ? { kubeconfig: event.kubeconfig } : {})),
    forgetTask: assign({ task: '', node: '' }),
  },
}).createMachine({
  id: 'rke-cluster',
  context: ({ input }) => ({ task: '', node: '', ...input }),
  initial: 'laid',
  states: {
    laid: { on: { begin: { target: 'running', actions: 'keepTask' } } },
    running: {
      exit: 'forgetTask',
      // A restore does not wait for what another run has begun.
      on: { finished: { target: 'laid', actions: 'keepKubeconfig' }, failed: 'laid', begin: { actions: 'keepTask' }, written: { actions: 'keepKubeconfig' } },
    },
  },
});

export const rkeKind = defineKind('rke-cluster', rkeMachine);
