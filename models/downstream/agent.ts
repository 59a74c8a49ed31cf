/**
 * The agent of a downstream cluster and its tunnel: one WebSocket to Rancher through the load balancer and nginx, dialled
 * from the site. Its pings, and its tries while there is nothing to reach, are no events. Clusters that RKE laid also have
 * node agents, of which one stands for all. Left out: the rest of the cluster's life (it goes on whatever happens here).
 */
import { assign, setup } from 'xstate';
import {
  type Actor,
  type Controller,
  type ControllerHand,
  defineKind,
  defineParameters,
  duration,
  flag,
  type Micros,
  nextTick,
  s,
  type View,
} from '../../sim/index.ts';
import { ingressKind } from '../ingress/nginx.ts';
import { nodeParameters } from '../kubernetes/node.ts';
import { isAnswering, isCutOff, isHung, podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { routerParameters } from '../nsx/service-router.ts';
import { capabilities, type DownstreamKind } from './kinds.ts';

export const agentParameters = defineParameters('downstream.agent', {
  pingPeriod: duration(s(5), { source: 'rancher/rancher@v2.2.8 vendor/github.com/rancher/norman/pkg/remotedialer/types.go' }),
  deadPeer: duration(s(10), {
    source: 'rancher/rancher@v2.2.8 remotedialer/types.go: 10 s in 2.2.0-2.2.8, 60 s from 2.2.9',
    versions: {
      product: 'rancher',
      since: { '2.2.9': [s(60), 'rancher/rancher@v2.2.9 norman/pkg/remotedialer/types.go; rancher/remotedialer commit 0badea2'] },
    },
  }),
  redialPause: duration(s(5), { source: 'rancher/rancher@v2.2.8 remotedialer/client.go: 5 s after an error' }),
  redialPeriod: duration(s(10), { source: 'rancher/rancher@v2.2.8 remotedialer/client.go, pkg/agent/main.go: 5 s + 5 s, no jitter' }),
  toleratesAll: flag(true, {
    source: 'rancher/rancher@v2.2.8 pkg/systemtemplate/template.go: the cluster agent tolerates everything (Exists)',
    why: 'so it is not evicted from a dead node',
    versions: { product: 'rancher', since: { '2.5.9': [false, 'rancher/rancher@v2.5.9 pkg/systemtemplate/template.go; pull/30366: fixed tolerations'] } },
  }),
  install: duration(s(60), { assumption: 'from the cluster object to its import manifest applied downstream and the agent dialling; done by people' }),
});

interface Context {
  actor: Actor;
  cluster: string;
  lostAt: Micros;
  /** Its tries fall at this time and every period after it. */
  triesFrom: Micros;
  /** Tunnels opened after the first. */
  redials: number;
  /** When its tunnel was opened last, in µs. */
  openedAt: Micros;
  /** The site's own link is cut. */
  isCut: boolean;
  kind: DownstreamKind;
  /** Nodes of its cluster. */
  nodes: number;
  /** Of its image, which is Rancher's. */
  version: string;
}

type Input = Pick<Context, 'actor' | 'cluster' | 'version'> & Partial<Pick<Context, 'kind' | 'nodes'>>;

export const agentMachine = setup({
  types: {
    input: {} as Input,
    context: {} as Context,
    events: {} as
      | { type: 'opened'; ingress: string; replica: string }
      | { type: 'redeploy'; version: string }
      | { type: 'peerGone' | 'peerSilent' | 'disconnect' | 'reconnect' | 'nodeLost' | 'nodeBack' | 'requested' | 'remove' | 'disown' | 'readmit' },
  },
  guards: {
    /** Its pod is evicted from a dead node, and there is another one to go to. */
    canMove: ({ context: { actor, nodes, version } }) => nodes > 1 && !actor.valueAt(agentParameters.toleratesAll, version),
    hasOtherNode: ({ context }) => context.nodes > 1,
  },
  actions: {
    /** People with a kubeconfig reach the control plane from now on. */
    openEndpoint: ({ context: { actor, kind, isCut } }) => {
      if (actor.kind === 'agent' && capabilities[kind].isRke) actor.label('endpoint', isCut ? 'cut' : 'open');
    },
    closeEndpoint: ({ context: { actor } }) => actor.label('endpoint', undefined),
    hideEndpoint: ({ context: { actor } }) => {
      if (actor.labels.has('endpoint')) actor.label('endpoint', 'cut');
    },
    showEndpoint: ({ context: { actor } }) => {
      if (actor.labels.has('endpoint')) actor.label('endpoint', 'open');
    },
    route: ({ context: { actor }, event }) => {
      if (event.type !== 'opened') return;
      actor.label('tunnel by', event.ingress);
      actor.label('tunnel to', event.replica);
    },
    unroute: ({ context: { actor } }) => {
      actor.label('tunnel by', undefined);
      actor.label('tunnel to', undefined);
    },
    countRedial: assign({ redials: ({ context }) => context.redials + 1 }),
    rememberOpening: assign({ openedAt: ({ context }) => context.actor.now() }),
    rememberLoss: assign({ lostAt: ({ context }) => context.actor.now() }),
    tryAtOnce: assign({ triesFrom: ({ context }) => context.actor.now() }),
    /** 5 s after the error, and then wherever its loop of 5 s stands. */
    tryLater: assign({
      triesFrom: ({ context: { actor } }) => {
        const pause = actor.value(agentParameters.redialPause);
        return actor.now() + pause + Math.floor(actor.chance('loop') * (actor.value(agentParameters.redialPeriod) - pause));
      },
    }),
    keepVersion: assign(({ event }) => (event.type === 'redeploy' ? { version: event.version } : {})),
    cut: assign({ isCut: true }),
    mend: assign({ isCut: false }),
  },
  delays: {
    /** What is left of the limit since the last answered ping. */
    deadPeer: ({ context: { actor, version } }) => {
      const period = actor.value(agentParameters.pingPeriod);
      return actor.valueAt(agentParameters.deadPeer, version) - Math.floor(actor.chance('last ping') * period);
    },
    install: ({ context }) => context.actor.value(agentParameters.install),
    /** The node is marked Unknown after its grace period, and its pods go once their tolerations have run out. */
    eviction: ({ context: { actor } }) => actor.value(nodeParameters.gracePeriod) + actor.value(nodeParameters.tolerationSeconds),
  },
}).createMachine({
  id: 'agent',
  context: ({ input }) => ({ lostAt: 0, triesFrom: 0, redials: 0, openedAt: 0, isCut: false, kind: 'imported', nodes: 1, ...input }),
  initial: 'installing',
  on: {
    disconnect: { actions: ['cut', 'hideEndpoint'] },
    reconnect: { actions: ['mend', 'showEndpoint'] },
    nodeLost: '.stranded.lost',
    redeploy: { actions: 'keepVersion' },
    disown: '.refused',
    remove: '.removed',
  },
  states: {
    /** Not deployed yet: its cluster is still to be laid, or Rancher's own agent waits for the server URL. */
    withheld: { on: { requested: 'registering', nodeLost: {} } },
    installing: { after: { install: 'registering' }, on: { nodeLost: {} } },
    /** Dials for the first time, and again until it gets through. */
    registering: { entry: 'tryAtOnce', on: { opened: { target: 'connected', actions: ['route', 'openEndpoint', 'rememberOpening'] } } },
    connected: {
      exit: ['unroute', 'rememberLoss'],
      on: {
        peerGone: 'disconnected',
        peerSilent: 'silent',
        disconnect: { target: 'silent', actions: ['cut', 'hideEndpoint'] },
        nodeLost: 'stranded',
        redeploy: { target: 'redeploying', actions: 'keepVersion' },
      },
    },
    /** Its new pod runs and dials, and its old one is ended. */
    redeploying: { entry: 'tryAtOnce', on: { opened: { target: 'connected', actions: ['route', 'countRedial', 'rememberOpening'] } } },
    /** The tunnel is dead, and nobody has noticed yet. */
    silent: { after: { deadPeer: 'disconnected' } },
    disconnected: {
      entry: 'tryLater',
      on: {
        opened: { target: 'connected', actions: ['route', 'countRedial', 'rememberOpening'] },
        reconnect: { target: 'disconnected', reenter: true, actions: ['mend', 'showEndpoint'] },
      },
    },
    /** Its pod's node is gone; the pod waits for it, or is evicted. */
    stranded: {
      initial: 'silent',
      on: {
        nodeLost: {},
        nodeBack: 'disconnected',
        // A new pod goes to another node.
        redeploy: [{ guard: 'hasOtherNode', target: 'redeploying', actions: 'keepVersion' }, { actions: 'keepVersion' }],
      },
      states: {
        silent: { after: { deadPeer: 'lost' } },
        lost: { after: { eviction: { guard: 'canMove', target: '#agent.disconnected' } } },
      },
    },
    /** Dials on, and Rancher, which knows nothing of its cluster, answers 401 (rancher/rancher#34108). */
    refused: { on: { nodeLost: {}, redeploy: {}, readmit: 'disconnected' } },
    removed: { entry: 'closeEndpoint', on: { disconnect: {}, reconnect: {}, nodeLost: {}, redeploy: {}, disown: {} } },
  },
});

export const agentKind = defineKind('agent', agentMachine);

/** The node agents of a cluster that RKE laid. */
export const nodeAgentKind = defineKind('node-agent', agentMachine);

/** Whether Rancher believes in a tunnel: one that died in silence is missed only when its pings are. */
export const hasSession = (agent: Actor): boolean => agent.is('connected') || agent.is('silent') || agent.is('stranded.silent');

/** Every agent of every cluster. */
export const allAgents = (view: View): Actor<Context>[] => [...view.all(agentKind), ...view.all(nodeAgentKind)];

const waitingStates = ['disconnected', 'registering', 'redeploying'] as const;

const isWaiting = (agent: Actor<Context>): boolean => waitingStates.some((state) => agent.is(state));

const whenWaiting = (agent: Actor): string | undefined => (isWaiting(agent as Actor<Context>) ? agent.id : undefined);

/** Opens tunnels at the agents' own tries, once there is something to reach. */
export const redial: Controller = {
  name: 'redial',
  watch: { agent: whenWaiting, 'node-agent': whenWaiting },
  watchPaths: { 'agent-route': 'route' },
  reconcile(key, hand) {
    const share = hand.share('agent-route');
    if (key === 'route') {
      if (share > 0) for (const agent of waiting(hand)) hand.wake('redial', agent.id, nextTry(hand, agent) - hand.now());
      return undefined;
    }
    const agent = hand.get(key, agentKind);
    if (!isWaiting(agent) || agent.data.isCut || share === 0) return undefined;
    const due = nextTry(hand, agent);
    if (hand.now() < due) return due;
    if (share < 1 && hand.chance(`try of ${key}`) >= share) return hand.now() + hand.value(agentParameters.redialPeriod);
    open(hand, key);
    return undefined;
  },
};

const waiting = (hand: ControllerHand): Actor<Context>[] =>
  [agentKind, nodeAgentKind].flatMap((kind) => (waitingStates.every((state) => hand.count(kind, state) === 0) ? [] : hand.all(kind).filter(isWaiting)));

/** The loop runs on while there is nothing to reach. */
function nextTry(hand: ControllerHand, { data: { triesFrom } }: Actor<Context>): Micros {
  return Math.max(triesFrom, nextTick(hand.now(), hand.value(agentParameters.redialPeriod), triesFrom));
}

function open(hand: ControllerHand, id: string): void {
  const pods = hand.get('svc/nginx-ingress', serviceKind).data.members.filter((pod) => isAnswering(hand.find(pod, podKind)));
  const targets = hand.get('rancher-ingress', ingressKind).data.upstreams.filter((pod) => isAnswering(hand.find(pod, podKind)));
  const ingress = pods[hand.pick(`ingress of ${id}`, pods.length)];
  const replica = targets[hand.pick(`replica of ${id}`, targets.length)];
  if (ingress !== undefined && replica !== undefined) hand.send(id, { type: 'opened', ingress, replica });
}

const carriers = ['nginx-ingress', 'rancher'];

/** The local cluster's agent is a pod of this platform; the others live at their sites. */
function localAgent(hand: ControllerHand): undefined {
  const isRunning = hand.with('app', 'cattle-cluster-agent', podKind).some(isAnswering);
  const agent = hand.find('agent/local', agentKind);
  if (!agent) return;
  const { isCut } = agent.data;
  if (isCut === isRunning) hand.send('agent/local', { type: isRunning ? 'reconnect' : 'disconnect' });
}

/** Breaks tunnels when what carries them goes: at once where a live node says so, else by silence. */
export const tunnels: Controller = {
  name: 'tunnels',
  watch: {
    pod: (pod) => (pod.data.app === 'cattle-cluster-agent' ? 'local agent' : carriers.includes(pod.data.app) && !isAnswering(pod) ? pod.id : undefined),
    'service-router': (router) => (router.is('failingOver') || router.is('takingBack') || router.is('down') ? 'flows' : undefined),
  },
  reconcile(key, hand) {
    if (key === 'flows') {
      if (!hand.value(routerParameters.keepsFlows)) for (const agent of allAgents(hand)) if (agent.is('connected')) hand.send(agent.id, { type: 'peerSilent' });
      return undefined;
    }
    if (key === 'local agent') return localAgent(hand);
    const pod = hand.find(key, podKind);
    const isSilent = isCutOff(pod) || isHung(pod);
    for (const agent of [...hand.with('tunnel by', key, agentKind), ...hand.with('tunnel to', key, agentKind)]) {
      if (agent.is('connected')) hand.send(agent.id, { type: isSilent ? 'peerSilent' : 'peerGone' });
    }
    return undefined;
  },
};
