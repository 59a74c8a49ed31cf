/** The machines that the twin ships, alone, their effects stubbed: compiled against XState's own actors. */
import type { AnyStateMachine } from 'xstate';
import { agentMachine } from '../../models/downstream/agent.ts';
import { memberMachine } from '../../models/etcd/member.ts';
import { nodeMachine } from '../../models/kubernetes/node.ts';
import { podMachine } from '../../models/kubernetes/pod.ts';
import { routerMachine } from '../../models/nsx/service-router.ts';
import { vmMachine } from '../../models/vsphere/vm.ts';
import { type Data, leaseMachine } from '../../sim/index.ts';
import type { Figure } from './figure.ts';
import { type Beat, benchMachine, stubActor } from './machines.ts';

/** A stub whose other actors are all in order. */
export const actor = { ...stubActor, get: () => ({ is: () => true, data: {} }) };
const startup = { shortest: 1_000, longest: 2_000, probeDelay: 0, probePeriod: 0 };
const say = (type: string, more: Data = {}): Beat => ({ type, ...more });
const edge = (type: string, id: string) => say(type, { edge: id });
const down = (id: string) => say('contenderDown', { id });
const opened = say('opened', { ingress: 'i', replica: 'r' });

export const shipped: readonly [machine: AnyStateMachine, input: Data, before: readonly Beat[], beats: readonly Beat[]][] = [
  [
    vmMachine,
    { role: 'worker', host: 'a', memory: 1, datastore: '' },
    [],
    [say('powerOn', { host: 'a' }), 'due', say('migrate', { host: 'b' }), say('hostLost'), say('crash')],
  ],
  [nodeMachine, {}, [], [say('vmStopped'), say('markUnknown'), say('vmStarted'), 'due', say('posted')]],
  [
    podMachine,
    { app: 'a', owner: 'o', namespace: 'n', startup, toleratesAll: false },
    [say('bind', { node: 'n' }), say('sandboxReady'), 'due'],
    [say('kill'), 'due', 'due', say('nodeStopped'), say('nodeStarted'), 'due'],
  ],
  [memberMachine, { peers: ['b', 'c'], term: 1 }, [], [say('vmStopped'), say('vmStarted'), 'due', 'due']],
  [agentMachine, { cluster: 'c', version: '2.2.8' }, ['due', opened], [say('peerSilent'), 'due', opened]],
  [
    leaseMachine,
    { able: ['a', 'b'], duration: 1_000, renewDeadline: 500, retry: 100, jitter: 0 },
    [say('contenderUp', { id: 'a' }), 'due'],
    [say('storeLost'), say('storeBack'), down('a'), 'due', say('contenderUp', { id: 'a' }), down('b'), 'due', say('contenderUp', { id: 'b' })],
  ],
  [
    routerMachine,
    { edges: ['e', 'f'] },
    [say('edgeUp', { edge: 'e' }), 'due'],
    [edge('edgeDown', 'e'), 'due', edge('edgeUp', 'e'), edge('edgeDown', 'f'), 'due', edge('edgeUp', 'f')],
  ],
];

export function benchShipped(): Figure[] {
  const each = shipped.map(([machine, input, before, beats]) => benchMachine(machine, { ...input, actor }, beats, `shipped ${machine.id}`, before));
  const mean = (of: (figure: Figure) => number) => Math.exp(each.reduce((sum, figure) => sum + Math.log(of(figure)), 0) / each.length);
  const [figure, peerFigure] = [mean((one) => one.figure), mean((one) => one.peerFigure)];
  return [
    ...each,
    { name: 'shipped machines, geometric mean', figure, unit: 'events/s', peer: 'XState 5.33.3 actors', peerFigure, ratio: figure / peerFigure },
  ];
}
