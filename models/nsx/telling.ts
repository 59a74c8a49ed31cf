/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, knownInVm, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'nsx-manager': {
    fail: 'fails',
    recover: 'is back',
    nodeLost: { unavailable: 'has lost its majority: nothing can be changed', '': 'has one node fewer' },
    nodeBack: { available: 'has its nodes back', '': 'has one node more' },
  },
  'nsx-manager-node': { fail: 'fails', recover: 'is back' },
  'edge-node': { vmStopped: 'stops with its VM', vmStarted: 'starts', 'after edgeStart': 'is up' },
  'service-router': {
    edgeDown: { failingOver: 'loses its active edge', '': 'has one edge fewer' },
    withdrawn: { down: 'is reached through no edge', '': 'is no longer sent traffic through a lost edge' },
    edgeUp: { active: 'has one edge more', starting: 'gets an edge', '': 'gets an edge' },
    'after failover': { active: 'is active on the other edge', down: 'finds no other edge' },
    'after switchover': { active: 'is active', down: 'finds no edge' },
  },
  ncp: {
    kill: 'is killed',
    release: 'is started again',
    'after monitRestart': 'is started again by monit',
    vmStopped: 'stops with its VM',
    vmStarted: { running: 'stands by again', '': 'stays down' },
  },
  'ncp-config': { updated: 'has other pod blocks' },
  'lb-service': { start: 'is made', removed: 'is removed' },
  'nsx-error': { start: 'is made', reported: 'is made', resolved: 'is removed' },
  'api-pool': { markDown: 'drops a member that fails its checks', join: 'has one more member', markUp: 'takes a member back' },
};

export const facts: Readonly<Record<string, Rule>> = {
  'nsx-manager': (record) => {
    if (record.from === record.to) return undefined;
    if (record.to === 'available') return { record, sign: '✔', one: 'NSX Manager is back' };
    if (record.event !== 'nodeLost') return undefined;
    return { record, sign: '✖', one: 'NSX Manager has lost its majority', aside: 'nothing can be changed; traffic goes on', isBreak: true };
  },
  'nsx-manager-node': (record) => (record.to === 'up' ? { record, sign: '✔', one: `${record.actor} is back` } : undefined),
};

export const names: Readonly<Record<string, string>> = {
  'api-pool': "the load balancer's API pool",
  'l7-ingress': "NSX-T's L7 virtual servers",
  'lb-tier-1': "the load balancer's Tier-1",
  'ncp-master': 'the lease of NCP',
  'ncp-config': "NCP's configuration",
  'nsx-manager': 'NSX Manager',
  'tier-0': 'the Tier-0',
  'api-monitor': "the load balancer's monitor",
  'edge-health': 'NSX-T',
  uplinks: 'the physical routers',
  ncp: 'NCP',
};

export const namePatterns: NamePatterns = [
  [/^dataplane-(.+)$/, (edge) => `the data plane of ${edge}`],
  [/^nsxerror\/(?:ns|svc)-(.+)$/, (of) => `the NSXError object of ${of}`],
  [/^lb\/(.+)$/, (of) => `the load balancer ${of}`],
  [/^ncp-(\d+)$/, (n) => `NCP on master-${n}`],
  [/^nsx-manager-(\d+)$/, (n) => `NSX Manager's node ${n}`],
];

export const shows: Readonly<Record<string, Show>> = {
  'nsx-manager': known('nodes', 'lost'),
  'edge-node': knownInVm('size'),
  'service-router': known('edges', 'alive', 'active', 'paths'),
  ncp: knownInVm(),
  'lb-service': known('cluster', 'size', 'edges', 'ownServers'),
  'ncp-config': known('size', 'podBlocks', 'nodeBlocks', 'floatingPools', 'isRoutable', 'areNodesRoutable', 'isSingleTier', 'hasErrorObjects'),
  'nsx-error': known('of', 'message'),
  'api-pool': known('members', 'down'),
};
