/** Every record of a trace as one sentence, for chains of causes. */
import { formatDuration, isIn, type Run, type TraceRecord } from '../../sim/index.ts';
import { nameOf } from './names.ts';

/** What an event does to an actor of a kind; where it can lead to different states, by state. */
type Phrases = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export const phrases: Readonly<Record<string, Phrases>> = {
  host: { powerLost: 'loses power', powerRestored: 'has power again and boots', 'after bootTime': 'is up' },
  vm: {
    hostLost: 'stops with its host',
    crash: 'is off',
    powerOn: 'is powered on',
    'after bootTime': 'runs',
    migrate: 'moves to another host',
    protect: 'is for vSphere HA to restart',
  },
  'dns-server': { fail: 'stops answering', recover: 'answers again' },
  'nsx-manager': { fail: 'fails', recover: 'is back' },
  'edge-node': { vmStopped: 'stops with its VM', vmStarted: 'starts', 'after edgeStart': 'is up' },
  'service-router': {
    edgeDown: { failingOver: 'loses its active edge', '': 'loses its standby' },
    edgeUp: { active: 'has a standby', starting: 'gets an edge', '': 'gets an edge' },
    'after failover': { active: 'is active on the other edge', down: 'finds no other edge' },
    'after switchover': { active: 'is active', down: 'finds no edge' },
  },
  'api-pool': { markDown: 'drops a member that fails its checks', markUp: 'takes a member back' },
  'pks-cluster': { start: 'is requested', granted: 'gets what it needs', refused: 'fails', 'after createTime': 'is created' },
  'etcd-member': {
    vmStopped: 'stops with its VM',
    vmStarted: 'starts with its VM',
    kill: 'is killed',
    stop: 'stops in good order',
    release: 'may start again',
    leaderSilent: 'hears its leader no more',
    leaderHeard: 'follows the leader',
    'after electionTimer': { 'up.candidate': 'stands for election', 'up.leader': 'leads', '': 'cannot win: too few members answer' },
    voteRequest: 'is asked for its vote',
    vote: { 'up.leader': 'wins the election', 'up.candidate': 'counts a vote', '': 'hears of a newer term' },
    timeoutNow: 'stands at once, as the leader hands over',
    'after quorumCheck': 'steps down: no majority answers',
    'after monitRestart': 'is started again by monit',
    'after processStart': 'is back',
    peerDown: 'misses a peer',
    peerUp: 'hears a peer again',
  },
  etcd: {
    memberDown: { leaderless: 'has no leader', '': 'loses a member' },
    memberUp: { led: 'has a leader', '': 'has a member back' },
    elected: 'has a leader',
    steppedDown: 'has no leader',
  },
  'api-server': {
    vmStopped: 'stops with its VM',
    vmStarted: 'starts',
    'after startTime': { serving: 'serves', '': 'is up without etcd' },
    storeLost: 'fails without etcd',
    storeBack: 'serves again',
  },
  'kube-api': { served: 'is back', unserved: 'is out' },
  lease: {
    contenderUp: 'has one more candidate',
    contenderDown: { expiring: 'is renewed no more', '': 'has one candidate fewer' },
    storeLost: 'cannot be renewed',
    storeBack: { held: 'is renewed again', '': 'is free to take' },
    'after untilGivenUp': 'is given up',
    'after untilTaken': { held: 'is taken by another', '': 'runs out' },
    'after untilTry': { held: 'is taken', '': 'stays free' },
  },
  node: {
    vmStopped: 'falls silent',
    vmStarted: 'starts',
    'after kubeletStart': 'starts its pods',
    posted: 'is Ready',
    markUnknown: 'is marked NotReady',
  },
  namespace: {
    start: 'is created',
    networkReady: 'has its network',
    networkRefused: 'stays without network',
    delete: 'is deleted',
    released: 'has given back its addresses',
  },
  workload: { made: 'makes a pod', scale: 'is scaled' },
  pod: {
    start: 'is created',
    bind: 'is bound to a node',
    sandboxReady: 'starts',
    'after startTime': 'is ready',
    nodeStopped: 'stops with its node',
    nodeStarted: { gone: 'is removed', '': 'starts again in place' },
    kill: 'is killed',
    leaseLost: 'ends itself, since it lost its lease',
    release: 'may start again',
    delete: 'is deleted',
    'after backOff': 'is started again',
    'after terminationGrace': 'is gone',
  },
  service: {
    start: 'is created',
    endpoints: 'has new endpoints',
    members: 'has new members in the load balancer',
    realized: 'has its address',
    refused: 'gets no address',
  },
  ingress: { synced: 'knows the new endpoints' },
  rancher: { served: 'has a ready replica', unserved: 'has no ready replica' },
  agent: {
    start: 'is being installed',
    'after install': 'dials for the first time',
    opened: 'opens its tunnel',
    peerGone: 'loses its tunnel',
    peerSilent: 'has a dead tunnel and does not know yet',
    'after deadPeer': 'finds its tunnel dead',
    disconnect: 'loses its link',
    reconnect: 'has its link again',
  },
  cluster: {
    start: 'is imported',
    namespaceMade: { waiting: 'has its namespaces', '': 'gets a namespace' },
    projectAdded: 'gets a project',
    connected: 'is active',
    markUnavailable: 'is shown as unavailable',
    markActive: 'is shown as active again',
  },
};

