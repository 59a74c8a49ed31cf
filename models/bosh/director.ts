/**
 * BOSH's director at a deploy: it asks the agents for their state, takes the instance groups in their order, and each VM
 * through drain, delete, create and watch (see instance.ts). It is level-triggered: nothing is polled.
 */
import type { Controller, ControllerHand, Micros } from '../../sim/index.ts';
import { memberKind } from '../etcd/member.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { memberIn, nodeIn, serverIn } from '../platform/homes.ts';
import { isHost } from '../vsphere/placement.ts';
import { isOn, makeVm, vmKind } from '../vsphere/vm.ts';
import { type CpiSettings, instanceName, noPlacement, placeFor } from './cpi.ts';
import { currentOf, deploymentKind, type Stage } from './deployment.ts';
import { drain, timedOut } from './drain.ts';
import { runErrand } from './errand.ts';
import { instanceId, instanceKind, isMissing } from './instance.ts';
import { removeWorker, startJobs } from './jobs.ts';
import { boshParameters } from './parameters.ts';

const name = 'bosh-director';

/** Keys: a deployment's id, an instance's id, or `drains` when the API has changed. */
export function director(settings: CpiSettings): Controller {
  const ofVm = (vm: string | undefined, hand: ControllerHand) => (isBusy(hand) && vm !== undefined && hand.find(instanceId(vm)) ? instanceId(vm) : undefined);
  return {
    name,
    watch: {
      deployment: (deployment) => deployment.id,
      instance: (instance) => [instance.id, instance.data.deployment as string],
      vm: (vm, hand) => {
        const instance = ofVm(vm.id, hand);
        return instance === undefined ? undefined : [instance, ...hand.all(deploymentKind).map(({ id }) => id)];
      },
      'kube-api': (_, hand) => (isBusy(hand) ? 'drains' : undefined),
      node: (node, hand) => ofVm(node.labels.get('vm'), hand),
      'api-server': (server, hand) => ofVm(server.labels.get('vm'), hand),
      'etcd-member': (member, hand) => ofVm(member.labels.get('vm'), hand),
    },
    reconcile(key, hand) {
      if (key === 'drains') {
        for (const instance of hand.all(instanceKind)) if (instance.is('draining')) hand.wake(name, instance.id);
        return undefined;
      }
      if (hand.find(key, deploymentKind)?.kind === 'deployment') return deploy(key, hand);
      const instance = hand.find(key, instanceKind);
      if (!instance) return undefined;
      if (instance.is('draining')) return drain(key, hand);
      if (instance.is('placing')) return place(key, hand, settings);
      if (instance.is('booting')) return awaitAgent(key, hand);
      if (instance.is('deleted')) return remove(key, hand);
      return instance.is('starting') ? watch(key, hand) : undefined;
    },
  };
}

/** Whether a deploy is going on; kept so that a quiet platform is not asked. */
const isBusy = (hand: ControllerHand): boolean => hand.memory.isBusy === true;

function deploy(id: string, hand: ControllerHand): Micros | undefined {
  const deployment = hand.get(id, deploymentKind);
  const { working, stages, problem, errand } = deployment.data;
  if (deployment.is('locked.errand')) return runErrand(id, hand);
  const isDeploy = deployment.is('locked.preparing') || deployment.is('locked.updating');
  hand.memory.isBusy = isDeploy;
  if (!isDeploy) return undefined;
  if (deployment.is('locked.preparing') && problem === '') return prepare(id, hand);
  // What has ended is known at the next look, which its message wakes.
  if (endSome(id, working, hand)) return undefined;
  const stage = currentOf(stages);
  if (stage !== undefined && problem === '') beginMore(id, stage, working.length, hand);
  else if (working.length === 0) hand.send(id, { type: problem === '' && errand !== '' ? 'updated' : 'finished' });
  return undefined;
}

/** Tells a deployment which of the VMs at work are done, well or not; whether there were any. */
function endSome(id: string, working: readonly string[], hand: ControllerHand): boolean {
  let isEnding = false;
  for (const vm of working) {
    const instance = hand.find(instanceId(vm), instanceKind);
    if (instance?.is('failed')) hand.send(id, { type: 'broken', problem: instance.data.problem });
    if (instance && !instance.is('failed') && !instance.is('settled')) continue;
    hand.send(id, { type: 'ended', vm });
    isEnding = true;
  }
  return isEnding;
}

