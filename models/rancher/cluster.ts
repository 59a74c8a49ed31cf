/**
 * A downstream cluster as Rancher keeps it: made with its namespaces by the management controllers, laid if Rancher lays
 * it, waiting for its agent, active, unavailable, removed. A restore may forget it, or bring it back (restore.ts).
 * Left out: updates of its Kubernetes.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros } from '../../sim/index.ts';
import { agentKind, agentParameters } from '../downstream/agent.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';
import { vmParameters } from '../vsphere/vm.ts';
import { namespacesWanted } from './namespaces.ts';
import { type CloudProvider, type Mistake, provisionParameters, retryPeriod, sshPatience, symptoms } from './provisioning.ts';
import { inRancher } from './server.ts';

/** Which agent Rancher speaks through. */
export type Through = 'cluster-agent' | 'node-agent' | 'none';

interface Context {
  actor: Actor;
  /** Its agent's id. */
  agent: string;
  kind: DownstreamKind;
  projects: number;
  /** Namespaces made so far. */
  made: number;
  through: Through;
  mistake: Mistake;
  backups: number;
  /** The version of the agents that Rancher has deployed on it. */
  agentVersion: string;
  madeAt: Micros;
  removedAt: Micros;
  /** What its node pool is to grow or shrink to; 0 when it stays. */
  scaleTo: number;
  /** When the next try of a pool with a mended template begins. */
  retryIn: Micros;
  /** Its nodes wait for a cloud controller manager. */
  isTainted: boolean;
  /** When its further projects were added, where that was in this run. */
  projectsAt: readonly Micros[];
}

type Input = Pick<Context, 'actor' | 'agent' | 'agentVersion'> &
  Partial<Pick<Context, 'kind' | 'projects' | 'made' | 'through' | 'mistake' | 'madeAt'>> & { cloudProvider?: CloudProvider };

type Happening =
  | 'namespaceMade'
  | 'connected'
  | 'markUnavailable'
  | 'markActive'
  | 'projectAdded'
  | 'fellBack'
  | 'cutOff'
  | 'returned'
  | 'backedUp'
  | 'templateMended'
  | 'initialized';

