/**
 * Who keeps a connection to the API and is left hanging with it: kubelets, whose node then falls silent though its pods
 * run, and pods that work through one connection to the API, as Rancher's replicas may. Clients of a server that is stopped in good order are
 * told, and go elsewhere at once. A quiet platform asks for no event: who is connected where is drawn when it matters.
 */
import { type Actor, type Controller, type ControllerHand, type Micros, nextTick } from '../../sim/index.ts';
import { instanceId } from '../bosh/instance.ts';
import { apiPoolKind } from '../nsx/api-pool.ts';
import { vmKind } from '../vsphere/vm.ts';
import { apiServerKind } from './api-server.ts';
import { answering, connectionParameters, type Hung, nextRetransmission, serverOf, untilChecked, untilGivenUp } from './connection.ts';
import { nodeKind, nodeParameters } from './node.ts';
import { isAnswering, podKind } from './pod.ts';

const name = 'api-clients';

/** Keys: an API server that has stopped or is back, and a client. */
export const apiClients: Controller = {
  name,
  watch: {
    'api-server': (server) => (server.is('stopped') || server.is('starting') || server.is('serving') ? server.id : undefined),
    node: (node) => (node.is('kubelet.started') || node.is('kubelet.stopped') ? node.id : undefined),
    pod: (pod) => (pod.data.startup.connection !== undefined && pod.is('starting') ? pod.id : undefined),
  },
  reconcile(key, hand) {
    const found = hand.find(key);
    if (found?.kind === apiServerKind.name) return ofServer(key, hand);
    const hung = hungOf(hand)[key];
    if (hung === undefined || !found || !isConnected(hand, key)) return connect(key, hand);
    return found.kind === nodeKind.name && hand.value(connectionParameters.isDropped) ? redial(key, hung, hand) : wait(key, hung, hand);
  },
};

/** Connections that hang, by client. */
const hungOf = (hand: ControllerHand): Record<string, Hung> => (hand.memory.hung ??= {});

/** Whether a client's process runs and holds a connection. */
function isConnected(hand: ControllerHand, client: string): boolean {
  const found = hand.get(client);
  return found.kind === nodeKind.name ? found.is('kubelet.running') || found.is('kubelet.mute') : isAnswering(found);
}

/** Whoever is connected to a server that stops is told or left hanging; once its VM is back, its kernel answers. */
function ofServer(id: string, hand: ControllerHand): undefined {
  const server = hand.get(id, apiServerKind);
  if (!server.is('stopped')) {
    for (const client of Object.keys(hungOf(hand))) hand.wake(name, client);
    return;
  }
  const vm = server.labels.get('vm') ?? '';
  // A VM that hangs without its disk still has a kernel that answers; its clients go on when it does.
  if (hand.find(vm, vmKind)?.is('stalled')) return;
  const isTold = hand.find(instanceId(vm))?.is('recreating') === true;
  const pods = hand.all(podKind).filter((pod) => pod.data.startup.connection !== undefined);
  for (const client of [...hand.all(nodeKind), ...pods]) {
    if (hungOf(hand)[client.id] !== undefined || !isConnected(hand, client.id) || serverOf(client as Actor) !== id) continue;
    if (isTold) connect(client.id, hand);
    else hang(client.id, id, hand);
  }
}

/** A process that starts, or is told, connects to whoever answers. */
function connect(client: string, hand: ControllerHand): undefined {
  delete hungOf(hand)[client];
  const servers = answering(hand);
  if (servers.length > 0 && hand.find(client)) hand.labelOther(client, 'connected to', servers[hand.pick(`server of ${client}`, servers.length)]);
}

function hang(client: string, server: string, hand: ControllerHand): void {
  const found = hand.get(client);
  const isNode = found.kind === nodeKind.name;
  const period = hand.value(nodeParameters.statusPeriod);
  // A kubelet sends at its next heartbeat; Rancher's controllers have always something to ask.
  const sentAt = isNode ? nextTick(hand.now(), period, found.phase('status', period)) : hand.now();
  hungOf(hand)[client] = { server, sentAt, until: 0 };
  hand.send(client, { type: isNode ? 'mute' : 'apiHung' });
  hand.wake(name, client);
}

/** A kubelet that drops its connection after some failed heartbeats and dials anew, each try up to its timeout. */
function redial(client: string, { sentAt }: Hung, hand: ControllerHand): Micros | undefined {
  const timeout = hand.value(connectionParameters.heartbeatTimeout);
  const dropped = sentAt + hand.value(connectionParameters.heartbeatFailures) * timeout;
  const due = nextTick(Math.max(hand.now(), dropped), timeout, dropped);
  if (hand.now() < due) return due;
  const servers = answering(hand);
  // With no server left it goes on trying, and the first that is back wakes it.
  if (servers.length === 0) return undefined;
  const offered = offeredBy(hand);
  const tried = offered[hand.pick(`dial of ${client}`, offered.length)] as string;
  if (!servers.includes(tried)) return hand.now() + timeout;
  hand.labelOther(client, 'connected to', tried);
  delete hungOf(hand)[client];
  hand.send(client, { type: 'reconnected' });
  return undefined;
}

/** Where a new connection may be sent: what the load balancer has not marked down. */
function offeredBy(hand: ControllerHand): readonly string[] {
  const pool = hand.find('api-pool', apiPoolKind);
  const members = pool?.data.members ?? hand.all(apiServerKind).map(({ id }) => id);
  const up = members.filter((id) => !pool?.data.down.includes(id));
  return up.length > 0 ? up : members;
}

/** Whether a client looks after its connection itself: a kubelet as its version does, a pod as its application does. */
const isChecked = (client: string, hand: ControllerHand): boolean =>
  hand.find(client)?.kind === nodeKind.name ? hand.value(connectionParameters.isChecked) : hand.get(client, podKind).data.startup.connection === 'checked';

/** A client that waits until its connection is given up, or answered by the kernel of a master that is back. */
function wait(client: string, hung: Hung, hand: ControllerHand): Micros | undefined {
  if (hung.until === 0) hung.until = isChecked(client, hand) ? untilChecked(hand) : untilGivenUp(hand, hung.sentAt);
  const isBack = hand.find(hung.server, apiServerKind)?.is('stopped') === false;
  const due = Math.min(hung.until, (isBack ? nextRetransmission(hand, hung.sentAt) : undefined) ?? hung.until);
  if (hand.now() < due) return due;
  if (answering(hand).length === 0) return undefined;
  connect(client, hand);
  hand.send(client, { type: hand.get(client).kind === nodeKind.name ? 'reconnected' : 'apiBack' });
  return undefined;
}