/** Canaries of an instance group alone first, then as many as may be in flight. */
function beginMore(id: string, { vms, begun, ended, maxInFlight, work }: Stage, working: number, hand: ControllerHand): void {
  const canaries = work === 'start' || work === 'recreate' ? hand.value(boshParameters.canaries) : maxInFlight;
  const most = ended < canaries ? Math.min(maxInFlight, canaries) : maxInFlight;
  for (const vm of vms.slice(begun, begun + Math.max(0, most - working))) {
    hand.send(instanceId(vm), { type: 'begin', work });
    hand.send(id, { type: 'begun', vm });
  }
}

/** Every agent has to answer first. */
function prepare(id: string, hand: ControllerHand): Micros | undefined {
  const { stages, lockedAt } = hand.get(id, deploymentKind).data;
  const created = stages.filter(({ work }) => work === 'create').flatMap(({ vms }) => vms);
  const asked = stages.flatMap(({ vms }) => vms).filter((vm) => !created.includes(vm));
  const silent = asked.find((vm) => !hand.get(vm, vmKind).is('running') && !isMissing(vm, hand));
  const due = lockedAt + hand.value(boshParameters.agentCall);
  if (silent !== undefined && hand.now() < due) return due;
  for (const vm of stages.flatMap(({ vms }) => vms)) {
    if (!hand.find(instanceId(vm))) hand.create(instanceKind, instanceId(vm), { input: { vm, deployment: id } });
  }
  hand.send(id, silent === undefined ? { type: 'prepared' } : { type: 'broken', problem: timedOut('get_state', silent) });
  return undefined;
}

function place(id: string, hand: ControllerHand, settings: CpiSettings): undefined {
  const { vm: vmId } = hand.get(id, instanceKind).data;
  const vm = hand.find(vmId, vmKind);
  if (!vm || !isOn(vm)) {
    const planned = settings.plan(vmId);
    const found = placeFor(hand, vm ?? { id: vmId, data: planned }, settings);
    if (!isHost(hand, found)) {
      hand.send(id, { type: 'failed', problem: noPlacement(vm?.data.memory ?? planned.memory) });
      return undefined;
    }
    if (!vm) makeVm(hand, { ...planned, host: found }, 'new');
    hand.send(vmId, { type: 'powerOn', host: found });
  }
  hand.send(id, { type: 'created' });
  return undefined;
}

/** Waits for the agent of a VM that it has powered on. */
function awaitAgent(id: string, hand: ControllerHand): Micros | undefined {
  const { vm, since } = hand.get(id, instanceKind).data;
  if (hand.get(vm, vmKind).is('running')) {
    if (hand.get(id, instanceKind).is('booting')) hand.send(id, { type: 'healthy' });
    return undefined;
  }
  const due = since + hand.value(boshParameters.newAgent);
  if (hand.now() < due) return due;
  hand.send(id, { type: 'failed', problem: `Timed out pinging VM of ${instanceName(vm)} after 600 seconds` });
  return undefined;
}

/** The VM is deleted; what it was is removed, the instance last. */
function remove(id: string, hand: ControllerHand): undefined {
  const { vm, deployment } = hand.get(id, instanceKind).data;
  hand.wake(name, removeWorker(vm, hand) ? deployment : id);
}

/** Waits for the new agent, then for its processes, within the watch time. */
function watch(id: string, hand: ControllerHand): Micros | undefined {
  const { vm } = hand.get(id, instanceKind).data;
  if (!hand.get(vm, vmKind).is('running')) {
    delete hand.memory[`up ${id}`];
    return awaitAgent(id, hand);
  }
  startJobs(hand.get(vm, vmKind), hand);
  const up: Micros = (hand.memory[`up ${id}`] ??= hand.now());
  const from = up + hand.value(boshParameters.watchFrom);
  const to = up + hand.value(boshParameters.watchTo);
  if (hand.now() < from) return from;
  const isWell = areProcessesUp(vm, hand);
  if (!isWell && hand.now() < to) return to;
  delete hand.memory[`up ${id}`];
  if (!isWell) hand.send(id, { type: 'failed', problem: `'${instanceName(vm)}' is not running after update` });
  else {
    hand.send(id, { type: 'healthy' });
    const node = hand.find(nodeIn(vm), nodeKind);
    if (node && !node.is('scheduling.open')) hand.send(node.id, { type: 'uncordon' });
  }
  return undefined;
}

/** What monit would find: on a worker its kubelet, on a master etcd and the API server. */
function areProcessesUp(vm: string, hand: ControllerHand): boolean {
  const node = hand.find(nodeIn(vm), nodeKind);
  if (node) return node.is('kubelet.running') && node.is('condition.ready');
  const server = hand.get(serverIn(vm), apiServerKind);
  return hand.get(memberIn(vm), memberKind).is('up') && (server.is('serving') || server.is('unhealthy'));
}
