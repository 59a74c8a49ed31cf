/**
 * A downstream cluster as Rancher keeps it: made with its namespaces by the management controllers, laid if Rancher lays
 * it, waiting for its agent, active, unavailable, removed. A restore may forget it, or bring it back (restore.ts).
 * Left out: updates, node pools that grow and shrink.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros } from '../../sim/index.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';
import { vmParameters } from '../vsphere/vm.ts';
import { namespacesWanted } from './namespaces.ts';
import { type Mistake, provisionParameters, symptoms } from './provisioning.ts';

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
  /** When its further projects were added, where that was in this run. */
  projectsAt: readonly Micros[];
}

type Input = Pick<Context, 'actor' | 'agent' | 'agentVersion'> & Partial<Pick<Context, 'kind' | 'projects' | 'made' | 'through' | 'mistake' | 'madeAt'>>;

type Happening = 'namespaceMade' | 'connected' | 'markUnavailable' | 'markActive' | 'projectAdded' | 'fellBack' | 'cutOff' | 'returned' | 'backedUp';

export const clusterMachine = setup({
  types: {
    input: {} as Input,
    context: {} as Context,
    events: {} as
      | { type: Happening | 'remove' | 'removed' | 'forgotten' }
      | { type: 'agentDeployed'; version: string }
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
    deployAgents: ({ context: { actor, agent, kind } }) => {
      if (!capabilities[kind].isProvisioned) return;
      actor.send(agent, { type: 'requested' });
      actor.send(`node-${agent}`, { type: 'requested' });
    },
    explain: ({ context: { actor, mistake } }) => {
      if (mistake !== 'none') actor.note(`cluster ${actor.id} cannot be provisioned: ${symptoms[mistake]}`);
    },
    goThrough: assign({ through: (_, { through }: { through: Through }) => through }),
    labelThrough: ({ context: { actor } }, { through }: { through: Through }) => actor.label('through', through === 'node-agent' ? through : undefined),
  },
  delays: {
    cloneTime: ({ context: { actor } }) => actor.draw('cloneTime', provisionParameters.clone),
    bootTime: ({ context: { actor } }) => actor.draw('bootTime', vmParameters.bootTime),
    sshPatience: ({ context: { actor } }) => actor.value(provisionParameters.sshTries) * actor.value(provisionParameters.sshRetry),
    /** The first try that finds the guest up. */
    sshTime: ({ context: { actor } }) => Math.ceil(actor.chance('ssh') * actor.value(provisionParameters.sshRetry)),
    kubernetesTime: ({ context: { actor } }) => actor.draw('kubernetesTime', provisionParameters.kubernetes),
    providerTime: ({ context: { actor } }) => actor.draw('providerTime', provisionParameters.provider),
  },
}).createMachine({
  id: 'cluster',
  context: ({ input }) => ({
    kind: 'imported',
    projects: 0,
    made: 0,
    through: 'none',
    mistake: 'none',
    backups: 0,
    madeAt: input.actor.now(),
    removedAt: 0,
    projectsAt: [],
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
    waiting: { entry: 'deployAgents', on: { connected: 'active' } },
    active: { on: { markUnavailable: 'unavailable' } },
    unavailable: { on: { markActive: 'active' } },
    /** Its nodes could not be made. */
    error: { entry: 'explain' },
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
