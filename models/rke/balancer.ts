/**
 * The load balancer in front of RKE's nodes: nginx on one machine, or on two that share an address by VRRP. It has no
 * checks of its own: a node that lets connections hang is left out once enough of them have failed, and tried again after
 * fail_timeout (facts/measured.md, nginx: one of three hangs). A refused connection goes to the next node at once.
 * Left out: VRRP's preemption (the one that returns stays backup), least_conn (connections are taken to be spread evenly),
 * and the single connection that tries a node again and hangs.
 */
import { assign, setup } from 'xstate';
import {
  type Actor,
  type Controller,
  type ControllerHand,
  count,
  defineKind,
  defineParameters,
  duration,
  type Micros,
  nextTick,
  s,
  uniform,
  type View,
} from '../../sim/index.ts';
import { podKind } from '../kubernetes/pod.ts';
import { nodeIn, vmOfNode } from '../platform/homes.ts';

const nginxDocs = 'rancher/docs content/rancher/v2.x/en/installation/options/nginx';

export const balancerParameters = defineParameters('rke.balancer', {
  maxFails: count(3, { source: `${nginxDocs}: max_fails=3`, why: 'with 0 a node is never left out' }),
  failTimeout: duration(s(5), { source: `${nginxDocs}: fail_timeout=5s at layer 4` }),
  failTimeoutHttp: duration(s(10), { source: 'nginx/nginx@release-1.16.1 src/http/ngx_http_upstream.c: fail_timeout 10 s, which the layer-7 example leaves' }),
  connectTimeout: duration(s(60), { source: 'nginx.org ngx_stream_proxy_module, ngx_http_proxy_module: proxy_connect_timeout 60s, which both examples leave' }),
  handshakeLimit: duration(s(10), { source: 'rancher/rancher@v2.3.0 remotedialer client.go: the client gives a handshake 10 s' }),
  takeover: duration(s(3.609), { source: 'RFC 5798 section 6.1: 3 advertisements of 1 s, and a skew of (256 - 100) / 256 s at the usual priority' }),
  start: uniform(s(1), s(3), { assumption: 'guest up to nginx listening; no figure published' }),
});

/** nginx on a machine, which lives and dies with its VM. */
export const machineMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'vmStopped' | 'vmStarted' } },
  delays: { start: ({ context }) => context.actor.draw('start', balancerParameters.start) },
}).createMachine({
  id: 'balancer-machine',
  context: ({ input }) => input,
  initial: 'down',
  on: { vmStopped: '.down' },
  states: { up: {}, down: { on: { vmStarted: 'starting' } }, starting: { after: { start: 'up' } } },
});

export const machineKind = defineKind('balancer-machine', machineMachine);

interface Context {
  actor: Actor;
  layer: 4 | 7;
  /** Where its name leads. */
  address: string;
  /** Machines with nginx up. */
  alive: readonly string[];
  active: string | undefined;
  /** VMs that it forwards to. */
  nodes: readonly string[];
  /** Those that it leaves out for now. */
  failed: readonly string[];
  /** Why nobody gets through it to Rancher, whatever runs; '' when its settings fit. */
  misfit: string;
}

type BalancerEvent =
  | { type: 'machineUp' | 'machineDown'; machine: string }
  | { type: 'markFailed' | 'markWell'; node: string }
  | { type: 'nodesChanged'; nodes: readonly string[] };