export const clusterMachine = setup({
  types: {
    input: {} as Input,
    context: {} as Context,
    events: {} as
      | { type: Happening | 'remove' | 'removed' | 'forgotten' }
      | { type: 'agentDeployed'; version: string }
      | { type: 'scale'; nodes: number }
      | { type: 'goBack' | 'revived'; to: Micros; made: number; version: string | undefined },
  },
  guards: {
    hasAll: ({ context }) => context.made + 1 >= namespacesWanted(context.actor, context.projects),
    isImported: ({ context }) => context.kind === 'imported',
    isHosted: ({ context }) => context.kind === 'hosted',
    isCustom: ({ context }) => context.kind === 'custom',
    /** vCenter refuses at once. */
    cannotClone: ({ context }) => context.mistake === 'no-template' || context.mistake === 'wrong-credentials',
    hasNoKey: ({ context }) => context.mistake === 'no-ssh-key',
    hasUpdate: ({ context }) => context.scaleTo > 0,
    grows: ({ context: { actor, agent, scaleTo } }) => scaleTo > actor.get(agent, agentKind).data.nodes,
  },
  actions: {
    countNamespace: assign({ made: ({ context }) => context.made + 1 }),
    addProject: assign(({ context: { actor, projects, projectsAt } }) => ({ projects: projects + 1, projectsAt: [...projectsAt, actor.now()] })),
    noteRemoval: assign({ removedAt: ({ context }) => context.actor.now() }),
    /** As its object was at a time. */
    goBack: assign(({ context, event }) => {
      if (event.type !== 'goBack' && event.type !== 'revived') return {};
      const projectsAt = context.projectsAt.filter((at) => at <= event.to);
      return {
        projectsAt,
        projects: context.projects - (context.projectsAt.length - projectsAt.length),
        made: event.made,
        agentVersion: event.version ?? context.agentVersion,
      };
    }),
    keepAgentVersion: assign(({ event }) => (event.type === 'agentDeployed' ? { agentVersion: event.version } : {})),
    countBackup: assign({ backups: ({ context }) => context.backups + 1 }),
    /** Rancher has the agents deployed on what it laid. */
    deployAgents: ({ context: { actor, agent, kind, isTainted } }) => {
      if (!capabilities[kind].isProvisioned) return;
      if (isTainted) actor.note(untolerated(actor));
      if (isTainted && !inRancher(actor, agentParameters.toleratesAll)) return;
      actor.send(agent, { type: 'requested' });
      actor.send(`node-${agent}`, { type: 'requested' });
    },
    explain: ({ context: { actor, mistake } }) => {
      if (mistake !== 'none') actor.note(`cluster ${actor.id} cannot be provisioned: ${symptoms[mistake]}`);
    },
    mendTemplate: assign(({ context: { actor, mistake } }) => ({
      mistake: 'none' as const,
      retryIn: mistake === 'none' ? 0 : Math.floor(actor.chance('retry') * retryPeriod(actor, mistake)),
    })),
    initialize: assign({ isTainted: false }),
    scale: assign(({ event }) => (event.type === 'scale' ? { scaleTo: event.nodes } : {})),
    resize: ({ context: { actor, agent, scaleTo } }) => {
      for (const one of [agent, `node-${agent}`]) actor.send(one, { type: 'resized', nodes: scaleTo });
    },
    endUpdate: assign({ scaleTo: 0 }),
    goThrough: assign({ through: (_, { through }: { through: Through }) => through }),
    labelThrough: ({ context: { actor } }, { through }: { through: Through }) => actor.label('through', through === 'node-agent' ? through : undefined),
  },
  delays: {
    cloneTime: ({ context: { actor } }) => actor.draw('cloneTime', provisionParameters.clone),
    bootTime: ({ context: { actor } }) => actor.draw('bootTime', vmParameters.bootTime),
    sshPatience: ({ context }) => sshPatience(context.actor),
    retryIn: ({ context }) => context.retryIn,
    /** The first try that finds the guest up. */
    sshTime: ({ context: { actor } }) => Math.ceil(actor.chance('ssh') * actor.value(provisionParameters.sshRetry)),
    kubernetesTime: ({ context: { actor } }) => actor.draw('kubernetesTime', provisionParameters.kubernetes),
    providerTime: ({ context: { actor } }) => actor.draw('providerTime', provisionParameters.provider),
  },
}).createMachine({
  id: 'cluster',
  context: ({ input: { cloudProvider, ...input } }) => ({
    kind: 'imported',
    projects: 0,
    made: 0,
    through: 'none',
    mistake: 'none',
    backups: 0,
    madeAt: input.actor.now(),
    removedAt: 0,
    projectsAt: [],
    scaleTo: 0,
    retryIn: 0,
    isTainted: cloudProvider === 'out-of-tree',
    ...input,
  }),
  initial: 'pending',
  on: {
    namespaceMade: { actions: 'countNamespace' },
    projectAdded: { actions: 'addProject' },
    fellBack: {
      actions: [
        { type: 'goThrough', params: { through: 'node-agent' } },
        { type: 'labelThrough', params: { through: 'node-agent' } },
      ],
    },
    cutOff: {
      actions: [
        { type: 'goThrough', params: { through: 'none' } },
        { type: 'labelThrough', params: { through: 'none' } },
      ],
    },
    returned: {
      actions: [
        { type: 'goThrough', params: { through: 'cluster-agent' } },
        { type: 'labelThrough', params: { through: 'cluster-agent' } },
      ],
    },
    backedUp: { actions: 'countBackup' },
    agentDeployed: { actions: 'keepAgentVersion' },
    templateMended: { actions: 'mendTemplate' },
    initialized: { actions: 'initialize' },
    goBack: { actions: 'goBack' },
    forgotten: { target: '.removed', actions: 'noteRemoval' },
    remove: '.removing',
  },
  states: {
    /** Its object is in the API; the leader still makes its namespaces. */
    pending: {
      on: { namespaceMade: [{ guard: 'hasAll', target: 'backed', actions: 'countNamespace' }, { actions: 'countNamespace' }] },
    },
    /** Goes on at once, as its kind has it. */
    backed: {
      always: [
        { guard: 'isImported', target: 'waiting' },
        { guard: 'isHosted', target: 'provisioning.hosting' },
        { guard: 'isCustom', target: 'provisioning.kubernetes' },
        { target: 'provisioning.cloning' },
      ],
    },
    provisioning: {
      initial: 'cloning',
      states: {
        /** Rancher-Machine has vCenter clone the template of its node template. */
        cloning: { after: { cloneTime: [{ guard: 'cannotClone', target: '#cluster.error' }, { target: 'cloudInit' }] } },
        /** The guest boots and takes Rancher's SSH key. */
        cloudInit: { after: { bootTime: [{ guard: 'hasNoKey', target: 'ssh.refused' }, { target: 'ssh.trying' }] } },
        ssh: {
          initial: 'trying',
          states: {
            trying: { after: { sshTime: '#cluster.provisioning.kubernetes' } },
            refused: { after: { sshPatience: '#cluster.error' } },
          },
        },
        /** RKE lays etcd, the control plane and the workers; on a custom cluster people have run the node command. */
        kubernetes: { after: { kubernetesTime: '#cluster.waiting' } },
        /** The provider makes it. */
        hosting: { after: { providerTime: '#cluster.waiting' } },
      },
    },
    /** Waits for its agent to register. */
    waiting: { entry: 'deployAgents', on: { connected: 'active', initialized: { actions: ['initialize', 'deployAgents'] } } },
    active: { on: { markUnavailable: 'unavailable', scale: { target: 'updating', actions: 'scale' } } },
    /** Its node pool grows or shrinks; it is used meanwhile. */
    updating: {
      initial: 'choosing',
      on: { markUnavailable: 'unavailable', scale: { target: 'updating', reenter: true, actions: 'scale' } },
      states: {
        choosing: { always: [{ guard: 'grows', target: 'cloning' }, { target: 'kubernetes' }] },
        cloning: { after: { cloneTime: 'cloudInit' } },
        cloudInit: { after: { bootTime: 'ssh' } },
        ssh: { after: { sshTime: 'kubernetes' } },
        kubernetes: { after: { kubernetesTime: { target: '#cluster.active', actions: ['resize', 'endUpdate'] } } },
      },
    },
    unavailable: { on: { markActive: [{ guard: 'hasUpdate', target: 'updating' }, { target: 'active' }] } },
    /** Its nodes cannot be made; its pool tries again and again. */
    error: { entry: 'explain', on: { templateMended: { target: 'retrying', actions: 'mendTemplate' } } },
    retrying: { after: { retryIn: 'provisioning.cloning' } },
    /** Its finalizers run: what is left downstream is cleaned, and its namespaces go. */
    removing: { on: { removed: { target: 'removed', actions: 'noteRemoval' }, remove: {} } },
    removed: {
      on: { remove: {}, fellBack: {}, cutOff: {}, returned: {}, projectAdded: {}, goBack: {}, revived: { target: 'unavailable', actions: 'goBack' } },
    },
  },
});

export const clusterKind = defineKind('cluster', clusterMachine);

/** Whether Rancher still keeps it. */
export const isKept = (cluster: Actor): boolean => !cluster.is('removing') && !cluster.is('removed');

/** Whether Rancher works with it, as far as it knows. */
export const isUsed = (cluster: Actor): boolean => cluster.is('active') || cluster.is('updating');

/** What keeps the nodes of a cluster without its cloud controller manager from taking pods, and what runs all the same. */
function untolerated(actor: Actor): string {
  const taint = 'node.cloudprovider.kubernetes.io/uninitialized';
  return inRancher(actor, agentParameters.toleratesAll)
    ? `cluster ${actor.id} runs little but its agents: its nodes keep the taint ${taint}`
    : `cluster ${actor.id} waits for its agent: no node takes it with the taint ${taint}`;
}
