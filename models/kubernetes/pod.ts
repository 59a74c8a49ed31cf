/**
 * A pod, as its containers really are: the API's view of it lags behind and lives in Endpoints and in the Node object.
 * Left out: several containers, init containers, eviction for lack of resources.
 */
import { assign, setup } from 'xstate';
import { type Actor, count, defineKind, defineParameters, duration, type Micros, min, nextTick, s, uniform, type View } from '../../sim/index.ts';
import { canPull } from '../registry/registry.ts';
import { imageOf, isOnNode } from './image.ts';
import { isOverLimit, oomKilled } from './memory.ts';
import { losesRace, type Race } from './race.ts';
import { lacksKey } from './secret.ts';

const probes = 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Probe';
const kubelet = 'kubernetes/kubernetes pkg/kubelet/kubelet.go';

export const podParameters = defineParameters('kubernetes.pod', {
  sandbox: uniform(s(1), s(3), { assumption: 'scheduled to containers started, image present; kubelet loops of 1 to 2 s (kubelet.go)' }),
  backOffFirst: duration(s(10), { source: `${kubelet} backOffPeriod` }),
  backOffMax: duration(s(300), { source: `${kubelet} MaxContainerBackOff` }),
  backOffReset: duration(min(10), { source: 'kubernetes/client-go@kubernetes-1.14.6 util/flowcontrol/backoff.go: 2 x cap' }),
  relist: duration(s(1), { source: `${kubelet} plegRelistPeriod`, why: 'a dead container is noticed within one relist' }),
  terminationGrace: duration(s(30), { source: 'kubernetes/api types.go DefaultTerminationGracePeriodSeconds' }),
  maxPerNode: count(110, {
    source: 'kubernetes/kubelet@kubernetes-1.18.8 config/v1beta1/types.go: max pods 110',
    why: 'what a kubelet admits; PKS advises 100',
  }),
  mountRetry: duration(min(2), {
    source: 'kubernetes/kubernetes pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go: 500 ms doubling to 2 min',
    why: 'a mount that fails is tried again without end; counted at the longest pause',
  }),
  probeTimeout: duration(s(1), { source: `${probes}: timeoutSeconds 1` }),
  probeFailures: count(3, { source: `${probes}: failureThreshold 3` }),
  plainStart: uniform(s(1), s(3), { assumption: 'a plain web server without a probe listens within seconds of its container start' }),
});

/** How an application starts: its image, its own start, and the readiness probe that has to see it. */
export interface Startup {
  /** With its tag; the application's name with a fixed one when left out. */
  image?: string;
  /** The claim whose volume is mounted, as `pvc/data`. */
  volume?: string;
  /** The Secret that is mounted, and the key without which the container ends at once, saying so. */
  secret?: { name: string; key: string; without: string };
  /** Name of the start-time parameter's group; the application's own model gives it. */
  shortest: Micros;
  longest: Micros;
  probeDelay: Micros;
  probePeriod: Micros;
  /** The liveness probe, of those that have a readiness probe too. */
  liveness?: { delay: Micros; period: Micros };
  /** Between SIGTERM and SIGKILL; the default when left out. */
  grace?: Micros;
  /** Ends at once while the API is away (Rancher does). */
  needsApi?: boolean;
  /** It keeps one connection to the API, which it waits on for as long as its kernel does, or checks by itself. */
  connection?: 'held' | 'checked';
  /** What it makes on an empty API, where its replicas get in each other's way. */
  race?: Race;
  /** Memory in MiB: what kills it, what it needs once it is up, and what it takes on every hour. */
  memoryLimit?: number;
  memoryNeed?: number;
  memoryGrowth?: number;
}

interface Context {
  actor: Actor;
  app: string;
  owner: string;
  namespace: string;
  node: string | undefined;
  startup: Startup;
  /** Tolerates every taint: never evicted. */
  toleratesAll: boolean;
  /** Of its workload's template, when it was made. */
  revision: number;
  restarts: number;
  failedAt: Micros;
  /** When its container was started last, in µs. */
  startedAt: Micros;
  /** Its connection to the API hangs: it answers, but whatever it writes waits. */
  isStale: boolean;
  /** Since when its process hangs, in µs. */
  hungAt: Micros;
  /** Restarts in a row, for the back-off. */
  failures: number;
  /** Was ready when its node fell silent, so the API still lists it. */
  wasReady: boolean;
  /** How long it may take to end, where whoever deleted it said so; -1 for its own grace. */
  grace: Micros;
  /** When it was marked for deletion, in µs. */
  deletedAt: Micros;
  /** Pulls of its image that failed in a row. */
  pulls: number;
  /** Has said why it ends at once. */
  hasSaid: boolean;
}

