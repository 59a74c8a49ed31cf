/**
 * What a run of rke does after its first step: it lays a new node where a lost one was, and lays the whole cluster anew
 * around a restored etcd. It works over SSH, so it does nothing to machines that do not answer.
 */
import type { Controller, ControllerHand, Micros } from '../../sim/index.ts';
import { dataKind } from '../etcd/data.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { removeNode } from '../kubernetes/node-removal.ts';
import { memberIn, nodeIn, serverIn } from '../platform/homes.ts';
import { inVm } from '../platform/in-vm.ts';
import { provisionParameters } from '../rancher/provisioning.ts';
import { choose, isHost, withoutSeparation } from '../vsphere/placement.ts';
import type { Rule } from '../vsphere/rule.ts';

import { isOn, vmKind } from '../vsphere/vm.ts';
import { rkeKind } from './cluster.ts';

const name = 'rke-run';

export interface RunSettings {
  rules: readonly Rule[];
  /** VMs with an API server and VMs that pods run on, as cluster.yml lists them. */
  controlPlane: readonly string[];
  workers: readonly string[];
}

/** Keys: `remove NODE`, `clone NODE` and `join NODE` of a replacement; `restored` when etcd begins anew; `lay` when it is time. */
export function rkeRun(settings: RunSettings): Controller {
  return {
    name,
    watch: {
      vm: (vm, hand) => (hand.get('rke', rkeKind).data.node === vm.id ? `join ${vm.id}` : undefined),
      'etcd-data': (data) => (data.is('rolledBack') ? 'restored' : undefined),
    },
    reconcile(key, hand) {
      if (key === 'restored') return clean(hand, settings);
      if (key === 'lay') return lay(hand, settings);
      const [step, vm = ''] = key.split(' ');
      const { task, node } = hand.get('rke', rkeKind).data;
      if (task !== 'replace' || node !== vm) return undefined;
      if (step === 'remove') return remove(vm, hand);
      return step === 'clone' ? clone(vm, hand, settings) : join(vm, hand, settings);
    },
  };
}

/** Takes a node that is gone out of etcd and Kubernetes: the member is removed first, so that the quorum is of those that live. */
function remove(vm: string, hand: ControllerHand): undefined {
  const machine = hand.get(vm, vmKind);
  if (!machine.is('off')) hand.send(vm, { type: 'crash' });
  if (hand.find(memberIn(vm))) hand.send(memberIn(vm), { type: 'diskLost', isForGood: true });
  if (hand.find(nodeIn(vm))) removeNode(hand, nodeIn(vm));
  // Nothing starts with the new machine until rke puts it there.
  for (const { id } of hand.with('vm', vm)) {
    hand.labelOther(id, 'vm', undefined);
    hand.send(id, { type: 'vmStopped' });
  }
  hand.wake(name, `clone ${vm}`, hand.draw(`clone of ${vm}`, provisionParameters.clone));
}

/** The first run is over. The new machine has the old one's name and address, so that neither DNS nor the load balancer has to change. */
function clone(vm: string, hand: ControllerHand, settings: RunSettings): undefined {
  const { rules } = settings;
  hand.send('rke', { type: 'written', kubeconfig: answering(hand, settings) });
  const machine = hand.get(vm, vmKind);
  if (isOn(machine)) return;
  const kept = choose(hand, machine, rules);
  const found = isHost(hand, kept) ? kept : choose(hand, machine, withoutSeparation(rules));
  if (!isHost(hand, found)) return fail(hand, `the new ${vm} cannot be cloned: ${found}`);
  hand.send(vm, { type: 'powerOn', host: found });
}

/** Once the machine answers SSH, rke pulls its images, adds the member and starts what the node's roles ask for. */
function join(vm: string, hand: ControllerHand, settings: RunSettings): Micros | undefined {
  const machine = hand.get(vm, vmKind);
  const begun: Micros | undefined = hand.memory[vm];
  if (!machine.is('running')) {
    delete hand.memory[vm];
    if (begun !== undefined) return fail(hand, `${vm} does not answer SSH any more`);
    return undefined;
  }
  const due: Micros = (hand.memory[vm] ??= hand.now() + hand.draw(`laying of ${vm}`, provisionParameters.kubernetes));
  if (hand.now() < due) return due;
  delete hand.memory[vm];
  if (!hand.get('etcd').is('led')) return fail(hand, 'etcd has no leader, and a change of members needs a majority');
  for (const part of [memberIn(vm), serverIn(vm)]) if (hand.find(part)) hand.labelOther(part, 'vm', vm);
  if (settings.workers.includes(vm)) inVm(hand, nodeKind, nodeIn(vm), vm, { kubelet: 'stopped', condition: 'unregistered', scheduling: 'open' });
  if (hand.find(memberIn(vm))) hand.send(memberIn(vm), { type: 'replaced' });
  for (const part of [memberIn(vm), serverIn(vm), nodeIn(vm)]) if (hand.find(part)) hand.send(part, { type: 'vmStarted' });
  return finish(hand, settings);
}

/**
 * A restore cleans every node of Kubernetes before it lays the cluster again (rancher/rke cmd/etcd.go RestoreEtcdSnapshot:
 * CleanupNodes, RestoreEtcdSnapshot, ClusterUp, RestartClusterPods), so that nothing runs on them meanwhile.
 */
function clean(hand: ControllerHand, settings: RunSettings): undefined {
  const { generation } = hand.get('etcd-data', dataKind).data;
  if (hand.memory.generation === generation) return;
  hand.memory.generation = generation;
  hand.send('rke', { type: 'begin', task: 'restore', node: '' });
  hand.note('rke cleans every node and lays the cluster anew around the snapshot');
  for (const part of partsOf(hand, settings)) hand.send(part, { type: 'vmStopped' });
  hand.wake(name, 'lay', hand.draw('laying of the cluster', provisionParameters.kubernetes));
}

function lay(hand: ControllerHand, settings: RunSettings): undefined {
  for (const part of partsOf(hand, settings)) hand.send(part, { type: 'vmStarted' });
  return finish(hand, settings);
}

/** API servers and kubelets on machines that answer. */
function partsOf(hand: ControllerHand, { controlPlane, workers }: RunSettings): string[] {
  const parts = [...controlPlane.map((vm) => [vm, serverIn(vm)] as const), ...workers.map((vm) => [vm, nodeIn(vm)] as const)];
  return parts.filter(([vm, part]) => hand.find(vm)?.is('running') === true && hand.find(part)?.labels.get('vm') === vm).map(([, part]) => part);
}

function finish(hand: ControllerHand, settings: RunSettings): undefined {
  hand.send('rke', { type: 'finished', kubeconfig: answering(hand, settings) });
}

/** The first node whose API answers, or the one that the kubeconfig names already. */
const answering = (hand: ControllerHand, { controlPlane }: RunSettings): string =>
  controlPlane.find((vm) => hand.find(serverIn(vm), apiServerKind)?.is('serving') === true) ?? hand.get('rke', rkeKind).data.kubeconfig;

function fail(hand: ControllerHand, why: string): undefined {
  hand.note(`rke fails: ${why}`);
  hand.send('rke', { type: 'failed' });
}
