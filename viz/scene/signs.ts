/** How a state is shown: by a shape, a word and a tone. The same signs as the command line's. */
import { isIn, type Now } from './history.ts';

/** good: works. bad: lost. part: works in part, or nobody has noticed. wait: on its way. idle: stands by. */
export type Tone = 'good' | 'bad' | 'part' | 'wait' | 'idle';

export interface Look {
  tone: Tone;
  /** Leads the others of its kind. */
  leads?: boolean;
  word: string;
}

export const signOf: Readonly<Record<Tone, string>> = { good: '●', bad: '✖', part: '◐', wait: '◌', idle: '○' };

type Rule = readonly [state: string, tone: Tone, word: string];

/** The first state that fits counts. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  host: [
    ['up', 'good', 'up'],
    ['enteringMaintenance', 'wait', 'being emptied'],
    ['maintenance', 'idle', 'maintenance'],
    ['booting', 'wait', 'booting'],
    ['down', 'bad', 'no power'],
    ['removed', 'idle', 'removed'],
  ],
  vm: [
    ['new', 'wait', 'cloned'],
    ['running', 'good', 'running'],
    ['booting', 'wait', 'booting'],
    ['stalled', 'bad', 'no disk'],
    ['hung', 'bad', 'hangs'],
    ['ending', 'wait', 'ending'],
    ['lost', 'bad', 'lost'],
    ['off', 'bad', 'off'],
    ['deleted', 'idle', 'deleted'],
  ],
  balancer: [
    ['forwarding', 'good', 'forwards'],
    ['failingOver', 'wait', 'fails over'],
    ['down', 'bad', 'down'],
  ],
  'balancer-machine': [
    ['up', 'good', 'up'],
    ['starting', 'wait', 'starting'],
    ['down', 'bad', 'down'],
  ],
  'rke-cluster': [
    ['laid', 'good', 'laid'],
    ['running', 'wait', 'rke runs'],
  ],
  container: [
    ['first', 'good', 'runs'],
    ['later', 'good', 'runs, replaced'],
  ],
  'drs-rule': [
    ['enabled', 'good', 'holds'],
    ['absent', 'idle', 'not made yet'],
  ],
  datastore: [
    ['available', 'good', 'answers'],
    ['allPathsDown', 'bad', 'no paths'],
    ['lost.forGood', 'bad', 'gone'],
    ['lost', 'bad', 'lost'],
  ],
  volume: [
    ['attached', 'good', 'attached'],
    ['bound', 'good', 'bound'],
    ['shared', 'good', 'shared'],
    ['pending', 'wait', 'pending'],
    ['lost', 'bad', 'lost'],
  ],
  'dns-server': [
    ['available', 'good', 'answers'],
    ['unavailable', 'bad', 'silent'],
  ],
  registry: [
    ['available', 'good', 'answers'],
    ['unavailable', 'bad', 'silent'],
  ],
  'nsx-manager': [
    ['available', 'good', 'up'],
    ['unavailable', 'bad', 'down'],
  ],
  'edge-node': [
    ['up', 'good', 'up'],
    ['starting', 'wait', 'starting'],
    ['down', 'bad', 'down'],
  ],
  'service-router': [
    ['active', 'good', 'active'],
    ['failingOver', 'bad', 'failing over'],
    ['starting', 'wait', 'starting'],
    ['down', 'bad', 'no edge'],
  ],
  'etcd-member': [
    ['up.leader.stalled', 'part', 'waits for its disk'],
    ['up.leader', 'good', 'leads'],
    ['up.following', 'good', 'follows'],
    ['up.candidate', 'wait', 'candidate'],
    ['up', 'wait', 'no leader'],
    ['down.starting', 'wait', 'starting'],
    ['down.copying', 'wait', 'takes its data'],
    ['down.empty', 'bad', 'no data'],
    ['down.cutOff', 'bad', 'cut off'],
    ['down', 'bad', 'down'],
  ],
  etcd: [
    ['led', 'good', 'has a leader'],
    ['leaderless', 'bad', 'no leader'],
  ],
  'api-server': [
    ['serving', 'good', 'serves'],
    ['unhealthy', 'part', 'no etcd'],
    ['starting', 'wait', 'starting'],
    ['stopped', 'bad', 'down'],
  ],
  'kube-api': [
    ['available', 'good', 'answers'],
    ['unavailable', 'bad', 'out'],
  ],
  node: [
    ['condition.unknown', 'bad', 'NotReady'],
    ['kubelet.stopped', 'part', 'silent'],
    ['kubelet.mute', 'part', 'not heard'],
    ['scheduling.draining', 'wait', 'draining'],
    ['scheduling.drained', 'idle', 'drained'],
    ['scheduling.cordoned', 'idle', 'cordoned'],
    ['condition.ready', 'good', 'Ready'],
  ],
  pod: [
    ['ready', 'good', 'ready'],
    ['pending', 'wait', 'pending'],
    ['creating', 'wait', 'creating'],
    ['starting', 'wait', 'starting'],
    ['unready', 'wait', 'unready'],
    ['hung', 'bad', 'hangs'],
    ['killing', 'bad', 'being killed'],
    ['terminating', 'wait', 'ending'],
    ['backOff', 'bad', 'back-off'],
    ['imageBackOff', 'bad', 'no image'],
    ['stopped', 'bad', 'down'],
    ['doomed', 'bad', 'evicted'],
  ],
  agent: [
    ['connected', 'good', 'connected'],
    ['installing', 'wait', 'installing'],
    ['registering', 'wait', 'registering'],
    ['silent', 'part', 'silent'],
    ['disconnected', 'bad', 'no tunnel'],
  ],
  cluster: [
    ['active', 'good', 'active'],
    ['unavailable', 'bad', 'unavailable'],
    ['pending', 'wait', 'pending'],
    ['waiting', 'wait', 'waiting'],
  ],
  namespace: [
    ['networked', 'good', 'has its network'],
    ['unnetworked.refused', 'bad', 'no network'],
    ['unnetworked', 'wait', 'waits for its network'],
    ['terminating', 'wait', 'ending'],
  ],
  service: [
    ['realized', 'good', 'has its address'],
    ['pending', 'idle', 'internal'],
  ],
  'pks-cluster': [
    ['queued', 'wait', 'queued'],
    ['succeeded', 'good', 'created'],
    ['failed', 'bad', 'failed'],
    ['requested', 'wait', 'requested'],
    ['inProgress', 'wait', 'in progress'],
    ['deleted', 'idle', 'deleted'],
  ],
  deployment: [
    ['unlocked', 'good', 'unlocked'],
    ['locked.repairing', 'wait', 'scan and fix'],
    ['locked', 'wait', 'deploying'],
  ],
  instance: [
    ['settled', 'good', 'running'],
    ['failed', 'bad', 'failed'],
    ['deleted', 'idle', 'deleted'],
    ['draining', 'wait', 'draining'],
    ['beginning', 'wait', 'in flight'],
    ['creating', 'wait', 'being cloned'],
    ['recreating', 'wait', 'being recreated'],
    ['placing', 'wait', 'looks for a host'],
    ['booting', 'wait', 'booting'],
    ['starting', 'wait', 'starting'],
  ],
  lease: [
    ['held', 'good', 'held'],
    ['expiring', 'part', 'runs out'],
    ['stranded', 'part', 'not renewed'],
    ['vacant', 'bad', 'free'],
  ],
};

/** What words of a state say of it, whatever its kind; the first that fits counts. */
const words: readonly (readonly [tone: Tone, pattern: RegExp])[] = [
  [
    'bad',
    /^(down|lost|dead|fail(ed|ing)?|broken|expired|unavailable|unreachable|inaccessible|isolated|refused|rejected|full|exhausted|stopped|off|gone|missing|revoked|invalid|corrupt(ed)?|crashed|error|alarm|blocked|stuck|evicted|detached|unmounted|offline|absent|firing|wrong)$/,
  ],
  [
    'part',
    /^(degraded|expiring|unhealthy|silent|slow|suspect(ed)?|warning|partitioned|partial|stale|maintenance|unknown|overdue|unresponsive|hanging|hung|draining|cordoned|pressure|inconsistent)$/,
  ],
  [
    'wait',
    /^(starting|booting|pending|creating|waiting|restarting|restoring|recovering|upgrading|updating|deploying|provisioning|installing|joining|syncing|rebuilding|attaching|detaching|mounting|terminating|stopping|queued|requested|candidate|renewing|rotating|resizing|deleting|preparing)$/,
  ],
  [
    'good',
    /^(up|ok|ready|running|active|available|accessible|healthy|mounted|attached|bound|valid|present|serving|connected|succeeded|complete|created|deployed|in[- ]?use|online|normal|clear|open|leading|following|joined|synced|issued|trusted|right|correct)$/,
  ],
];
const severity: readonly Tone[] = ['idle', 'good', 'wait', 'part', 'bad'];

