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
  ],
  vm: [
    ['running', 'good', 'running'],
    ['booting', 'wait', 'booting'],
    ['stalled', 'bad', 'hangs without its disk'],
    ['lost', 'bad', 'lost'],
    ['off', 'bad', 'off'],
  ],
  datastore: [
    ['available', 'good', 'answers'],
    ['allPathsDown', 'bad', 'no paths'],
    ['lost', 'bad', 'lost'],
  ],
  'dns-server': [
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
    ['up.leader', 'good', 'leads'],
    ['up.following', 'good', 'follows'],
    ['up.candidate', 'wait', 'candidate'],
    ['up', 'wait', 'no leader'],
    ['down.starting', 'wait', 'starting'],
    ['down.copying', 'wait', 'takes its data'],
    ['down.empty', 'bad', 'no data'],
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
    ['terminating', 'wait', 'ending'],
    ['backOff', 'bad', 'back-off'],
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
    ['succeeded', 'good', 'created'],
    ['failed', 'bad', 'failed'],
    ['requested', 'wait', 'requested'],
    ['inProgress', 'wait', 'in progress'],
  ],
  lease: [
    ['held', 'good', 'held'],
    ['expiring', 'part', 'runs out'],
    ['stranded', 'part', 'not renewed'],
    ['vacant', 'bad', 'free'],
  ],
};

/** How an actor looks; what no rule knows waits, in the model's own word. */
export function lookOf({ kind, state }: Pick<Now, 'kind' | 'state'>): Look {
  const rule = rules[kind]?.find(([known]) => isIn(state, known));
  if (!rule) return { tone: 'idle', word: state };
  const [, tone, word] = rule;
  return kind === 'etcd-member' && isIn(state, 'up.leader') ? { tone, word, leads: true } : { tone, word };
}
