/**
 * The agent of a downstream cluster and its tunnel: one WebSocket to Rancher through the load balancer and nginx, dialled
 * from the site. Its pings, and its tries while there is nothing to reach, are no events.
 * Left out: node agents and their fallback, the cluster's own life (it goes on whatever happens here).
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, defineKind, defineParameters, duration, type Micros, nextTick, s } from '../../sim/index.ts';
import { ingressKind } from '../ingress/nginx.ts';
import { podKind } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { routerParameters } from '../nsx/service-router.ts';

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
}

export const agentMachine = setup({
  types: {
    input: {} as { actor: Actor; cluster: string },
    context: {} as Context,
    events: {} as { type: 'opened'; ingress: string; replica: string } | { type: 'peerGone' | 'peerSilent' | 'disconnect' | 'reconnect' | 'requested' },
  },
  guards: { isCut: ({ context }) => context.isCut },
  actions: {
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
    cut: assign({ isCut: true }),
    mend: assign({ isCut: false }),
  },
  delays: {
    /** What is left of the limit since the last answered ping. */
    deadPeer: ({ context: { actor } }) => {
      const period = actor.value(agentParameters.pingPeriod);
      return actor.value(agentParameters.deadPeer) - Math.floor(actor.chance('last ping') * period);
    },
    install: ({ context }) => context.actor.value(agentParameters.install),
  },
}).createMachine({
  id: 'agent',
  context: ({ input }) => ({ lostAt: 0, triesFrom: 0, redials: 0, openedAt: 0, isCut: false, ...input }),
  initial: 'installing',
  on: { disconnect: { actions: 'cut' }, reconnect: { actions: 'mend' } },
  states: {
    /** Not deployed yet: Rancher's own agent waits for the server URL. */
    withheld: { on: { requested: 'registering' } },
    installing: { after: { install: 'registering' } },
    /** Dials for the first time, and again until it gets through. */
    registering: { entry: 'tryAtOnce', on: { opened: { target: 'connected', actions: ['route', 'rememberOpening'] } } },
    connected: {
      exit: ['unroute', 'rememberLoss'],
      on: {
        peerGone: 'disconnected',
        peerSilent: 'silent',
        disconnect: { target: 'silent', actions: 'cut' },
      },
    },
    /** The tunnel is dead, and nobody has noticed yet. */
    silent: { after: { deadPeer: 'disconnected' } },
    disconnected: {
      entry: 'tryLater',
      on: {
        opened: { target: 'connected', actions: ['route', 'countRedial', 'rememberOpening'] },
        reconnect: { target: 'disconnected', reenter: true, actions: 'mend' },
      },
    },
  },
});

export const agentKind = defineKind('agent', agentMachine);

/** Opens tunnels at the agents' own tries, once there is something to reach. */
export const redial: Controller = {
  name: 'redial',
  watch: { agent: (agent) => (agent.is('disconnected') || agent.is('registering') ? agent.id : undefined) },
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

type Agent = Actor<{ isCut: boolean; triesFrom: Micros }>;

const isWaiting = (agent: Agent): boolean => agent.is('disconnected') || agent.is('registering');

const waiting = (hand: ControllerHand): Agent[] =>
  hand.count(agentKind, 'disconnected') + hand.count(agentKind, 'registering') === 0 ? [] : hand.all(agentKind).filter(isWaiting);

/** The loop runs on while there is nothing to reach. */
function nextTry(hand: ControllerHand, { data: { triesFrom } }: Agent): Micros {
  return Math.max(triesFrom, nextTick(hand.now(), hand.value(agentParameters.redialPeriod), triesFrom));
}

function open(hand: ControllerHand, id: string): void {
  const pods = hand.get('svc/nginx-ingress', serviceKind).data.members.filter((pod) => hand.find(pod, podKind)?.is('ready'));
  const targets = hand.get('rancher-ingress', ingressKind).data.upstreams.filter((pod) => hand.find(pod, podKind)?.is('ready'));
  const ingress = pods[hand.pick(`ingress of ${id}`, pods.length)];
  const replica = targets[hand.pick(`replica of ${id}`, targets.length)];
  if (ingress !== undefined && replica !== undefined) hand.send(id, { type: 'opened', ingress, replica });
}

const carriers = ['nginx-ingress', 'rancher'];

/** The local cluster's agent is a pod of this platform; the others live at their sites. */
function localAgent(hand: ControllerHand): undefined {
  const isRunning = hand.with('app', 'cattle-cluster-agent', podKind).some((pod) => pod.is('ready'));
  const agent = hand.find('agent/local', agentKind);
  if (!agent) return;
  const { isCut } = agent.data;
  if (isCut === isRunning) hand.send('agent/local', { type: isRunning ? 'reconnect' : 'disconnect' });
}

/** Breaks tunnels when what carries them goes: at once where a live node says so, else by silence. */
export const tunnels: Controller = {
  name: 'tunnels',
  watch: {
    pod: (pod) => (pod.data.app === 'cattle-cluster-agent' ? 'local agent' : carriers.includes(pod.data.app) && !pod.is('ready') ? pod.id : undefined),
    'service-router': (router) => (router.is('failingOver') || router.is('takingBack') || router.is('down') ? 'flows' : undefined),
  },
  reconcile(key, hand) {
    if (key === 'flows') {
      if (!hand.value(routerParameters.keepsFlows))
        for (const agent of hand.all(agentKind)) if (agent.is('connected')) hand.send(agent.id, { type: 'peerSilent' });
      return undefined;
    }
    if (key === 'local agent') return localAgent(hand);
    const pod = hand.find(key, podKind);
    const isSilent = pod?.is('stopped') === true || pod?.is('doomed') === true;
    for (const agent of [...hand.with('tunnel by', key, agentKind), ...hand.with('tunnel to', key, agentKind)]) {
      if (agent.is('connected')) hand.send(agent.id, { type: isSilent ? 'peerSilent' : 'peerGone' });
    }
    return undefined;
  },
};
