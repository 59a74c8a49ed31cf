/**
 * A BOSH deployment, service-instance_UUID of a PKS cluster, and its lock: one task at a time works on it
 * (cloudfoundry/bosh src/bosh-director, deployment lock). A deploy takes the instance groups in their order, in each group
 * canaries first and then some at a time; after a failure it begins nothing more (bosh.io/docs manifest-v2, update block).
 * Left out: the compilation of packages, stemcell uploads, tasks of several workers of the director.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros } from '../../sim/index.ts';
import type { Work } from './instance.ts';

/** VMs of one instance group that a deploy works on. */
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
  working: readonly string[];
  problem: string;
  lockedAt: Micros;
}

type DeploymentEvent =
  | { type: 'deploy'; task: string; by: string; stages: readonly Stage[] }
  | { type: 'begun' | 'ended'; vm: string }
  | { type: 'broken'; problem: string }
  | { type: 'prepared' | 'finished' }
  | { type: 'repair'; task: string }
  | { type: 'repaired' };

export const deploymentMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as Context, events: {} as DeploymentEvent },
  actions: {
    lock: assign(({ context, event }) => ({
      lockedAt: context.actor.now(),
      problem: '',
      working: [],
      ...('task' in event ? { task: event.task } : {}),
      ...(event.type === 'deploy' ? { by: event.by, stages: event.stages } : { by: '', stages: [] }),
    })),
    begin: assign(({ context, event }) =>
      event.type === 'begun'
        ? {
            working: [...context.working, event.vm],
            stages: context.stages.map((stage) => (stage.vms.includes(event.vm) ? { ...stage, begun: stage.begun + 1 } : stage)),
          }
        : {},
    ),
    end: assign(({ context, event }) =>
      event.type === 'ended'
        ? {
            working: context.working.filter((vm) => vm !== event.vm),
            stages: context.stages.map((stage) => (stage.vms.includes(event.vm) ? { ...stage, ended: stage.ended + 1 } : stage)),
          }
        : {},
    ),
    /** What went wrong first is what the task says. */
    breakOff: assign(({ context, event }) => (event.type === 'broken' && context.problem === '' ? { problem: event.problem } : {})),
    tell: ({ context: { actor, by, problem } }) => actor.send(by, problem === '' ? { type: 'done' } : { type: 'failed', reason: problem }),
    turnAway: ({ context: { actor }, event }) => {
      if (event.type === 'deploy') actor.send(event.by, { type: 'busy' });
    },
    unlock: assign({ task: '', by: '', stages: [], working: [] }),
  },
}).createMachine({
  id: 'deployment',
  context: ({ input }) => ({ task: '', by: '', stages: [], working: [], problem: '', lockedAt: 0, ...input }),
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
            finished: { target: '#deployment.unlocked', actions: ['tell', 'unlock'] },
          },
        },
        /** Scan and fix. */
        repairing: { on: { repaired: { target: '#deployment.unlocked', actions: 'unlock' } } },
      },
    },
  },
});

export const deploymentKind = defineKind('deployment', deploymentMachine);

/** The id of the deployment of the cluster whose VMs the twin follows. */
export const deploymentId = (cluster: string): string => `deployment/${cluster}`;
