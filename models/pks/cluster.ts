/**
 * A PKS cluster as `pks cluster` shows it: Last Action, its state, its description. The cluster that carries Rancher has VMs
 * that BOSH works on; further ones only take their share of the pools.
 * The descriptions are the service broker's (pivotal-cf/on-demand-service-broker broker, descriptions of the last operation).
 * Left out: the VMs of further clusters, several upgrades at once.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';
import { boshParameters } from '../bosh/parameters.ts';
import { pksParameters } from './parameters.ts';

/** The API's enum; a resize is an UPDATE. */
export type LastAction = 'CREATE' | 'UPDATE' | 'UPGRADE' | 'DELETE';

interface Context {
  actor: Actor;
  lastAction: LastAction;
  description: string;
  /** It carries Rancher, and its VMs are followed one by one. */
  isFollowed: boolean;
  /** As many as it has, or is to have. */
  masters: number;
  workers: number;
  /** Its network profile; '' for none. */
  profile: string;
}

type ClusterEvent =
  | { type: 'create'; profile: string }
  | { type: 'delete' | 'released' }
  | { type: 'granted' | 'started' | 'busy' | 'done' }
  | { type: 'refused' | 'failed'; reason: string }
  | { type: 'ask'; action: 'UPGRADE' }
  | { type: 'ask'; action: 'UPDATE'; workers: number };

/** What the broker calls each action in its descriptions. */
const words: Readonly<Record<LastAction, string>> = { CREATE: 'provisioning', UPDATE: 'update', UPGRADE: 'upgrade', DELETE: 'deletion' };

/** BOSH works on its VMs; the lock of its deployment may be gone again by the time it begins. */
const byBosh = {
  on: {
    busy: '#pks-cluster.queued',
    done: { target: '#pks-cluster.succeeded', actions: 'complete' },
    failed: { target: '#pks-cluster.failed', actions: 'explain' },
  },
} as const;

export const pksClusterMachine = setup({
  types: {
    input: {} as { actor: Actor; lastAction?: LastAction; description?: string; isFollowed?: boolean; masters?: number; workers?: number; profile?: string },
    context: {} as Context,
    events: {} as ClusterEvent,
  },
  guards: {
    isFollowed: ({ context }) => context.isFollowed,
    isCreation: ({ context }) => context.lastAction === 'CREATE',
    isUpdate: ({ context }) => context.lastAction === 'UPDATE',
  },
  actions: {
    create: assign(({ event }) => ({ lastAction: 'CREATE', description: 'Creating cluster', ...(event.type === 'create' ? { profile: event.profile } : {}) })),
    provision: assign({ description: 'Instance provisioning in progress' }),
    remove: assign({ lastAction: 'DELETE', description: 'Instance deletion in progress' }),
    begin: assign(({ context, event }) => {
      if (event.type !== 'ask') return {};
      const workers = event.action === 'UPDATE' ? event.workers : context.workers;
      return { workers, lastAction: event.action, description: `Instance ${words[event.action]} in progress` };
    }),
    complete: assign({ description: ({ context }) => `Instance ${words[context.lastAction]} completed` }),
    explain: assign({ description: ({ context, event }) => `Instance ${words[context.lastAction]} failed: ${'reason' in event ? event.reason : ''}` }),
  },
  delays: {
    createTime: ({ context }) => context.actor.draw('createTime', pksParameters.createTime),
    /** The director deletes its VMs side by side. */
    deleteTime: ({ context }) => context.actor.draw('deleteTime', boshParameters.recreateTime),
  },
}).createMachine({
  id: 'pks-cluster',
  context: ({ input }) => ({ lastAction: 'CREATE', description: 'Creating cluster', isFollowed: false, masters: 0, workers: 0, profile: '', ...input }),
  initial: 'requested',
  states: {
    requested: {
      on: {
        granted: [
          { guard: 'isFollowed', target: 'queued', actions: 'provision' },
          { target: 'inProgress.creating', actions: 'provision' },
        ],
        refused: { target: 'failed', actions: 'explain' },
      },
    },
    /** Waits for the lock of its deployment. */
    queued: {
      on: {
        started: [
          { guard: 'isCreation', target: 'inProgress.provisioning' },
          { guard: 'isUpdate', target: 'inProgress.updating' },
          { target: 'inProgress.upgrading' },
        ],
      },
    },
    inProgress: {
      initial: 'creating',
      states: {
        creating: { after: { createTime: { target: '#pks-cluster.succeeded', actions: 'complete' } } },
        deleting: { after: { deleteTime: 'releasing' } },
        /** Its objects in NSX-T are given back. */
        releasing: { on: { released: '#pks-cluster.deleted' } },
        provisioning: byBosh,
        updating: byBosh,
        upgrading: byBosh,
      },
    },
    succeeded: { on: { ask: { target: 'queued', actions: 'begin' }, delete: { target: 'inProgress.deleting', actions: 'remove' } } },
    failed: {
      on: {
        ask: { target: 'queued', actions: 'begin' },
        // What it has taken and made already is taken up.
        create: { guard: 'isFollowed', target: 'requested', actions: 'create' },
        delete: { target: 'inProgress.deleting', actions: 'remove' },
      },
    },
    /** `pks cluster NAME` says that it is not found. */
    deleted: { on: { create: { target: 'requested', actions: 'create' } } },
  },
});

export const pksClusterKind = defineKind('pks-cluster', pksClusterMachine);
