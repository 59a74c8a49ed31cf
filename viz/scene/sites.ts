/** The edge sites at a moment, one entry a cluster, in columns: there may be thousands. */
import { type History, isIn, type Story } from './history.ts';
import { indexAt } from './search.ts';

/** open: the tunnel carries. quiet: dead, and nobody knows. down: broken. early: not yet there. */
export const siteStates = ['absent', 'open', 'quiet', 'down', 'early'] as const;
export type SiteState = (typeof siteStates)[number];

export interface Field {
  ids: readonly string[];
  /** Indexes into {@link siteStates}. */
  state: Uint8Array;
  /** Since when, for ripples. */
  since: Float64Array;
  /** Shown as unavailable in Rancher. */
  isUnavailable: Uint8Array;
  counts: Readonly<Record<SiteState, number>>;
}

const sorted = new WeakMap<History, readonly { agent: Story; cluster: Story | undefined }[]>();

function sitesOf(history: History): readonly { agent: Story; cluster: Story | undefined }[] {
  let sites = sorted.get(history);
  if (!sites) {
    const agents = (history.byKind.get('agent') ?? []).filter(({ id }) => id !== 'agent/local');
    const byId = [...agents].sort((a, b) => (a.id < b.id ? -1 : 1));
    sites = byId.map((agent) => ({ agent, cluster: history.byId.get(agent.id.replace('agent/', '')) }));
    sorted.set(history, sites);
  }
  return sites;
}

export function fieldAt(history: History, at: number): Field {
  const sites = sitesOf(history);
  const state = new Uint8Array(sites.length);
  const since = new Float64Array(sites.length);
  const isUnavailable = new Uint8Array(sites.length);
  const counts = { absent: 0, open: 0, quiet: 0, down: 0, early: 0 };
  for (const [i, { agent, cluster }] of sites.entries()) {
    const change = indexAt(agent.at, at);
    const now = codeOf(agent.state[change] ?? '');
    state[i] = now;
    since[i] = change < 0 ? 0 : (agent.at[change] as number);
    counts[siteStates[now] as SiteState]++;
    if (cluster && cluster.state[indexAt(cluster.at, at)] === 'unavailable') isUnavailable[i] = 1;
  }
  return { ids: sites.map(({ agent }) => agent.id), state, since, isUnavailable, counts };
}

function codeOf(state: string): number {
  if (state === '') return 0;
  if (isIn(state, 'connected')) return 1;
  if (isIn(state, 'silent')) return 2;
  return isIn(state, 'disconnected') ? 3 : 4;
}
