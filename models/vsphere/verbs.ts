/** What can be done to hosts, datastores and VMs, and what they go by. */
import type { Actor, FaultVerb, Roles, View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { podKind } from '../kubernetes/pod.ts';
import { message, type Operation } from '../system.ts';
import { datastoreKind, reaches } from './datastore.ts';
import { agentOf, inService, isReachable } from './ha-agent.ts';
import { hostKind } from './host.ts';
import { mayRunOn } from './placement.ts';
import { primaryOf } from './primary.ts';
import { ruleId, ruleKind } from './rule.ts';
import { vmKind } from './vm.ts';

/** On its own host if that is up and reaches the disk, else on another; with none it is left to vSphere HA. */
function powerOnAgain(vm: Actor): void {
  const { host, datastore, hosts } = vm.data as { host: string; datastore: string; hosts: readonly string[] };
  const up = inService(vm).filter((one) => reaches(vm, one.id, datastore) && mayRunOn({ data: { hosts } }, one.id));
  const found = up.find(({ id }) => id === host) ?? up[0];
  vm.send(vm.id, found ? { type: 'powerOn', host: found.id } : { type: 'protect' });
}

export const vsphereFaults: readonly FaultVerb[] = [
  { name: 'power-loss', kinds: ['host'], title: '{it} loses power', strike: message('powerLost'), heal: message('powerRestored') },
  {
    name: 'all-paths-down',
    kinds: ['datastore', 'host'],
    title: '{it} has all paths down',
    strike: message('pathsLost'),
    heal: message('pathsRestored'),
  },
  {
    name: 'isolate',
    kinds: ['host'],
    title: '{it} is isolated',
    strike: ({ id }, hand) => hand.send(agentOf(id), { type: 'cut', by: 'isolation' }),
    heal: (host) => host.send(agentOf(host.id), { type: 'mended', by: 'isolation' }),
  },
  {
    name: 'partition',
    kinds: ['host'],
    title: '{it} is partitioned from the other hosts',
    strike: ({ id }, hand) => hand.send(agentOf(id), { type: 'cut', by: 'partition' }),
    heal: (host) => host.send(agentOf(host.id), { type: 'mended', by: 'partition' }),
  },
  {
    name: 'permanent-device-loss',
    kinds: ['datastore'],
    title: '{it} loses its device',
    // One that comes back brings all that lay on it.
    strike: (datastore, _, isHeld) => datastore.send(datastore.id, { type: 'deviceLost', isForGood: !isHeld }),
    heal: message('deviceRestored'),
  },
  {
    name: 'crash',
    kinds: ['vm'],
    title: '{it} is powered off',
    strike: message('crash'),
    heal: powerOnAgain,
  },
  {
    name: 'hang',
    kinds: ['vm', 'pod'],
    title: '{it} hangs',
    // One that lasts lets a guest hang again after every reset.
    strike: (actor, _, isHeld) => actor.send(actor.id, { type: 'hang', isHeld }),
    heal: message('resume'),
  },
];

/** In words, as a refusal gives it. */
const conditions: Readonly<Record<string, string>> = {
  up: 'it is in service',
  enteringMaintenance: 'it is being emptied already',
  maintenance: 'it is in maintenance mode already',
  down: 'it has no power',
  booting: 'it is booting',
  removed: 'it is not in the inventory',
};

export const vsphereOperations: readonly Operation[] = [
  {
    name: 'remove-host',
    takes: ['host'],
    run({ host }, hand) {
      const id = textOr(host, '');
      const found = hand.find(id, hostKind);
      if (found?.kind !== 'host') return `cannot remove ${id}: there is no such host`;
      if (!found.is('down')) return `cannot remove ${id}: ${conditions[found.state]}`;
      hand.send(id, { type: 'remove' });
      return `removes ${id} from the inventory`;
    },
  },
  {
    name: 'enter-maintenance',
    takes: ['host'],
    run({ host }, hand) {
      const id = textOr(host, '');
      const found = hand.find(id, hostKind);
      if (found?.kind !== 'host') return `cannot put ${id} into maintenance mode: there is no such host`;
      if (!isReachable(hand, id)) return `cannot put ${id} into maintenance mode: it does not answer`;
      if (!found.is('up')) return `cannot put ${id} into maintenance mode: ${conditions[found.state]}`;
      hand.send(id, { type: 'enterMaintenance' });
      return `puts ${id} into maintenance mode`;
    },
  },
  {
    name: 'exit-maintenance',
    takes: ['host'],
    run({ host }, hand) {
      const id = textOr(host, '');
      const found = hand.find(id, hostKind);
      if (found?.kind !== 'host') return `cannot take ${id} out of maintenance mode: there is no such host`;
      if (!found.is('maintenance') && !found.is('enteringMaintenance')) return `cannot take ${id} out of maintenance mode: ${conditions[found.state]}`;
      hand.send(id, { type: 'exitMaintenance' });
      return `takes ${id} out of maintenance mode`;
    },
  },
  {
    // One of the design's, where the installation has not made it yet.
    name: 'create-drs-rule',
    takes: ['rule'],
    run({ rule }, hand) {
      const name = textOr(rule, '');
      const found = hand.find(ruleId(name), ruleKind);
      if (!found) return `cannot create DRS rule ${name}: the design has none of that name`;
      if (found.is('enabled')) return `cannot create DRS rule ${name}: it exists`;
      hand.send(found.id, { type: 'make' });
      return `creates DRS rule ${name}`;
    },
  },
];

/** VMs of a role, and those nodes of RKE that hold one of these kinds. */
const vmsOf =
  (role: string, ...inside: readonly string[]) =>
  (view: View) =>
    view
      .all(vmKind)
      .filter(({ id, data }) => data.role === role || (data.role === 'node' && view.with('vm', id).some(({ kind }) => inside.includes(kind))))
      .map(({ id }) => id);

const masters = vmsOf('master', 'etcd-member', 'api-server');
const workers = vmsOf('worker', 'node');

export const vsphereGroups: Roles['groups'] = {
  hosts: (view) => view.all(hostKind).map(({ id }) => id),
  'secondary hosts': (view) => {
    const primary = primaryOf(view);
    return view
      .all(hostKind)
      .filter(({ id }) => id !== primary)
      .map(({ id }) => id);
  },
  'HA primary': (view) => [primaryOf(view)].filter((id) => id !== undefined),
  datastores: (view) => view.all(datastoreKind).map(({ id }) => id),
  masters,
  workers,
  nodes: (view) => [...new Set([...masters(view), ...workers(view)])],
  edges: vmsOf('edge'),
  balancers: vmsOf('balancer'),
};

export const vsphereRelations: Roles['relations'] = {
  host: (view, id) => {
    const vm = view.find(id)?.kind === 'vm' ? id : (view.find(id)?.labels.get('vm') ?? vmOfPod(view, id));
    return vm === undefined ? undefined : view.get(vm, vmKind).data.host;
  },
  datastore: (view, id) => {
    const vm = view.find(id)?.kind === 'vm' ? id : (view.find(id)?.labels.get('vm') ?? vmOfPod(view, id));
    const found = vm === undefined ? '' : view.get(vm, vmKind).data.datastore;
    return found === '' ? undefined : found;
  },
  vm: (view, id) => view.find(id)?.labels.get('vm') ?? vmOfPod(view, id),
};

/** A pod's node is named after its VM. */
function vmOfPod(view: View, id: string): string | undefined {
  const pod = view.find(id, podKind);
  return pod?.kind === 'pod' ? pod.data.node?.replace('node-', '') : undefined;
}
