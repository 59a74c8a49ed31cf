/**
 * BOSH's health monitor and resurrector (cloudfoundry/bosh 268.x, src/bosh-monitor): an agent that has been silent for a
 * minute is noticed at the next round; the director then looks again and recreates the VM with its disk and address,
 * unless too many are down at once. It does not know of vSphere HA and can race it.
 * Left out: the director's own VM, disks.
 */
import { type Controller, type ControllerHand, lastTick, type Micros, nextTick } from '../../sim/index.ts';
import { reaches } from '../vsphere/datastore.ts';
import { isReachable } from '../vsphere/ha-agent.ts';
import { hostKind, isAlive } from '../vsphere/host.ts';
import { isHost } from '../vsphere/placement.ts';
import { isOn, vmKind } from '../vsphere/vm.ts';
import { type CpiSettings, placeFor } from './cpi.ts';
import { deploymentKind } from './deployment.ts';
import { boshParameters } from './parameters.ts';

export interface BoshSettings extends CpiSettings {
  resurrector: boolean;
  /** The deployment whose VMs it looks after. */
  deployment: string;
}

const name = 'bosh-health-monitor';

/**
 * Keys: a VM's id; `repair ID` when the director has looked; `create ID` when the new VM is ready to be powered on;
 * `give up ID` when its agent has not answered; `scan` for a scan and fix by hand; `resurrection on` and `off`.
 */
export function healthMonitor(settings: BoshSettings): Controller {
  const { deployment } = settings;
  return {
    name,
    watch: { vm: (vm) => (vm.data.role === 'edge' ? undefined : vm.id) },
    reconcile(key, hand) {
      if (key.startsWith('repair ')) return repair(key.slice(7), hand, deployment);
      if (key.startsWith('create ')) return create(key.slice(7), hand, settings);
      if (key.startsWith('give up ')) return done(key.slice(8), hand, deployment);
      if (key === 'scan') return scan(hand, deployment);
      if (key.startsWith('resurrection ')) return setResurrection(key.slice(13), hand);
      const vm = hand.find(key, vmKind);
      if (!vm) return undefined;
      if (vm.is('running')) return done(key, hand, deployment);
      // An agent that was never heard cannot time out.
      if (vm.data.stoppedAt < 0) return undefined;
      const due = noticedAt(hand, key, vm.data.stoppedAt);
      if (hand.now() < due) return due;
      return settings.resurrector ? resurrect(key, hand, deployment) : undefined;
    },
  };
}

/** The first round that finds the last heartbeat older than the timeout. */
function noticedAt(hand: ControllerHand, id: string, stoppedAt: Micros): Micros {
  const beat = hand.value(boshParameters.agentHeartbeat);
  const heardAt = lastTick(stoppedAt, beat, hand.phase(`heartbeat of ${id}`, beat));
  const round = hand.value(boshParameters.analyzeAgents);
  return nextTick(heardAt + hand.value(boshParameters.agentTimeout) + 1, round, hand.phase('round', round));
}

/** Asks the director to scan and fix, unless it looks like a meltdown; asks again each round while the VM is missing. */
function resurrect(id: string, hand: ControllerHand, deployment: string): Micros | undefined {
  if (hand.memory.isOff) {
    // Switched on again, it looks at every VM anew.
    hand.note(`leaves ${id} alone: Resurrection is disabled by resurrection config`);
    return undefined;
  }
  const again = hand.now() + hand.value(boshParameters.analyzeAgents);
  // An alert while the director works on the VM meets its lock.
  if (busyWith(hand).includes(id)) return again;
  const alerts: Record<string, Micros> = (hand.memory.alerts ??= {});
  alerts[id] = hand.now();
  const recent = Object.values(alerts).filter((at) => at > hand.now() - hand.value(boshParameters.timeThreshold)).length;
  const deployed = hand.all(vmKind).filter((vm) => vm.data.role !== 'edge').length;
  if (recent >= hand.value(boshParameters.minimumDown) && recent / deployed >= hand.value(boshParameters.percentThreshold)) {
    say(hand, id, 'meltdown', `we are in meltdown: ${recent} of ${deployed} agents are unhealthy; ${id} is left alone`);
    return again;
  }
  if (isLocked(hand, deployment)) {
    say(hand, id, 'locked', `scan and fix of ${id} fails: Unable to get deployment lock, maybe a deployment is in progress. Try again later.`);
    return again;
  }
  if (!isKept(hand, id)) hand.note(`${id} has timed out: scan and fix`);
  begin([id], hand, deployment);
  return again;
}

const busyWith = (hand: ControllerHand): string[] => hand.memory.busy ?? [];

/** scan_and_fix asks for the lock with a timeout of 0 (cloudfoundry/bosh src/bosh-director, cck_scan_and_fix). */
const isLocked = (hand: ControllerHand, deployment: string): boolean => busyWith(hand).length > 0 || hand.find(deployment)?.is('locked') === true;

