/** How its parts are told and shown. */
import { known, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  rancher: {
    served: 'has a ready replica',
    unserved: 'has no ready replica',
    peersChanged: 'has other replicas',
    upgrade: 'is to be another version',
    upgraded: 'is another version',
    backedUp: 'is backed up',
    restore: 'is to be restored',
    restored: 'knows what it knew',
  },
  project: { start: 'has a quota', bound: 'has another quota' },
  cluster: {
    start: 'is imported',
    namespaceMade: { waiting: 'has its namespaces', provisioning: 'has its namespaces and is laid', '': 'gets a namespace' },
    projectAdded: 'gets a project',
    connected: 'is active',
    markUnavailable: 'is shown as unavailable',
    markActive: 'is shown as active again',
    'after cloneTime': { error: 'gets no nodes', '': 'has its nodes cloned' },
    'after bootTime': 'has its nodes booted',
    'after sshPatience': 'gives up on SSH',
    'after sshTime': 'is laid over SSH',
    'after kubernetesTime': { active: 'has its node pool as asked for', '': 'is laid' },
    'after providerTime': 'is made by its provider',
    fellBack: 'is reached through its node agents',
    returned: 'is reached through its own agent again',
    cutOff: 'is reached through nobody',
    backedUp: 'has a snapshot of its etcd',
    templateMended: 'has another node template',
    initialized: 'has its nodes initialized',
    scale: 'has its node pool scaled',
    'after retryIn': 'has its nodes made again',
    agentDeployed: 'gets agents of another version',
    goBack: 'is as it was',
    forgotten: 'is unknown to Rancher after a restore',
    revived: 'is there again after a restore',
    remove: 'is being removed',
    removed: 'is removed',
  },
};

export const names: Readonly<Record<string, string>> = {
  'cattle-controllers': "Rancher's leader lease",
  rancher: 'Rancher',
  'cluster-ownership': "Rancher's replicas",
  'cluster-health': "Rancher's health check",
  'rancher-management': "Rancher's leader",
  'rancher-replicas': 'Rancher',
  'project-quotas': 'Rancher',
  'rancher-restore': 'the restore',
  'agent-images': "Rancher's leader",
};

export const namePatterns: NamePatterns = [
  [/^(c-\d+|local)$/, (id) => `cluster ${id}`],
  [/^project\/(.+)$/, (name) => `project ${name}`],
];

export const shows: Readonly<Record<string, Show>> = {
  rancher: known('peers', 'moved', 'version'),
  project: known('limit', 'each'),
  cluster: known('agent', 'projects', 'kind', 'through', 'agentVersion'),
};
