/**
 * BOSH's health monitor and resurrector (cloudfoundry/bosh 268.x, src/bosh-monitor): an agent that has been silent for a
 * minute is noticed at the next round; the director then looks again and recreates the VM with its disk and address,
 * unless too many are down at once. It does not know of vSphere HA and can race it.
 * Left out: the director's own VM, deployment locks held by other tasks, disks.
 */
import {
  type Controller,
  type ControllerHand,
  count,
  defineParameters,
  duration,
  lastTick,
  type Micros,
  nextTick,
  ratio,
  s,
  uniform,
} from '../../sim/index.ts';
import { reaches } from '../vsphere/datastore.ts';
import { hostKind } from '../vsphere/host.ts';
import { choose, isHost, type SeparationRule } from '../vsphere/placement.ts';
import { vmKind } from '../vsphere/vm.ts';

const monitor = 'cloudfoundry/bosh jobs/health_monitor/spec';
const helper = 'cloudfoundry/bosh src/bosh-monitor/lib/bosh/monitor/plugins/resurrector_helper.rb';

export const boshParameters = defineParameters('bosh', {
  agentHeartbeat: duration(s(30), { source: 'cloudfoundry/bosh-agent app/app.go (a documentation page says a minute)' }),
  agentTimeout: duration(s(60), { source: `${monitor}: agent_timeout` }),
  analyzeAgents: duration(s(60), { source: `${monitor}: analyze_agents` }),
  agentPing: duration(s(10), { source: 'cloudfoundry/bosh src/bosh-director jobs/cloud_check: agent ping' }),
  minimumDown: count(5, { source: `${helper}: minimum_down_jobs` }),
  percentThreshold: ratio(0.2, { source: `${helper}: percent_threshold` }),
  timeThreshold: duration(s(600), { source: `${helper}: time_threshold` }),
  newAgent: duration(s(600), { source: 'cloudfoundry/bosh jobs/director/spec: a new agent has 600 s to answer' }),
  recreateTime: uniform(s(60), s(180), { assumption: 'delete and create a VM through the vSphere CPI, before it boots; no measured time found' }),
});

export interface BoshSettings {
  resurrector: boolean;
  rules: readonly SeparationRule[];
  /** Rules block a power-on that would break them. */
  mandatoryRules: boolean;
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
  if (!hand.get(vm.data.host, hostKind).is('up')) {
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

function create(id: string, hand: ControllerHand, { rules, mandatoryRules }: BoshSettings): Micros | undefined {
  const vm = hand.get(id, vmKind);
  const kept = choose(hand, vm, rules);
  const found = isHost(hand, kept) || mandatoryRules ? kept : choose(hand, vm, []);
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