export type PodInput = Pick<Context, 'app' | 'owner' | 'namespace' | 'startup' | 'toleratesAll' | 'revision'> & { actor: Actor; node?: string };

export const podMachine = setup({
  types: {
    input: {} as PodInput,
    context: {} as Context,
    events: {} as
      | { type: 'bind'; node: string }
      | { type: 'delete'; grace?: Micros }
      | { type: 'sandboxReady' | 'nodeStopped' | 'nodeStarted' | 'kill' | 'leaseLost' | 'release' | 'forceDelete' | 'hang' | 'resume' | 'apiHung' | 'apiBack' },
  },
  guards: {
    canServe: ({ context: { actor, startup } }) => !startup.needsApi || actor.get('kube-api').is('available'),
    lacksImage: ({ context: { actor, app, node = '', startup } }) => !isOnNode(actor, node, imageOf(app, startup)) && !canPull(actor),
    lacksKey: ({ context: { actor, startup } }) => lacksKey(actor, startup),
    losesRace: ({ context: { actor, app, startup, restarts } }) => losesRace(actor, app, startup.race, restarts),
    isOverLimit: ({ context: { startup } }) => isOverLimit(startup),
    /** Nobody tells its kubelet. */
    isUnheard: ({ context: { actor, node = '' } }) => actor.find(node)?.is('kubelet.mute') === true,
    isProbed: ({ context: { startup } }) => startup.liveness !== undefined,
  },
  actions: {
    bind: assign({ node: ({ context, event }) => (event.type === 'bind' ? event.node : context.node) }),
    labelNode: ({ context: { actor, node } }) => actor.label('node', node),
    countFailure: assign(({ context: { actor, restarts, failures, failedAt } }) => ({
      restarts: restarts + 1,
      failures: actor.now() - failedAt > actor.value(podParameters.backOffReset) ? 0 : failures + 1,
      failedAt: actor.now(),
    })),
    rememberDelete: assign(({ context, event }) => ({ grace: event.type === 'delete' ? (event.grace ?? -1) : -1, deletedAt: context.actor.now() })),
    countPull: assign({ pulls: ({ context }) => context.pulls + 1 }),
    sayWhy: ({ context: { actor, hasSaid, startup } }) => {
      if (!hasSaid) actor.note(`${actor.id} stays CrashLoopBackOff: ${startup.secret?.without}`);
    },
    sayRace: ({ context: { actor, startup, restarts } }) => actor.note(`${actor.id} ends itself: [FATAL] ${startup.race?.says[restarts]}`),
    sayKilled: ({ context: { actor, hasSaid, startup } }) => {
      if (!hasSaid) actor.note(`${actor.id} stays CrashLoopBackOff: it ${oomKilled(startup)}`);
    },
    rememberSaid: assign({ hasSaid: true }),
    beginRun: assign(({ context }) => ({ pulls: 0, startedAt: context.actor.now(), isStale: false })),
    goStale: assign({ isStale: true }),
    freshen: assign({ isStale: false }),
    rememberHang: assign({ hungAt: ({ context }) => context.actor.now() }),
    forgetPulls: assign({ pulls: 0 }),
    wasReady: assign({ wasReady: true }),
    wasNotReady: assign({ wasReady: false }),
  },
  delays: {
    /** The application's start, seen at the first readiness probe after it. */
    startTime: ({ context: { actor, startup } }) => {
      const started = startup.shortest + actor.chance('startTime') * (startup.longest - startup.shortest);
      if (startup.probePeriod === 0) return Math.round(started);
      const probes = Math.max(0, Math.ceil((started - startup.probeDelay) / startup.probePeriod));
      return startup.probeDelay + probes * startup.probePeriod;
    },
    raceLength: ({ context: { startup } }) => startup.race?.length ?? 0,
    /** The first restart comes at once, then 10 s, 20 s, up to 5 min. */
    backOff: ({ context: { actor, failures } }) => {
      const first = actor.value(podParameters.backOffFirst);
      const wait = failures === 0 ? 0 : Math.min(first * 2 ** (failures - 1), actor.value(podParameters.backOffMax));
      return wait + Math.round(actor.chance('relist') * actor.value(podParameters.relist));
    },
    /** ErrImagePull, then ImagePullBackOff: 10 s, 20 s, up to 5 min. */
    pullBackOff: ({ context: { actor, pulls } }) => Math.min(actor.value(podParameters.backOffFirst) * 2 ** (pulls - 1), actor.value(podParameters.backOffMax)),
    terminationGrace: ({ context: { actor, grace, startup } }) => (grace < 0 ? (startup.grace ?? actor.value(podParameters.terminationGrace)) : grace),
    untilUnready: ({ context }) => untilFailed(context, 'readiness', context.startup.probePeriod, context.hungAt),
    untilLiveness: ({ context }) => {
      const { delay, period } = context.startup.liveness ?? { delay: 0, period: 0 };
      return untilFailed(context, 'liveness', period, Math.max(context.hungAt, context.startedAt + delay));
    },
    /** One that answers again is found so at its next readiness probe. */
    untilProbed: ({ context: { actor, startup } }) => nextTick(actor.now(), startup.probePeriod, actor.phase('readiness', startup.probePeriod)) - actor.now(),
  },
}).createMachine({
  id: 'pod',
  context: ({ input }) => ({
    node: undefined,
    restarts: 0,
    failedAt: Number.MIN_SAFE_INTEGER,
    startedAt: Number.MIN_SAFE_INTEGER,
    isStale: false,
    hungAt: 0,
    failures: 0,
    wasReady: false,
    grace: -1,
    deletedAt: 0,
    pulls: 0,
    hasSaid: false,
    ...input,
  }),
  initial: 'pending',
  on: { forceDelete: '.gone', apiHung: { actions: 'goStale' }, apiBack: { actions: 'freshen' } },
  states: {
    pending: { on: { bind: { target: 'creating', actions: ['bind', 'labelNode'] }, delete: 'gone' } },
    /** ContainerCreating: waits for its sandbox's network. */
    creating: {
      on: { sandboxReady: 'fetching', delete: 'gone', nodeStopped: { target: 'stopped', actions: 'wasNotReady' } },
    },
    /** Every container start asks for its image first. */
    fetching: {
      always: [
        { guard: 'lacksImage', target: 'imageBackOff', actions: 'countPull' },
        { guard: 'lacksKey', target: 'backOff', actions: ['forgetPulls', 'countFailure', 'sayWhy', 'rememberSaid'] },
        { guard: 'losesRace', target: 'racing', actions: 'beginRun' },
        { target: 'starting', actions: 'beginRun' },
      ],
    },
    /** Starts, and finds that another replica has just made what it was to make. */
    racing: {
      after: { raceLength: { target: 'backOff', actions: ['sayRace', 'countFailure'] } },
      on: {
        kill: { target: 'backOff', actions: 'countFailure' },
        delete: { target: 'terminating', actions: 'rememberDelete' },
        nodeStopped: { target: 'stopped', actions: 'wasNotReady' },
      },
    },
    /** ErrImagePull, and ImagePullBackOff from then on. */
    imageBackOff: {
      after: { pullBackOff: 'fetching' },
      on: { delete: 'gone', nodeStopped: { target: 'stopped', actions: 'wasNotReady' } },
    },
    starting: {
      after: {
        startTime: [
          { guard: 'isOverLimit', target: 'backOff', actions: ['countFailure', 'sayKilled', 'rememberSaid'] },
          { guard: 'canServe', target: 'ready' },
          { target: 'backOff', actions: 'countFailure' },
        ],
      },
      on: {
        kill: { target: 'backOff', actions: 'countFailure' },
        delete: { target: 'terminating', actions: 'rememberDelete' },
        nodeStopped: { target: 'stopped', actions: 'wasNotReady' },
      },
    },
    ready: {
      on: {
        kill: { target: 'backOff', actions: 'countFailure' },
        leaseLost: { target: 'backOff', actions: 'countFailure' },
        delete: [
          { guard: 'isUnheard', target: 'doomed', actions: 'rememberDelete' },
          { target: 'terminating', actions: 'rememberDelete' },
        ],
        nodeStopped: { target: 'stopped', actions: 'wasReady' },
        hang: [
          { guard: 'isProbed', target: 'hung.listed', actions: 'rememberHang' },
          { target: 'hung.unprobed', actions: 'rememberHang' },
        ],
      },
    },
    /** Its process hangs: connections are accepted, and nothing answers. */
    hung: {
      on: { kill: { target: 'backOff', actions: 'countFailure' }, delete: { target: 'terminating', actions: 'rememberDelete' } },
      initial: 'unprobed',
      states: {
        /** Without probes nobody ever notices. */
        unprobed: { on: { resume: '#pod.ready', nodeStopped: { target: '#pod.stopped', actions: 'wasReady' } } },
        /** The API still says that it is Ready. */
        listed: {
          after: { untilUnready: 'unlisted', untilLiveness: '#pod.killing.listed' },
          on: { resume: '#pod.ready', nodeStopped: { target: '#pod.stopped', actions: 'wasReady' } },
        },
        unlisted: {
          after: { untilLiveness: '#pod.killing.unlisted' },
          on: { resume: '#pod.unready', nodeStopped: { target: '#pod.stopped', actions: 'wasNotReady' } },
        },
      },
    },
    /** Its liveness probe has failed: the kubelet ends its container, by SIGTERM, which it does not hear, and by SIGKILL. */
    killing: {
      after: { terminationGrace: { target: 'backOff', actions: 'countFailure' } },
      on: {
        resume: { target: 'backOff', actions: 'countFailure' },
        kill: { target: 'backOff', actions: 'countFailure' },
        delete: { target: 'terminating', actions: 'rememberDelete' },
      },
      initial: 'unlisted',
      states: {
        listed: { after: { untilUnready: 'unlisted' }, on: { nodeStopped: { target: '#pod.stopped', actions: 'wasReady' } } },
        unlisted: { on: { nodeStopped: { target: '#pod.stopped', actions: 'wasNotReady' } } },
      },
    },
    /** Answers again, and its readiness probe has not seen it yet. */
    unready: {
      after: { untilProbed: 'ready' },
      on: {
        kill: { target: 'backOff', actions: 'countFailure' },
        delete: { target: 'terminating', actions: 'rememberDelete' },
        nodeStopped: { target: 'stopped', actions: 'wasNotReady' },
        hang: { target: 'hung.unlisted', actions: 'rememberHang' },
      },
    },
    /** The container has ended and is started again after the back-off (CrashLoopBackOff from the second time on). */
    backOff: {
      after: { backOff: 'fetching' },
      on: { delete: 'gone', nodeStopped: { target: 'stopped', actions: 'wasNotReady' } },
    },
    /** Its node is gone; the Pod object stays, and its containers start in place when the kubelet is back. */
    stopped: { on: { nodeStarted: 'fetching', delete: { target: 'doomed', actions: 'rememberDelete' } } },
    /** Deleted while its node is gone, or hears nothing: Terminating until the kubelet answers. */
    doomed: { on: { nodeStarted: 'gone' } },
    terminating: { after: { terminationGrace: 'gone' }, on: { nodeStopped: 'doomed' } },
    gone: { on: { forceDelete: {} } },
  },
});

