/**
 * The tunnels of agents: opened at the agents' own tries, once there is something to reach that they trust, and broken when
 * what carries them goes. Tries in vain are no events.
 */
import { type Actor, type Controller, type ControllerHand, type Micros, nextTick, type Watch } from '../../sim/index.ts';
import { distrust, presentCa } from '../certificates/certificate.ts';
import { ingressKind } from '../ingress/nginx.ts';
import { isAnswering, isCutOff, isHung, podKind } from '../kubernetes/pod.ts';
import { isEntrance, type WayIn } from '../way-in.ts';
import { type AgentContext, agentKind, agentParameters, allAgents, nodeAgentKind } from './agent.ts';

const waitingStates = ['disconnected', 'registering', 'redeploying'] as const;

const isWaiting = (agent: Actor<AgentContext>): boolean => waitingStates.some((state) => agent.is(state));

const whenWaiting = (agent: Actor): string | undefined => (isWaiting(agent as Actor<AgentContext>) ? agent.id : undefined);

/** Opens tunnels at the agents' own tries, once there is something to reach. */
export const redial = (way: WayIn): Controller => ({
  name: 'redial',
  watch: { agent: whenWaiting, 'node-agent': whenWaiting, certificate: () => 'route' },
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
    if (isRefusing(hand, agent)) return undefined;
    if (share < 1 && hand.chance(`try of ${key}`) >= share) return hand.now() + hand.value(agentParameters.redialPeriod);
    open(hand, key, way);
    return undefined;
  },
});

/** Whether an agent takes what it is shown for Rancher's; said once for each reason. */
function isRefusing(hand: ControllerHand, { data: { trusts } }: Actor<AgentContext>): boolean {
  const why = distrust(hand, trusts);
  const reason = `${why}, CA ${presentCa(hand)}`;
  if (why !== undefined && hand.memory.said !== reason) {
    hand.memory.said = reason;
    hand.note(`agents refuse Rancher's certificate: ${why}`);
  }
  return why !== undefined;
}

const waiting = (hand: ControllerHand): Actor<AgentContext>[] =>
  [agentKind, nodeAgentKind].flatMap((kind) => (waitingStates.every((state) => hand.count(kind, state) === 0) ? [] : hand.all(kind).filter(isWaiting)));

/** The loop runs on while there is nothing to reach. */
function nextTry(hand: ControllerHand, { data: { triesFrom } }: Actor<AgentContext>): Micros {
  return Math.max(triesFrom, nextTick(hand.now(), hand.value(agentParameters.redialPeriod), triesFrom));
}

function open(hand: ControllerHand, id: string, { toIngress }: WayIn): void {
  const entrance = toIngress(hand, []);
  const pods = isEntrance(entrance) ? entrance.pods : [];
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
export const tunnels = ({ breaks, endsConnections }: WayIn): Controller => ({
  name: 'tunnels',
  watch: {
    pod: (pod) => (pod.data.app === 'cattle-cluster-agent' ? 'local agent' : carriers.includes(pod.data.app) && !isAnswering(pod) ? pod.id : undefined),
    ...Object.fromEntries(Object.entries(breaks).map(([kind, isBroken]): [string, Watch] => [kind, (actor) => (isBroken(actor) ? 'flows' : undefined)])),
  },
  reconcile(key, hand) {
    if (key === 'flows') {
      if (endsConnections(hand)) for (const agent of allAgents(hand)) if (agent.is('connected')) hand.send(agent.id, { type: 'peerSilent' });
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
});
