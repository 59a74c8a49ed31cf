/** How its parts are told and shown. */
import type { NamePatterns, Phrases, Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  agent: {
    start: 'is being installed',
    requested: 'is deployed',
    'after install': 'dials for the first time',
    opened: 'opens its tunnel',
    peerGone: 'loses its tunnel',
    peerSilent: 'has a dead tunnel and does not know yet',
    'after deadPeer': 'finds its tunnel dead',
    disconnect: 'loses its link',
    reconnect: 'has its link again',
  },
};

export const names: Readonly<Record<string, string>> = {
  redial: 'the agents',
  tunnels: 'the tunnels',
};

export const namePatterns: NamePatterns = [[/^agent\/(.+)$/, (id) => `the agent of ${id}`]];

export const shows: Readonly<Record<string, Show>> = {
  agent: ({ cluster, isCut }, { labels }) => ({ cluster, by: labels.get('tunnel by'), to: labels.get('tunnel to'), isCut }),
};
