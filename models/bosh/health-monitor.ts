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
import { vmKind } from '../vsphere/vm.ts';
import { type CpiSettings, placeFor } from './cpi.ts';
import { deploymentKind } from './deployment.ts';
import { boshParameters } from './parameters.ts';

export interface BoshSettings extends CpiSettings {
  resurrector: boolean;
}

/**
 * Keys: a VM's id; `repair ID` when the director has looked; `create ID` when the new VM is ready to be powered on;
 * `give up ID` when its agent has not answered.
 */
export function healthMonitor(settings: BoshSettings): Controller {
  return {
    name: 'bosh-health-monitor',
    watch: { vm: (vm) => (vm.data.role === 'edge' ? undefined : vm.id) },
    reconcile(key, hand) {
      if (key.startsWith('repair ')) return repair(key.slice(7), hand);
      if (key.startsWith('create ')) return create(key.slice(7), hand, settings);
      if (key.startsWith('give up ')) return done(key.slice(8), hand);
      const vm = hand.get(key, vmKind);
      if (vm.is('running')) return done(key, hand);
      const due = noticedAt(hand, key, vm.data.stoppedAt);
      if (hand.now() < due) return due;
      return settings.resurrector ? resurrect(key, hand) : undefined;
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
function resurrect(id: string, hand: ControllerHand): Micros {
  const again = hand.now() + hand.value(boshParameters.analyzeAgents);
  const busy: string[] = (hand.memory.busy ??= []);
  // An alert while the director works on the VM meets its lock.
  if (busy.includes(id)) return again;
  const alerts: Record<string, Micros> = (hand.memory.alerts ??= {});
  alerts[id] = hand.now();
  const recent = Object.values(alerts).filter((at) => at > hand.now() - hand.value(boshParameters.timeThreshold)).length;
  const deployed = hand.all(vmKind).filter((vm) => vm.data.role !== 'edge').length;
  if (recent >= hand.value(boshParameters.minimumDown) && recent / deployed >= hand.value(boshParameters.percentThreshold)) {
    hand.note(`we are in meltdown: ${recent} of ${deployed} agents are unhealthy; ${id} is left alone`);
    return again;
  }
  // scan_and_fix asks for the deployment's lock with a timeout of 0 (cloudfoundry/bosh src/bosh-director, cck_scan_and_fix).
  const held = hand.all(deploymentKind).find((deployment) => deployment.is('locked'));
  if (held) {
    const locked = `${held.id} ${held.data.lockedAt}`;
    if (hand.memory[`locked ${id}`] !== locked) {
      hand.note(`scan and fix of ${id} fails: Unable to get deployment lock, maybe a deployment is in progress. Try again later.`);
    }
    hand.memory[`locked ${id}`] = locked;
    return again;
  }
  busy.push(id);
  hand.note(`${id} has timed out: scan and fix`);
  hand.wake('bosh-health-monitor', `repair ${id}`, hand.value(boshParameters.agentPing));
  return again;
}

/** The director's own look: an agent that answers by now is left alone. */
function repair(id: string, hand: ControllerHand): undefined {
  const vm = hand.get(id, vmKind);
  if (vm.is('running')) {
    hand.note(`the agent of ${id} is responding now, skipping resolution`);
    return done(id, hand);
  }
  // Incident I-11, bosh.io/docs/vsphere-esxi-host-failure: the CPI cannot delete a VM whose host does not answer.
  if (!isAlive(hand.get(vm.data.host, hostKind)) || !isReachable(hand, vm.data.host)) {
    if (!hand.memory[`stuck ${id}`]) hand.note(`cannot delete ${id}: its host ${vm.data.host} does not answer`);
    hand.memory[`stuck ${id}`] = true;
    return done(id, hand);
  }
  if (!reaches(hand, vm.data.host, vm.data.datastore)) {
    if (!hand.memory[`stuck ${id}`]) hand.note(`cannot delete ${id}: its datastore ${vm.data.datastore} does not answer`);
    hand.memory[`stuck ${id}`] = true;
    return done(id, hand);
  }
  hand.note(`recreates ${id}`);
  // Deleting the VM takes it from vSphere HA, which may have been starting it.
  if (vm.is('booting') || vm.is('lost')) hand.send(id, { type: 'crash' });
  hand.wake('bosh-health-monitor', `create ${id}`, hand.draw(`recreate ${id}`, boshParameters.recreateTime));
}

function create(id: string, hand: ControllerHand, settings: BoshSettings): Micros | undefined {
  const vm = hand.get(id, vmKind);
  const found = placeFor(hand, vm, settings);
  if (!isHost(hand, found)) {
    if (hand.memory.refused !== `${id} ${found}`) hand.note(`cannot create ${id}: ${found}`);
    hand.memory.refused = `${id} ${found}`;
    return hand.now() + hand.value(boshParameters.analyzeAgents);
  }
  if (!vm.is('running') && !vm.is('booting')) hand.send(id, { type: 'powerOn', host: found });
  hand.wake('bosh-health-monitor', `give up ${id}`, hand.value(boshParameters.newAgent));
  return undefined;
}

/** The director's task on a VM has ended, well or not. */
function done(id: string, hand: ControllerHand): undefined {
  const busy: string[] = hand.memory.busy ?? [];
  if (busy.includes(id)) hand.memory.busy = busy.filter((one) => one !== id);
  // Alerts stay and age (resurrector_helper.rb keeps them).
  if (hand.get(id, vmKind).is('running')) delete hand.memory[`stuck ${id}`];
}