export const balancerMachine = setup({
  types: {
    input: {} as Pick<Context, 'actor' | 'layer' | 'address' | 'alive' | 'nodes' | 'misfit'>,
    context: {} as Context,
    events: {} as BalancerEvent,
  },
  guards: {
    isActive: ({ context, event }) => 'machine' in event && event.machine === context.active,
    hasBackup: ({ context }) => context.alive.length > 0,
  },
  actions: {
    add: assign({ alive: ({ context, event }) => ('machine' in event ? [...context.alive, event.machine] : context.alive) }),
    drop: assign({ alive: ({ context, event }) => context.alive.filter((id) => !('machine' in event) || id !== event.machine) }),
    lose: assign({ active: undefined }),
    takeOver: assign({ active: ({ context }) => context.alive[0] }),
    markFailed: assign({ failed: ({ context, event }) => ('node' in event ? [...context.failed, event.node] : context.failed) }),
    markWell: assign({ failed: ({ context, event }) => context.failed.filter((id) => !('node' in event) || id !== event.node) }),
    /** A changed configuration is a reload, and new workers know of no failures. */
    keepNodes: assign(({ event }) => (event.type === 'nodesChanged' ? { nodes: event.nodes, failed: [] } : {})),
  },
  delays: { takeover: ({ context: { actor } }) => actor.value(balancerParameters.takeover) },
}).createMachine({
  id: 'balancer',
  context: ({ input }) => ({ active: input.alive[0], failed: [], ...input }),
  initial: 'down',
  on: {
    machineUp: { actions: 'add' },
    machineDown: { actions: 'drop' },
    markFailed: { actions: 'markFailed' },
    markWell: { actions: 'markWell' },
    nodesChanged: { actions: 'keepNodes' },
  },
  states: {
    forwarding: { on: { machineDown: [{ guard: 'isActive', target: 'failingOver', actions: ['drop', 'lose'] }, { actions: 'drop' }] } },
    /** The address answers nobody until the backup has missed enough advertisements. */
    failingOver: { after: { takeover: [{ guard: 'hasBackup', target: 'forwarding', actions: 'takeOver' }, { target: 'down' }] } },
    /** A machine that starts with nobody advertising takes the address as soon as nginx is up. */
    down: { on: { machineUp: { target: 'forwarding', actions: ['add', 'takeOver'] } } },
  },
});

export const balancerKind = defineKind('balancer', balancerMachine);

/** Tells the balancer of its machines. */
export const balancerHealth: Controller = {
  name: 'balancer-health',
  watch: { 'balancer-machine': (machine) => machine.id },
  reconcile(id, hand) {
    const isUp = hand.get(id, machineKind).is('up');
    if (hand.get('balancer', balancerKind).data.alive.includes(id) !== isUp) {
      hand.send('balancer', { type: isUp ? 'machineUp' : 'machineDown', machine: id });
    }
    return undefined;
  },
};

/** How a connection fares that the balancer passes to a node's ingress. */
export type Reach = 'served' | 'refused' | 'silent';

/** The ingress pod of a node answers, its host refuses, or nothing says a word. */
export function reachOf(view: View, vm: string): { reach: Reach; pod: string | undefined } {
  const pod = view.with('node', nodeIn(vm), podKind).find(({ data }) => data.app === 'nginx-ingress');
  if (pod?.is('ready')) return { reach: 'served', pod: pod.id };
  return { reach: view.find(vm)?.is('running') === true ? 'refused' : 'silent', pod: pod?.id };
}

/** Passive checks: leaves a node out once connections to it have failed, and finds it well at a later try. Keys: VMs. */
export const passiveChecks: Controller = {
  name: 'passive-checks',
  watch: {
    pod: (pod) => (pod.data.app === 'nginx-ingress' && pod.data.node !== undefined ? vmOfNode(pod.data.node) : undefined),
    vm: (vm) => (vm.data.role === 'node' ? vm.id : undefined),
  },
  reconcile(vm, hand) {
    const { nodes, failed } = hand.get('balancer', balancerKind).data;
    const { reach } = reachOf(hand, vm);
    const isMarked = failed.includes(vm);
    if (!nodes.includes(vm) || (reach === 'served') !== isMarked) {
      delete hand.memory[vm];
      return undefined;
    }
    if (!isMarked && hand.value(balancerParameters.maxFails) === 0) return undefined;
    const due = isMarked ? triedAgainAt(vm, hand) : failedAt(vm, reach, hand);
    if (hand.now() < due) return due;
    delete hand.memory[vm];
    hand.memory[`tried ${vm}`] = hand.now();
    hand.send('balancer', { type: isMarked ? 'markWell' : 'markFailed', node: vm });
    return undefined;
  },
};

/** The first connections that hang fail together, and are as many as max_fails asks for. */
function failedAt(vm: string, reach: Reach, hand: ControllerHand): Micros {
  const since: Micros = (hand.memory[vm] ??= hand.now());
  return reach === 'silent' ? since + hand.value(balancerParameters.connectTimeout) : hand.now();
}

/** A live connection tries a node that is left out once in each fail_timeout. */
function triedAgainAt(vm: string, hand: ControllerHand): Micros {
  const { layer } = hand.get('balancer', balancerKind).data;
  const period = hand.value(layer === 4 ? balancerParameters.failTimeout : balancerParameters.failTimeoutHttp);
  return nextTick(hand.now(), period, hand.memory[`tried ${vm}`] ?? 0);
}
