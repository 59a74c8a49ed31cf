/** How its parts are told and shown. */
import { known, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  rancher: { served: 'has a ready replica', unserved: 'has no ready replica' },
  cluster: {
    start: 'is imported',
    namespaceMade: { waiting: 'has its namespaces', '': 'gets a namespace' },
    projectAdded: 'gets a project',
    connected: 'is active',
    markUnavailable: 'is shown as unavailable',
    markActive: 'is shown as active again',
  },
};

export const names: Readonly<Record<string, string>> = {
  'cattle-controllers': "Rancher's leader lease",
  rancher: 'Rancher',
  'cluster-health': "Rancher's health check",
  'rancher-management': "Rancher's leader",
  'rancher-replicas': 'Rancher',
};

export const namePatterns: NamePatterns = [[/^(c-\d+|local)$/, (id) => `cluster ${id}`]];

export const shows: Readonly<Record<string, Show>> = {
  cluster: known('agent', 'projects'),
};
