/**
 * Rancher's health check of its clusters: connected, active, unavailable are three things. A tunnel is missed when its
 * pings are; a cluster is shown as unavailable at a round of the check that fails, tries and all.
 */
import { type Actor, type Controller, type ControllerHand, count, defineParameters, duration, type Micros, nextTick, s } from '../../sim/index.ts';
import { agentKind, hasSession, nodeAgentKind } from '../downstream/agent.ts';
import { capabilities, type DownstreamKind } from '../downstream/kinds.ts';
import { clusterKind, isKept, isUsed, type Through } from './cluster.ts';
import { inRancher } from './server.ts';

const health = 'rancher/rancher@v2.2.8 pkg/controllers/user/healthsyncer/healthsyncer.go';

export const clusterParameters = defineParameters('rancher.cluster', {
  healthPeriod: duration(s(15), { source: `${health}: every 15 s` }),
  healthTries: count(4, {
    source: `${health}: 4 tries in 2.2.8`,
    versions: { product: 'rancher', since: { '2.5': [3, 'rancher/rancher@v2.5.9 pkg/controllers/managementuser/healthsyncer/healthsyncer.go: 3 tries'] } },
  }),
  healthRetry: duration(s(5), { source: `${health}: 5 s apart` }),
});

type Cluster = Actor<{ agent: string; kind: DownstreamKind; through: Through }>;

/** Marks clusters unavailable and active again, as Rancher's health check does at its own round. */
export const clusterHealth: Controller = {
  name: 'cluster-health',
  needs: { 'kube-api': 'available', rancher: 'serving' },
  watch: {
    agent: (agent) => agent.data.cluster,
    'node-agent': (agent) => agent.data.cluster,
    cluster: (cluster) => (cluster.is('waiting') ? cluster.id : undefined),
  },
  reconcile(id, hand) {
    const cluster = hand.find(id, clusterKind);
    if (!cluster || !isKept(cluster)) return forget(id, hand);
    const standsIn = fallsBack(cluster, hand);
    const isConnected = standsIn || hasSession(hand.get(cluster.data.agent, agentKind));
    if (cluster.is('waiting') && isConnected) hand.send(id, { type: 'connected' });
    if (isUsed(cluster) !== isConnected && (isUsed(cluster) || cluster.is('unavailable'))) return judge(id, isConnected, hand);
    return forget(id, hand);
  },
};

/** Where node agents stand in for the cluster agent: which of them Rancher speaks through now, and whether one is there. */
function fallsBack({ id, data: { agent, kind, through } }: Cluster, hand: ControllerHand): boolean {
  if (!capabilities[kind].isRke) return false;
  const nodeAgent = hand.find(`node-${agent}`, nodeAgentKind);
  if (!nodeAgent) return false;
  const isThere = nodeAgent.is('connected');
  const now: Through = hasSession(hand.get(agent, agentKind)) ? 'cluster-agent' : isThere ? 'node-agent' : 'none';
  if (now !== through) hand.send(id, { type: { 'cluster-agent': 'returned', 'node-agent': 'fellBack', none: 'cutOff' }[now] });
  return isThere || nodeAgent.is('silent');
}

/** Connected again: at the next round. Lost: at the round, and then the tries of that round. */
function judge(id: string, isConnected: boolean, hand: ControllerHand): Micros | undefined {
  const seen: { isConnected: boolean; due: Micros } | undefined = hand.memory[id];
  if (seen?.isConnected === isConnected && hand.now() >= seen.due) {
    hand.send(id, { type: isConnected ? 'markActive' : 'markUnavailable' });
    return forget(id, hand);
  }
  if (seen?.isConnected !== isConnected) {
    const period = hand.value(clusterParameters.healthPeriod);
    const round = nextTick(hand.now(), period, hand.phase(`health of ${id}`, period));
    const tries = isConnected ? 0 : (inRancher(hand, clusterParameters.healthTries) - 1) * hand.value(clusterParameters.healthRetry);
    hand.memory[id] = { isConnected, due: round + tries };
  }
  return hand.memory[id].due;
}

function forget(id: string, hand: ControllerHand): undefined {
  if (id in hand.memory) delete hand.memory[id];
}