/** A state's most telling word, by region and depth, as its own words say it. */
function read(state: string): Look {
  let found: Look = { tone: 'idle', word: spoken(state.split(/[ .]/).at(-1) ?? state) };
  for (const name of state.split(/[ .]/)) {
    const parts = [name, ...name.split(/(?=[A-Z])|-/)].map((part) => part.toLowerCase());
    const [tone] = words.find(([, pattern]) => parts.some((part) => pattern.test(part))) ?? [];
    if (tone && severity.indexOf(tone) > severity.indexOf(found.tone)) found = { tone, word: spoken(name) };
  }
  return found;
}

const spoken = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** How an actor looks. What no rule knows is read from its own words; so is what a state says beyond what its rule knows. */
export function lookOf({ kind, state }: Pick<Now, 'kind' | 'state'>): Look {
  const rule = Object.hasOwn(rules, kind) ? rules[kind]?.find(([known]) => isIn(state, known)) : undefined;
  if (!rule) return read(state);
  const [known, tone, word] = rule;
  const beyond = tone === 'good' ? read(beyondOf(state, known)) : undefined;
  if (beyond && (beyond.tone === 'bad' || beyond.tone === 'part')) return beyond;
  return kind === 'etcd-member' && isIn(state, 'up.leader') ? { tone, word, leads: true } : { tone, word };
}

/** What a state says below the one that a rule knows. */
const beyondOf = (state: string, known: string): string =>
  state
    .split(' ')
    .filter((region) => region.startsWith(`${known}.`))
    .map((region) => region.slice(known.length + 1))
    .join(' ');
