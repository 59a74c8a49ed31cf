/**
 * A service router (of the Tier-0, or of the Tier-1 that carries a load balancer): active on one edge node, standby on
 * the other. The standby takes over when BFD has missed the active edge. NON_PREEMPTIVE: it stays there afterwards.
 * It has two edge nodes and no third: enable_standby_relocation is false by default and for Tier-1 only (NSX-T API,
 * EdgeClusterMemberAllocationProfile). A Tier-0 without NAT may be active on up to eight (docs-pks@1.6 nsxt-install-create-t0): the physical
 * routers spread traffic over all of them (ECMP), and over a dead one too until BFD has missed it there (edge-health.ts).
 * Left out: that relocation, BGP's own timers, bare-metal edges, failover for a lost uplink.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, duration, flag, type Micros, s, uniform } from '../../sim/index.ts';
import type { EdgeSize } from './load-balancer.ts';

export const routerParameters = defineParameters('nsx.router', {
  bfdDetection: duration(s(3), { source: 'vCloud NFV 3.2.1 reference architecture GUID-BD102A67: VM edge, 1000 ms x 3' }),
  switchover: uniform(s(0), s(0.5), { assumption: 'from detection to forwarding on the standby; measured times not found (facts, section 6)' }),
  edgeStart: uniform(s(20), s(40), { assumption: 'edge guest up to its data plane ready; no vendor figure' }),
  isTier1Preemptive: flag(false, { source: 'vmware/nsx-container-plugin-operator deploy/kubernetes/configmap.yaml: failover_mode NON_PREEMPTIVE' }),
  isTier0Preemptive: flag(false, {
    source: 'docs-pks@1.6 nsxt-install-create-t0 offers both; vmware/go-vmware-nsxt manager/logical_router.go says always PREEMPTIVE',
    why: 'sources disagree, so it is a setting; false costs no second outage',
  }),
  keepsFlows: flag(false, {
    source: 'developer.broadcom.com nsx LBFastTcpProfile: ha_flow_mirroring_enabled, false',
    why: 'established connections do not survive a failover',
  }),
});

interface Context {
  actor: Actor;
  /** Edge nodes in order of preference. */
  edges: readonly string[];
  /** Those with a data plane. */
  alive: readonly string[];
  active: string | undefined;
  lostAt: Micros;
  /** Active on all of them. */
  isEcmp: boolean;
  /** Of those, where the physical routers send traffic. */
  paths: readonly string[];
}

export const routerMachine = setup({
  types: {
    input: {} as { actor: Actor; edges: readonly string[] } & Partial<Pick<Context, 'alive' | 'active' | 'isEcmp' | 'paths'>>,
    context: {} as Context,
    events: {} as { type: 'edgeDown' | 'edgeUp' | 'withdrawn'; edge: string },
  },
  guards: {
    isEcmp: ({ context }) => context.isEcmp,
    isLastPath: ({ context, event }) => context.paths.every((edge) => edge === event.edge),
    isActive: ({ context, event }) => event.edge === context.active,
    isFirstAlive: ({ context }) => context.alive.includes(context.edges[0] ?? ''),
    hasStandby: ({ context }) => context.alive.length > 0,
    isPreferred: ({ context, event }) =>
      context.actor.value(context.actor.id === 'tier-0' ? routerParameters.isTier0Preemptive : routerParameters.isTier1Preemptive) &&
      event.edge === context.edges[0] &&
      event.edge !== context.active,
  },
  actions: {
    add: assign({ alive: ({ context, event }) => (context.alive.includes(event.edge) ? context.alive : [...context.alive, event.edge]) }),
    drop: assign({ alive: ({ context, event }) => context.alive.filter((edge) => edge !== event.edge) }),
    lose: assign({ active: undefined, lostAt: ({ context }) => context.actor.now() }),
    follow: assign({ active: ({ context }) => (context.alive.includes(context.active ?? '') ? context.active : context.alive[0]) }),
    announce: assign({ paths: ({ context }) => [...new Set([...context.paths, ...context.alive])] }),
    withdraw: assign({ paths: ({ context, event }) => context.paths.filter((edge) => edge !== event.edge) }),
    takeOver: assign({ active: ({ context }) => context.alive[0], paths: ({ context }) => (context.isEcmp ? context.alive : []) }),
    takeBack: assign({ active: ({ context }) => context.edges[0] }),
  },
  delays: {
    failover: ({ context: { actor } }) => actor.value(routerParameters.bfdDetection) + actor.draw('switchover', routerParameters.switchover),
    switchover: ({ context: { actor } }) => actor.draw('switchover', routerParameters.switchover),
  },
}).createMachine({
  id: 'service-router',
  context: ({ input }) => ({ alive: input.edges, active: input.edges[0], lostAt: 0, isEcmp: false, paths: [], ...input }),
  initial: 'down',
  states: {
    active: {
      on: {
        edgeDown: [
          { guard: 'isEcmp', actions: ['drop', 'follow'] },
          { guard: 'isActive', target: 'failingOver', actions: ['drop', 'lose'] },
          { actions: 'drop' },
        ],
        withdrawn: [{ guard: 'isLastPath', target: 'down', actions: 'withdraw' }, { actions: 'withdraw' }],
        // Taking back is a switchover of its own.
        edgeUp: [
          { guard: 'isEcmp', actions: ['add', 'announce', 'follow'] },
          { guard: 'isPreferred', target: 'takingBack', actions: ['add', 'lose'] },
          { actions: 'add' },
        ],
      },
    },
    failingOver: {
      after: { failover: [{ guard: 'hasStandby', target: 'active', actions: 'takeOver' }, { target: 'down' }] },
      on: { edgeDown: { actions: 'drop' }, edgeUp: { actions: 'add' } },
    },
    takingBack: {
      after: { switchover: [{ guard: 'isFirstAlive', target: 'active', actions: 'takeBack' }, { target: 'failingOver' }] },
      on: { edgeDown: { actions: 'drop' }, edgeUp: { actions: 'add' } },
    },
    down: { on: { edgeUp: { target: 'starting', actions: 'add' } } },
    starting: {
      after: { switchover: [{ guard: 'hasStandby', target: 'active', actions: 'takeOver' }, { target: 'down' }] },
      on: { edgeDown: { actions: 'drop' }, edgeUp: { actions: 'add' } },
    },
  },
});

export const routerKind = defineKind('service-router', routerMachine);

/** An edge node's data plane, inside its VM. */
export const edgeMachine = setup({
  types: { input: {} as { actor: Actor; size: EdgeSize }, context: {} as { actor: Actor; size: EdgeSize }, events: {} as { type: 'vmStopped' | 'vmStarted' } },
  delays: { edgeStart: ({ context }) => context.actor.draw('edgeStart', routerParameters.edgeStart) },
}).createMachine({
  id: 'edge-node',
  context: ({ input }) => input,
  initial: 'down',
  on: { vmStopped: '.down' },
  states: {
    up: {},
    down: { on: { vmStarted: 'starting' } },
    starting: { after: { edgeStart: 'up' } },
  },
});

export const edgeKind = defineKind('edge-node', edgeMachine);

/** Of the ways through a router, the share that ends nowhere, and where; active/standby has one, which ends as long as it is active nowhere. */
export function lostIn({ data: { isEcmp, paths, alive } }: Actor<Context>): readonly string[] {
  return isEcmp ? paths.filter((edge) => !alive.includes(edge)) : [];
}
