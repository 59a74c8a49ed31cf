/** How its parts are told and shown. */
import { s } from '../../sim/index.ts';
import type { Rule } from '../story/fact.ts';
import type { NamePatterns, Phrases, Show } from '../system.ts';

const ofAgents: Phrases = {
  start: 'is being installed',
  requested: 'is deployed',
  'after install': 'dials for the first time',
  opened: 'opens its tunnel',
  peerGone: 'loses its tunnel',
  peerSilent: 'has a dead tunnel and does not know yet',
  'after deadPeer': 'finds its tunnel dead',
  disconnect: 'loses its link',
  reconnect: 'has its link again',
  nodeLost: 'is lost with its node',
  nodeBack: 'starts again with its node',
  resized: 'has other nodes',
  redeploy: 'is deployed in another version',
  'after eviction': 'is started on another node',
  remove: 'is removed',
  disown: 'is refused by Rancher, which does not know its cluster',
  readmit: 'is known to Rancher again',
};

export const phrases: Readonly<Record<string, Phrases>> = { agent: ofAgents, 'node-agent': ofAgents };

const moved: Rule = (record) =>
  record.event === 'after eviction'
    ? {
        record,
        sign: '●',
        one: '{} is started on another node',
        many: '{} are started on other nodes',
        subject: record.actor,
        noun: 'agents',
        group: 'agent moves',
        apart: s(60),
      }
    : undefined;

export const facts: Readonly<Record<string, Rule>> = { agent: moved };

export const names: Readonly<Record<string, string>> = {
  redial: 'the agents',
  tunnels: 'the tunnels',
};

export const namePatterns: NamePatterns = [
  [/^agent\/(.+)$/, (id) => `the agent of ${id}`],
  [/^node-agent\/(.+)$/, (id) => `the node agents of ${id}`],
];

export const shows: Readonly<Record<string, Show>> = {
  agent: ({ cluster, isCut, version }, { labels }) => ({ cluster, by: labels.get('tunnel by'), to: labels.get('tunnel to'), isCut, version }),
  'node-agent': ({ cluster }, { labels }) => ({ cluster, by: labels.get('tunnel by'), to: labels.get('tunnel to') }),
};
