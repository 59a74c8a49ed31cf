/** How its parts are told and shown. */
import { known, knownInVm, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'nsx-manager': { fail: 'fails', recover: 'is back' },
  'edge-node': { vmStopped: 'stops with its VM', vmStarted: 'starts', 'after edgeStart': 'is up' },
  'service-router': {
    edgeDown: { failingOver: 'loses its active edge', '': 'loses its standby' },
    edgeUp: { active: 'has a standby', starting: 'gets an edge', '': 'gets an edge' },
    'after failover': { active: 'is active on the other edge', down: 'finds no other edge' },
    'after switchover': { active: 'is active', down: 'finds no edge' },
  },
  'api-pool': { markDown: 'drops a member that fails its checks', markUp: 'takes a member back' },
};

export const names: Readonly<Record<string, string>> = {
  'api-pool': "the load balancer's API pool",
  'lb-tier-1': "the load balancer's Tier-1",
  'ncp-master': 'the lease of NCP',
  'nsx-manager': 'NSX Manager',
  'tier-0': 'the Tier-0',
  'api-monitor': "the load balancer's monitor",
  'edge-health': 'NSX-T',
  ncp: 'NCP',
};

export const namePatterns: NamePatterns = [[/^dataplane-(.+)$/, (edge) => `the data plane of ${edge}`]];

export const shows: Readonly<Record<string, Show>> = {
  'edge-node': knownInVm('size'),
  'service-router': known('edges', 'alive', 'active'),
  'api-pool': known('members', 'down'),
};
