/**
 * A BOSH deployment, service-instance_UUID of a PKS cluster, and its lock: one task at a time works on it
 * (cloudfoundry/bosh src/bosh-director, deployment lock). A deploy takes the instance groups in their order, in each group
 * canaries first and then some at a time; after a failure it begins nothing more (bosh.io/docs manifest-v2, update block).
 * An errand may follow the deploy (PKS applies a new cluster's add-ons by one).
 * Left out: the compilation of packages, stemcell uploads, tasks of several workers of the director.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros } from '../../sim/index.ts';
import type { Work } from './instance.ts';

/** VMs that a deploy does the same to: those that it deletes, those that it creates, or one instance group. */
export interface Stage {
  work: Work;
  vms: readonly string[];
  /** How many of them have been begun. */
  begun: number;
  /** How many of them are done. */
  ended: number;
  /** At work together once the canary is through. */
  maxInFlight: number;
}

interface Context {
  actor: Actor;
  /** What the task that holds the lock is called. */
  task: string;
  /** Whom its end is told. */
  by: string;
  stages: readonly Stage[];
  /** Which errand follows; empty for none. */
  errand: string;
  working: readonly string[];
  problem: string;
  lockedAt: Micros;
}

type DeploymentEvent =
  | { type: 'deploy'; task: string; by: string; stages: readonly Stage[]; errand: string }
  | { type: 'begun' | 'ended'; vm: string }
  | { type: 'broken'; problem: string }
  | { type: 'prepared' | 'updated' | 'finished' }
  | { type: 'repair'; task: string }
  | { type: 'repaired' };

/** The stage that a deploy is at, while there is one. */
export const currentOf = (stages: readonly Stage[]): Stage | undefined => stages.find(({ vms, ended }) => ended < vms.length);

/** One more VM of the present stage begun or ended. */
function counted(stages: readonly Stage[], what: 'begun' | 'ended'): Stage[] {
  const current = currentOf(stages);
  return stages.map((stage) => (stage === current ? { ...stage, [what]: stage[what] + 1 } : stage));
}

export const deploymentMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as Context, events: {} as DeploymentEvent },
  actions: {
    lock: assign(({ context, event }) => ({
      lockedAt: context.actor.now(),
      problem: '',
      working: [],
      ...('task' in event ? { task: event.task } : {}),
      ...(event.type === 'deploy' ? { by: event.by, stages: event.stages, errand: event.errand } : { by: '', stages: [], errand: '' }),
    })),
    begin: assign(({ context: { working, stages }, event }) =>
      event.type === 'begun' ? { working: [...working, event.vm], stages: counted(stages, 'begun') } : {},
    ),
    end: assign(({ context: { working, stages }, event }) =>
      event.type === 'ended' ? { working: working.filter((vm) => vm !== event.vm), stages: counted(stages, 'ended') } : {},
    ),
    startErrand: assign({ lockedAt: ({ context }) => context.actor.now() }),
    /** What went wrong first is what the task says. */
    breakOff: assign(({ context, event }) => (event.type === 'broken' && context.problem === '' ? { problem: event.problem } : {})),
    tell: ({ context: { actor, by, problem } }) => actor.send(by, problem === '' ? { type: 'done' } : { type: 'failed', reason: problem }),
    turnAway: ({ context: { actor }, event }) => {
      if (event.type === 'deploy') actor.send(event.by, { type: 'busy' });
    },
    unlock: assign({ task: '', by: '', stages: [], errand: '', working: [] }),
  },
}).createMachine({
  id: 'deployment',
  context: ({ input }) => ({ task: '', by: '', stages: [], errand: '', working: [], problem: '', lockedAt: 0, ...input }),
  initial: 'unlocked',
  states: {
    unlocked: {
      on: {
        deploy: { target: 'locked.preparing', actions: 'lock' },
        repair: { target: 'locked.repairing', actions: 'lock' },
      },
    },
    locked: {
      initial: 'preparing',
      on: { deploy: { actions: 'turnAway' } },
      states: {
        /** Asks every agent for its state. */
        preparing: {
          on: { prepared: 'updating', broken: { actions: 'breakOff' }, finished: { target: '#deployment.unlocked', actions: ['tell', 'unlock'] } },
        },
        updating: {
          on: {
            begun: { actions: 'begin' },
            ended: { actions: 'end' },
            broken: { actions: 'breakOff' },
            updated: { target: 'errand', actions: 'startErrand' },
            finished: { target: '#deployment.unlocked', actions: ['tell', 'unlock'] },
          },
        },
        /** The errand's own VM is made, does its work and is deleted. */
        errand: { on: { broken: { actions: 'breakOff' }, finished: { target: '#deployment.unlocked', actions: ['tell', 'unlock'] } } },
        /** Scan and fix. */
        repairing: { on: { repaired: { target: '#deployment.unlocked', actions: 'unlock' } } },
      },
    },
  },
});

export const deploymentKind = defineKind('deployment', deploymentMachine);

/** The id of the deployment of the cluster whose VMs the twin follows. */
export const deploymentId = (cluster: string): string => `deployment/${cluster}`;