export const podKind = defineKind('pod', podMachine);

/** When a probe has failed as often as it may, for a process that answers none from some time on. */
function untilFailed({ actor }: Context, probe: string, period: Micros, from: Micros): Micros {
  const first = nextTick(from, period, actor.phase(probe, period));
  const last = first + (actor.value(podParameters.probeFailures) - 1) * period;
  return Math.max(0, last + actor.value(podParameters.probeTimeout) - actor.now());
}

/** Whether its container answers whoever reaches it. */
export const isAnswering = (pod: Actor<unknown> | undefined): boolean => pod?.is('ready') === true || pod?.is('unready') === true;

/** Whether what it is asked to write gets to the API. */
export const isWriting = (pod: Actor<{ isStale: boolean }> | undefined): boolean => isAnswering(pod) && pod?.data.isStale === false;

/** Whether its container takes connections and answers none. */
export const isHung = (pod: Actor<unknown> | undefined): boolean => pod?.is('hung') === true || pod?.is('killing') === true;

/** Whether its node is gone, so that not even a connection is refused. */
export const isCutOff = (pod: Actor<unknown> | undefined): boolean => pod?.is('stopped') === true || pod?.is('doomed') === true;

/** Whether the API says the pod is Ready: what is, what hangs and is not found out, and what was when its node fell silent and is not yet marked Unknown. */
export function isListed(pod: Actor<{ wasReady: boolean; node: string | undefined }>): boolean {
  const { wasReady, node = '' } = pod.data;
  // The pods of an Unknown node are told NotReady, whatever they really do.
  if (pod.find(node)?.is('condition.ready') !== true) return false;
  return pod.is('ready') || pod.is('hung.unprobed') || pod.is('hung.listed') || pod.is('killing.listed') || (wasReady && pod.is('stopped'));
}

/** The start of a web server without a readiness probe. */
export function plainStartup(view: View): Startup {
  const start = view.value(podParameters.plainStart);
  const [shortest, longest] = start.kind === 'uniform' ? [start.min, start.max] : [0, 0];
  return { shortest, longest, probeDelay: 0, probePeriod: 0 };
}
