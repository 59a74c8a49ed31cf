/** How its parts are told and shown. */
import { s } from '../../sim/index.ts';
import type { Rule } from '../story/fact.ts';
import { known, knownInVm, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
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
    mute: 'falls silent: its connection to the API ends in a dead master',
    reconnected: 'has another connection to the API',
    markUnknown: 'is marked NotReady',
    cordon: 'is cordoned',
    drain: 'is being drained',
    drained: 'is drained',
    uncordon: 'takes pods again',
    taint: 'is tainted',
    untaint: 'loses its taint',
  },
  namespace: {
    start: 'is created',
    networkReady: 'has its network',
    networkRefused: 'stays without network',
    delete: 'is deleted',
    released: 'has given back its addresses',
  },
  secret: { start: 'is created', replace: 'has another content' },
  'resource-quota': { start: 'is created', replace: 'has other bounds' },
  'limit-range': { start: 'is created', replace: 'gives another default' },
  workload: { made: 'makes a pod', scale: 'is scaled', update: 'has another template' },
  pod: {
    start: 'is created',
    bind: 'is bound to a node',
    sandboxReady: { backOff: 'starts and ends at once', imageBackOff: 'cannot pull its image', '': 'starts' },
    'after startTime': { backOff: 'ends at its start', '': 'is ready' },
    nodeStopped: 'stops with its node',
    nodeStarted: { gone: 'is removed', imageBackOff: 'cannot pull its image', '': 'starts again in place' },
    kill: 'is killed',
    hang: 'hangs: it takes connections and answers none',
    resume: { backOff: 'ends, as it was told to', '': 'answers again' },
    'after untilUnready': 'fails its readiness probe and leaves the Endpoints',
    'after raceLength': 'ends itself: another replica was first',
    'after untilLiveness': 'fails its liveness probe and is being killed',
    'after untilProbed': 'is ready',
    apiHung: 'waits on a dead connection to the API',
    apiBack: 'has another connection to the API',
    leaseLost: 'ends itself, since it lost its lease',
    release: 'may start again',
    delete: 'is deleted',
    'after backOff': { backOff: 'starts and ends at once', imageBackOff: 'cannot pull its image', '': 'is started again' },
    'after pullBackOff': { starting: 'has its image and starts', '': 'still cannot pull its image' },
    'after terminationGrace': { backOff: 'is killed and is to be started again', '': 'is gone' },
    forceDelete: 'is deleted by force',
  },
  service: {
    start: 'is created',
    endpoints: 'has new endpoints',
    members: 'has new members in the load balancer',
    realized: 'has its address',
    refused: 'gets no address',
    create: 'is created again',
    delete: 'is deleted',
    unrealized: 'has no virtual server any more',
    released: 'has given back its address',
  },
};

export const names: Readonly<Record<string, string>> = {
  'kube-api': 'the Kubernetes API',
  'kube-controller-manager': 'the lease of kube-controller-manager',
  'kube-scheduler': 'the lease of kube-scheduler',
  'api-clients': 'the clients of the API',
  'api-health': 'the API servers',
  drains: 'the drain',
  endpoints: 'the endpoints controller',
  images: 'the kubelet',
  'kubelet-status': 'the kubelet',
  masters: 'the masters',
  'memory-limits': 'the kernel',
  'node-lifecycle': 'the node lifecycle controller',
  sandboxes: 'the kubelet',
  'pod-gc': 'the pod garbage collector',
  scheduler: 'the scheduler',
  taints: 'the taint manager',
  workloads: 'the ReplicaSet and DaemonSet controllers',
};

export const namePatterns: NamePatterns = [
  [/^ns\/(.+)$/, (id) => `namespace ${id}`],
  [/^secret\/(.+)$/, (id) => `Secret ${id}`],
  [/^quota\/(.+)$/, (id) => `the quota of namespace ${id}`],
  [/^limits\/(.+)$/, (id) => `the LimitRange of namespace ${id}`],
  [/^svc\/(.+)$/, (id) => `Service ${id}`],
  [/^api-server-(\d+)$/, (n) => `the API server on master-${n}`],
  [/^node-(.+)$/, (vm) => `node ${vm}`],
];

/** What is worth a line beside what story/fact.ts says of nodes and pods. */
export const facts: Readonly<Record<string, Rule>> = {
  node: (record) => {
    const about = { record, subject: record.actor.replace('node-', ''), noun: 'nodes', apart: 0 };
    if (record.event === 'mute')
      return { ...about, sign: '◌', one: '{} is heard no more', many: '{} are heard no more', aside: 'the connection ends in a dead master', group: 'mute' };
    if (record.event === 'reconnected') return { ...about, sign: '✔', one: '{} is heard again', many: '{} are heard again', group: 'heard' };
    return record.event === 'drained'
      ? { ...about, sign: '✔', one: '{} is drained', many: '{} are drained', aside: 'only DaemonSet pods are left', group: 'drained' }
      : undefined;
  },
  pod: (record) => {
    const about = { record, subject: record.actor, noun: 'pods', apart: 0 };
    if (record.to === 'imageBackOff' && record.from !== 'imageBackOff')
      return {
        ...about,
        sign: '✖',
        one: '{} cannot pull its image',
        many: '{} cannot pull their images',
        aside: 'ErrImagePull, then ImagePullBackOff',
        group: 'pull',
        apart: s(10),
      };
    if (record.event === 'apiHung')
      return { ...about, sign: '◌', one: '{} waits on a dead connection to the API', many: '{} wait on a dead connection to the API', group: 'stale' };
    if (record.event === 'apiBack') return { ...about, sign: '✔', one: '{} reaches the API again', many: '{} reach the API again', group: 'fresh' };
    if (record.event === 'after untilUnready')
      return { ...about, sign: '◌', one: '{} leaves the Endpoints', many: '{} leave the Endpoints', aside: 'Readiness probe failed', group: 'unready' };
    if (record.event === 'after untilLiveness') return { ...about, sign: '●', one: 'the kubelet kills {}', aside: 'Liveness probe failed', group: 'liveness' };
    return record.event === 'delete' && record.from === 'ready' ? { ...about, sign: '', one: '{} is ended', many: '{} are ended', group: 'ended' } : undefined;
  },
};

export const shows: Readonly<Record<string, Show>> = {
  'api-server': knownInVm(),
  lease: known('holder', 'able'),
  node: knownInVm('taint'),
  namespace: known('block', 'subnet', 'snatPool', 'snat', 'refusal'),
  'resource-quota': known('hard'),
  'limit-range': known('memoryLimit'),
  workload: known('app', 'type', 'replicas', 'namespace', 'revision'),
  pod: known('app', 'owner', 'namespace', 'node', 'restarts'),
  service: known('app', 'type', 'address', 'balancer', 'endpoints', 'members', 'refusal'),
};
