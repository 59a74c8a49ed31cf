/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  deployment: {
    start: 'is known to BOSH',
    deploy: { 'locked.preparing': 'is locked by a deploy', '': 'turns a deploy away' },
    prepared: 'has heard every agent',
    begun: 'has one more VM in flight',
    ended: 'is through with a VM',
    broken: 'begins nothing more',
    updated: 'is updated; its errand follows',
    finished: 'is unlocked',
    repair: 'is locked by scan and fix',
    repaired: 'is unlocked',
  },
  instance: {
    start: 'is known to BOSH',
    begin: { draining: 'is drained', creating: 'is to be created', starting: 'starts its jobs', '': 'is stopped and deleted' },
    drained: 'is empty, is stopped and deleted',
    'after recreateTime': { deleted: 'is gone', '': 'is to be placed' },
    created: 'is created',
    healthy: 'is healthy',
    failed: 'has failed',
  },
};

export const facts: Readonly<Record<string, Rule>> = {
  deployment: (record) => (record.event === 'updated' ? { record, sign: '●', one: 'BOSH runs the errand apply-addons', isBreak: true } : undefined),
  instance: (record) => {
    const { actor, from, to } = record;
    const subject = actor.replace('instance/', '');
    if (to === 'draining' && from !== to) return { record, sign: '●', one: 'BOSH drains {}', subject, aside: 'its pods are evicted', group: 'drain', apart: 0 };
    if (record.event === 'healthy' && from === 'starting')
      return { record, sign: '✔', one: '{} is through', many: '{} are through', subject, group: 'through', apart: 0 };
    return to === 'failed' ? { record, sign: '✖', one: 'BOSH fails on {}', subject, group: 'deploy fails', apart: 0 } : undefined;
  },
};

export const names: Readonly<Record<string, string>> = {
  'bosh-health-monitor': 'BOSH',
  'bosh-director': 'BOSH',
};

export const namePatterns: NamePatterns = [
  [/^instance\/(.+)$/, (vm) => `instance ${vm.replace(/-(?=\d+$)/, '/')}`],
  [/^deployment\/(.+)$/, (cluster) => `the deployment of ${cluster}`],
];

export const shows: Readonly<Record<string, Show>> = {
  deployment: known('task', 'working', 'problem'),
  instance: known('vm', 'work', 'problem'),
};
