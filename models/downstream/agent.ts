/**
 * The agent of a downstream cluster and its tunnel: one WebSocket to Rancher through the load balancer and nginx, dialled
 * from the site. Its pings, and its tries while there is nothing to reach, are no events. Clusters that RKE laid also have
 * node agents, of which one stands for all. Left out: the rest of the cluster's life (it goes on whatever happens here).
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, duration, flag, type Micros, s, type View } from '../../sim/index.ts';
import { nodeParameters } from '../kubernetes/node.ts';
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
  replaceNodesAfter: duration(0, {
    source: 'rancher/rancher pkg/controllers/management/nodepool/nodepool.go: DeleteNotReadyAfterSecs, off at 0',
    why: 'a pool then deletes a node that is unreachable for so long, and its pods with it',
  }),
  install: duration(s(60), { assumption: 'from the cluster object to its import manifest applied downstream and the agent dialling; done by people' }),
});

export interface AgentContext {
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
  /** Which CA's root it was deployed with (CATTLE_CA_CHECKSUM). */
  trusts: number;
}

type Input = Pick<AgentContext, 'actor' | 'cluster' | 'version'> & Partial<Pick<AgentContext, 'kind' | 'nodes' | 'trusts'>>;

/**
 * How long after the loss of its node an agent's pod goes: the node is marked Unknown after its grace period, and then its
 * tolerations run out, or its node pool deletes the node. Never, when neither happens.
 */
function evictedAfter({ actor, kind, version }: AgentContext): Micros | undefined {
  const replaced = kind === 'node-driver' ? actor.value(agentParameters.replaceNodesAfter) : 0;
  const waits = [
    ...(actor.valueAt(agentParameters.toleratesAll, version) ? [] : [actor.value(nodeParameters.tolerationSeconds)]),
    ...(replaced > 0 ? [replaced] : []),
  ];
  return waits.length > 0 ? actor.value(nodeParameters.gracePeriod) + Math.min(...waits) : undefined;
}

export const agentMachine = setup({
  types: {
    input: {} as Input,
    context: {} as AgentContext,
    events: {} as
      | { type: 'opened'; ingress: string; replica: string }
      | { type: 'redeploy'; version: string; trusts: number }
      | { type: 'resized'; nodes: number }
      | { type: 'peerGone' | 'peerSilent' | 'disconnect' | 'reconnect' | 'nodeLost' | 'nodeBack' | 'requested' | 'remove' | 'disown' | 'readmit' },
  },
  guards: {
    /** Its pod is evicted from a dead node, and there is another one to go to. */
    canMove: ({ context }) => context.nodes > 1 && evictedAfter(context) !== undefined,
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
    keepManifest: assign(({ event }) => (event.type === 'redeploy' ? { version: event.version, trusts: event.trusts } : {})),
    keepSize: assign(({ event }) => (event.type === 'resized' ? { nodes: event.nodes } : {})),
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
    eviction: ({ context }) => evictedAfter(context) ?? 0,
  },
}).createMachine({
  id: 'agent',
  context: ({ input }) => ({ lostAt: 0, triesFrom: 0, redials: 0, openedAt: 0, isCut: false, kind: 'imported', nodes: 1, trusts: 1, ...input }),
  initial: 'installing',
  on: {
    disconnect: { actions: ['cut', 'hideEndpoint'] },
    reconnect: { actions: ['mend', 'showEndpoint'] },
    nodeLost: '.stranded.lost',
    redeploy: { actions: 'keepManifest' },
    resized: { actions: 'keepSize' },
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
        redeploy: { target: 'redeploying', actions: 'keepManifest' },
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
        redeploy: { target: 'redeploying', actions: 'keepManifest' },
      },
    },
    /** Its pod's node is gone; the pod waits for it, or is evicted. */
    stranded: {
      initial: 'silent',
      on: {
        nodeLost: {},
        nodeBack: 'disconnected',
        // A new pod goes to another node.
        redeploy: [{ guard: 'hasOtherNode', target: 'redeploying', actions: 'keepManifest' }, { actions: 'keepManifest' }],
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
export const allAgents = (view: View): Actor<AgentContext>[] => [...view.all(agentKind), ...view.all(nodeAgentKind)];