/** One sentence on a record. */
export function textOf(record: TraceRecord, run: Run): string {
  const { kind, actor, event, from, to } = record;
  switch (kind) {
    case 'start':
      return 'the run starts';
    case 'transition':
      return `${nameOf(actor)} ${phraseOf(record, kindOf(actor, run))}`;
    case 'action':
      return `${nameOf(actor)}: ${actionOn(event)}`;
    case 'pool':
      if (event === 'refused') return `${actor} has no place left for ${ownerOf(to)}`;
      return event === 'taken' ? `${from} of ${actor} goes to ${ownerOf(to)}` : `${from} of ${actor} comes back from ${ownerOf(to)}`;
    case 'path':
      return pathText(actor, to);
    case 'fault':
      return to;
    case 'failure':
      return `${to}, by chance`;
    case 'heal':
      return `${event} of ${actor} ends`;
    case 'operation':
      return `operation: ${event}`;
    case 'note':
      return noteText(actor, event);
    default:
      return `${actor} ${event} ${to}`.trim();
  }
}

/** An actor's kind. Of those that are gone, all were pods. */
export const kindOf = (id: string, run: Run): string => run.world.find(id)?.kind ?? 'pod';

/** What happened, without who. */
export function phraseOf({ event, from, to }: TraceRecord, kind: string): string {
  const found = phrases[kind]?.[event];
  if (typeof found === 'string') return found;
  const state = Object.keys(found ?? {}).find((name) => name !== '' && isIn(to, name));
  return found?.[state ?? ''] ?? `goes from ${from} to ${to} on ${event}`;
}

/** Notes of those that speak of themselves begin with a verb. */
const speakers = new Set(['vsphere-ha', 'drs', 'bosh-health-monitor']);

export function noteText(actor: string, text: string): string {
  if (!speakers.has(actor) || text.includes('leads vSphere HA')) return text;
  return actor === 'bosh-health-monitor' ? `BOSH: ${text}` : `${nameOf(actor)} ${text}`;
}

const actionOn = (key: string): string => (key === '' ? 'looks' : `looks at ${key.split(' ').map(nameOf).join(' ')}`);

const ownerOf = (owner: string): string =>
  owner
    .split(' ')
    .map((word) => (/^(ns|svc)\//.test(word) ? nameOf(word) : word))
    .join(' ');

/** What a path is to those who use it. */
const users: Readonly<Record<string, string>> = { 'rancher-ui': "Rancher's page", 'kube-api': 'kubectl' };

/** A path's answer as the trace has it: `0.667 after 5 s no answer from nginx-ingress-2`. */
export function readAnswer(text: string): { share: number; delay: number; reason: string } {
  const [, share = '1', , delay = '0', reason = ''] = /^([\d.]+)( after ([\d.]+) s)? ?(.*)$/.exec(text) ?? [];
  return { share: Number(share), delay: Math.round(Number(delay) * 1_000_000), reason };
}

/** A path's answer as its users feel it, without the reason. */
export function feltText(path: string, text: string): string {
  const { share, delay, reason } = readAnswer(text);
  if (path === 'agent-tunnel') return share === 1 ? 'every tunnel is open' : reason;
  const who = users[path] ?? path;
  if (share === 1) return delay > 0 ? `${who} answers everybody, after up to ${formatDuration(delay)}` : `${who} answers everybody`;
  return share === 0 ? `${who} fails for everybody` : `${who} fails for ${partOf(1 - share)}`;
}

function pathText(path: string, to: string): string {
  const { reason } = readAnswer(to);
  const felt = feltText(path, to);
  return reason === '' || felt === reason ? felt : `${felt}: ${reason}`;
}

/** `1 in 3`, or a percentage. */
function partOf(fraction: number): string {
  for (let of = 2; of <= 10; of++) {
    const count = Math.round(fraction * of);
    if (count > 0 && Math.abs(fraction - count / of) < 0.001) return `${count} in ${of}`;
  }
  return `${Math.max(1, Math.round(fraction * 100))} %`;
}
