/** Hosts as they are drawn: by their own state, and while that is in service by what they are cut off from. */
import { allOf, type History, isIn, type Now, text } from './history.ts';
import { type Look, lookOf } from './signs.ts';

/** By the state of a host's HA agent; the first that fits counts. */
const cuts: readonly (readonly [state: string, word: string])[] = [
  ['cutOff.isolated', 'isolated'],
  ['cutOff.partitioned', 'partitioned'],
  ['cutOff', 'cut off'],
];

/** Every host, with its look and the change that led to it. */
export function hostsAt(history: History, at: number): (Now & { look: Look })[] {
  const agents = allOf(history, 'ha-agent', at);
  return allOf(history, 'host', at).map((host) => {
    const look = lookOf(host);
    if (look.tone !== 'good') return { ...host, look };
    if (host.facets.hasPaths === false) return { ...host, look: { tone: 'bad', word: 'no paths' } };
    const agent = agents.find(({ facets }) => text(facets, 'host') === host.id);
    const [, word] = cuts.find(([state]) => agent !== undefined && isIn(agent.state, state)) ?? [];
    if (!agent || word === undefined) return { ...host, look };
    return { ...host, look: { tone: 'part', word }, since: agent.since, record: agent.record };
  });
}
