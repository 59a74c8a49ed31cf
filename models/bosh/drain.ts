/**
 * The drain script of a worker: kubectl drain with the plan's settings (../kubernetes/drain.ts), waited for. Without a
 * timeout it waits for ever, and the deploy with it.
 */
import { type ControllerHand, defineParameters, duration, flag, type Micros, s } from '../../sim/index.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { vmKind } from '../vsphere/vm.ts';
import { instanceName } from './cpi.ts';
import { instanceKind } from './instance.ts';
import { boshParameters } from './parameters.ts';

const details = 'docs-pks@1.5 view-cluster-details';

export const drainParameters = defineParameters('pks.drain', {
  timeout: duration(0, { source: `${details}: kubelet-drain-timeout 0, which waits for ever` }),
  grace: duration(s(10), { source: `${details}: kubelet-drain-grace-period 10` }),
  forceNode: flag(false, { source: `${details}: kubelet-drain-force-node false`, why: 'whether a node goes on although its drain has timed out' }),
});

/** One look at a drain: asks for it, ends with it, fails when its agent or its time is gone. */
export function drain(id: string, hand: ControllerHand): Micros | undefined {
  const { vm, since } = hand.get(id, instanceKind).data;
  if (!hand.get(vm, vmKind).is('running')) return agentLost(id, hand);
  delete hand.memory[`silent ${id}`];
  if (!hand.get('kube-api').is('available')) return undefined;
  const node = hand.find(`node-${vm}`, nodeKind);
  // One that is no node any more has nothing to be emptied of.
  if (!node || node.is('scheduling.drained')) {
    hand.send(id, { type: 'drained' });
    return undefined;
  }
  if (!node.is('scheduling.draining')) hand.send(node.id, { type: 'drain', grace: hand.value(drainParameters.grace) });
  const timeout = hand.value(drainParameters.timeout);
  if (timeout === 0) return undefined;
  if (hand.now() < since + timeout) return since + timeout;
  if (hand.value(drainParameters.forceNode)) hand.send(id, { type: 'drained' });
  else hand.send(id, { type: 'failed', problem: `Action Failed: drain script of ${instanceName(vm)} has timed out` });
  return undefined;
}

function agentLost(id: string, hand: ControllerHand): Micros | undefined {
  const { vm } = hand.get(id, instanceKind).data;
  const since: Micros = (hand.memory[`silent ${id}`] ??= hand.now());
  const due = since + hand.value(boshParameters.agentCall);
  if (hand.now() < due) return due;
  delete hand.memory[`silent ${id}`];
  hand.send(id, { type: 'failed', problem: timedOut('drain', vm) });
  return undefined;
}

/** What the director says when an agent does not answer a call. */
export const timedOut = (call: string, vm: string): string => `Timed out sending '${call}' to instance: '${instanceName(vm)}' after 45 seconds`;