/** Takes the lock; what the agents answer is known after the ping. */
function begin(vms: readonly string[], hand: ControllerHand, deployment: string): void {
  if (!hand.find(deployment)) hand.create(deploymentKind, deployment, { input: {} });
  hand.memory.busy = [...vms];
  hand.send(deployment, { type: 'repair', task: 'scan and fix' });
  for (const id of vms) hand.wake(name, `repair ${id}`, hand.value(boshParameters.agentPing));
}

/** By hand, as `bosh cloud-check` does: every VM that does not answer, whatever meltdown and resurrection config say. */
function scan(hand: ControllerHand, deployment: string): undefined {
  if (isLocked(hand, deployment)) {
    hand.note('scan and fix fails: Unable to get deployment lock, maybe a deployment is in progress. Try again later.');
    return undefined;
  }
  const missing = hand.all(vmKind).filter((vm) => vm.data.role !== 'edge' && !vm.is('running'));
  hand.note(missing.length === 0 ? 'scan and fix complete: every agent answers' : `scan and fix of ${missing.map(({ id }) => id).join(', ')}`);
  if (missing.length === 0) return undefined;
  for (const { id } of missing) delete hand.memory[`kept ${id}`];
  begin(
    missing.map(({ id }) => id),
    hand,
    deployment,
  );
  return undefined;
}

function setResurrection(word: string, hand: ControllerHand): undefined {
  hand.memory.isOff = word === 'off';
  if (word === 'on') for (const vm of hand.all(vmKind)) if (vm.data.role !== 'edge' && !vm.is('running')) hand.wake(name, vm.id);
}

/** What keeps a VM from being repaired is said once, and again when it is something else. */
function say(hand: ControllerHand, id: string, reason: string, text: string): void {
  if (hand.memory[`kept ${id}`] !== reason) hand.note(text);
  hand.memory[`kept ${id}`] = reason;
}

/** Whether an earlier try has come to nothing for want of a host, which is tried again without a word. */
const isKept = (hand: ControllerHand, id: string): boolean => ['host', 'datastore', 'room'].includes(hand.memory[`kept ${id}`]);

/** The director's own look: an agent that answers by now is left alone. */
function repair(id: string, hand: ControllerHand, deployment: string): undefined {
  const vm = hand.find(id, vmKind);
  if (!vm || hand.find(deployment)?.is('locked.repairing') !== true) return done(id, hand, deployment);
  if (vm.is('running')) {
    hand.note(`the agent of ${id} is responding now, skipping resolution`);
    return done(id, hand, deployment);
  }
  const { host, datastore } = vm.data;
  const isThere = !hand.get(host, hostKind).is('removed');
  // Incident I-11, bosh.io/docs/vsphere-esxi-host-failure: the CPI cannot delete a VM whose host does not answer.
  if (isThere && !(isAlive(hand.get(host, hostKind)) && isReachable(hand, host))) {
    say(hand, id, 'host', `cannot delete ${id}: its host ${host} does not answer`);
    return done(id, hand, deployment);
  }
  if (isThere && !reaches(hand, host, datastore)) {
    say(hand, id, 'datastore', `cannot delete ${id}: its datastore ${datastore} does not answer`);
    return done(id, hand, deployment);
  }
  if (hand.memory[`kept ${id}`] !== 'room') hand.note(`recreates ${id}`);
  // Deleting the VM takes it from vSphere HA, which may have been starting it.
  if (!vm.is('off')) hand.send(id, { type: 'crash' });
  hand.wake(name, `create ${id}`, hand.draw(`recreate ${id}`, boshParameters.recreateTime));
}

function create(id: string, hand: ControllerHand, settings: BoshSettings): undefined {
  const vm = hand.find(id, vmKind);
  if (!vm) return done(id, hand, settings.deployment);
  if (!isOn(vm)) {
    const found = placeFor(hand, vm, settings);
    if (!isHost(hand, found)) {
      say(hand, id, 'room', `cannot create ${id}: ${found}`);
      return done(id, hand, settings.deployment);
    }
    hand.send(id, { type: 'powerOn', host: found });
  }
  hand.wake(name, `give up ${id}`, hand.value(boshParameters.newAgent));
  return undefined;
}

/** The director's work on a VM has ended, well or not; with the last one it gives the lock back. */
function done(id: string, hand: ControllerHand, deployment: string): undefined {
  const busy = busyWith(hand);
  if (busy.includes(id)) {
    hand.memory.busy = busy.filter((one) => one !== id);
    if (busy.length === 1) hand.send(deployment, { type: 'repaired' });
  }
  // Alerts stay and age (resurrector_helper.rb keeps them).
  if (hand.find(id, vmKind)?.is('running')) delete hand.memory[`kept ${id}`];
}
