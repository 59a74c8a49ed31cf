/**
 * A VM as a deploy works on it, with vm_strategy delete-create (bosh.io/docs manifest-v2, job-lifecycle): drained, stopped,
 * deleted, created with the same persistent disk, started, and found healthy within its watch time. A master has no drain:
 * its etcd hands its leadership over as it stops. A new VM is created first, and waits for its agent; its jobs are started
 * when its instance group comes to its turn.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros, type View } from '../../sim/index.ts';
import { memberKind } from '../etcd/member.ts';
import { vmKind } from '../vsphere/vm.ts';
import { boshParameters } from './parameters.ts';

/** What a deploy does to a VM. */
export type Work = 'create' | 'start' | 'recreate' | 'delete';

interface Context {
  actor: Actor;
  vm: string;
  deployment: string;
  work: Work;
  problem: string;
  /** When it came into its present state, in µs. */
  since: Micros;
}

export const instanceMachine = setup({
  types: {
    input: {} as { actor: Actor; vm: string; deployment: string },
    context: {} as Context,
    events: {} as { type: 'begin'; work: Work } | { type: 'drained' | 'created' | 'healthy' } | { type: 'failed'; problem: string },
  },
  guards: {
    isStart: ({ context }) => context.work === 'start',
    isCreation: ({ context }) => context.work === 'create',
    hasPods: ({ context: { actor, vm } }) => actor.find(`node-${vm}`) !== undefined && actor.get(vm, vmKind).is('running'),
    isDeletion: ({ context }) => context.work === 'delete',
  },
  actions: {
    remember: assign({ since: ({ context }) => context.actor.now() }),
    take: assign(({ event }) => (event.type === 'begin' ? { work: event.work, problem: '' } : {})),
    keepProblem: assign(({ event }) => (event.type === 'failed' ? { problem: event.problem } : {})),
    /** monit stops the processes in good order, then the VM is deleted; its disk stays. */
    stopVm: ({ context: { actor, vm } }) => {
      for (const member of actor.with('vm', vm, memberKind)) if (member.kind === 'etcd-member') actor.send(member.id, { type: 'stop', isHeld: false });
      actor.send(vm, { type: 'crash' });
    },
  },
  delays: { recreateTime: ({ context }) => context.actor.draw('recreateTime', boshParameters.recreateTime) },
}).createMachine({
  id: 'instance',
  context: ({ input }) => ({ work: 'recreate', problem: '', since: 0, ...input }),
  initial: 'settled',
  states: {
    settled: { on: { begin: { target: 'beginning', actions: 'take' } } },
    beginning: {
      always: [
        { guard: 'isStart', target: 'starting' },
        { guard: 'isCreation', target: 'creating' },
        { guard: 'hasPods', target: 'draining' },
        { target: 'recreating' },
      ],
    },
    /** The CPI clones its stemcell. */
    creating: { after: { recreateTime: 'placing' } },
    draining: {
      entry: 'remember',
      on: { drained: 'recreating', failed: { target: 'failed', actions: 'keepProblem' } },
    },
    recreating: {
      entry: ['remember', 'stopVm'],
      after: { recreateTime: [{ guard: 'isDeletion', target: 'deleted' }, { target: 'placing' }] },
    },
    /** The CPI looks for a host. */
    placing: {
      on: {
        created: [{ guard: 'isCreation', target: 'booting' }, { target: 'starting' }],
        failed: { target: 'failed', actions: 'keepProblem' },
      },
    },
    /** Waits for its agent. */
    booting: {
      entry: 'remember',
      on: { healthy: 'settled', failed: { target: 'failed', actions: 'keepProblem' } },
    },
    starting: {
      entry: 'remember',
      on: { healthy: 'settled', failed: { target: 'failed', actions: 'keepProblem' } },
    },
    failed: { on: { begin: { target: 'beginning', actions: 'take' } } },
    /** What it was is removed. */
    deleted: {},
  },
});

export const instanceKind = defineKind('instance', instanceMachine);

/** Whether a VM is to be created: there is none, or an earlier deploy has left it deleted or never powered on. */
export function isMissing(vm: string, view: View): boolean {
  const found = view.find(vm);
  return !found || found.is('new') || (found.is('off') && view.find(instanceId(vm))?.is('failed') === true);
}

export const instanceId = (vm: string): string => `instance/${vm}`;
