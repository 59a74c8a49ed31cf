/** How its parts are told and shown. */
import { s } from '../../sim/index.ts';
import type { Rule } from '../story/fact.ts';
import { known, knownInVm, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'balancer-machine': { vmStopped: 'stops with its VM', vmStarted: 'starts', 'after start': 'is up' },
  balancer: {
    machineDown: { failingOver: 'loses its active machine', '': 'loses its backup' },
    machineUp: { forwarding: 'has a machine that answers', '': 'has a backup' },
    'after takeover': { forwarding: 'has its address on the other machine', down: 'has no other machine' },
    markFailed: 'leaves a node out',
    markWell: 'takes a node back',
    nodesChanged: 'has other nodes',
  },
  'rke-cluster': { begin: 'is run', written: 'has written a kubeconfig', finished: 'has done its work', failed: 'gives up' },
};

export const facts: Readonly<Record<string, Rule>> = {
  balancer: (record) => {
    if (record.event === 'markFailed')
      return { record, sign: '●', one: 'the load balancer leaves a node out', aside: 'enough connections to it have failed', group: 'node out', apart: s(1) };
    if (record.event === 'markWell') return { record, sign: '✔', one: 'the load balancer takes a node back', group: 'node back', apart: s(1) };
    if (record.from === record.to) return undefined;
    if (record.to === 'failingOver') return { record, sign: '✖', one: 'the load balancer has lost its active machine', isBreak: true };
    if (record.to === 'down') return { record, sign: '◌', one: 'the load balancer has no other machine' };
    return { record, sign: '✔', one: 'the load balancer answers again', ...(record.from === 'failingOver' ? { aside: 'on the other machine' } : {}) };
  },
  'rke-cluster': (record) => (record.event === 'finished' ? { record, sign: '✔', one: 'rke has laid what was asked for' } : undefined),
};

export const names: Readonly<Record<string, string>> = {
  balancer: 'the load balancer',
  rke: 'RKE',
  'balancer-health': 'VRRP',
  'passive-checks': 'the load balancer',
  canal: 'canal',
  'rke-run': 'RKE',
};

export const namePatterns: NamePatterns = [
  [/^balancer-(.+)$/, (vm) => `nginx on ${vm}`],
  [/^etcd-(?!data$|space$)(\D.*)$/, (vm) => `etcd on ${vm}`],
  [/^api-server-(\D.*)$/, (vm) => `the API server on ${vm}`],
];

export const shows: Readonly<Record<string, Show>> = {
  'balancer-machine': knownInVm(),
  balancer: known('active', 'nodes', 'failed', 'layer'),
  'rke-cluster': known('kubeconfig', 'task', 'node'),
};
