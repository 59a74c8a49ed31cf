/**
 * The vSphere HA agent (FDM) on a host, and what it thinks when the management network is cut: a secondary stands for election
 * after 10 s, elects itself at 25 s, and at 30 s declares itself isolated if no isolation address answers; a primary does so
 * after 5 s. The response follows 30 s later. With an answer it leads a partition of its own. VMs have other networks and run on.
 * Left out: partitions of several hosts, a second isolation address, the time that a guest takes to shut down.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, duration, s, type View } from '../../sim/index.ts';
import { type Host, hostKind } from './host.ts';
import { isOn } from './vm.ts';

const deepdive = 'equelin/vsphere-ha-deepdive restarting_virtual_machines.md (5.0-6.x)';

export const agentParameters = defineParameters('vsphere.ha.agent', {
  hostTimeout: duration(s(10), { source: 'equelin/vsphere-ha-deepdive advanced_settings.md: hostTimeout 10 s' }),
  election: duration(s(15), { source: 'equelin/vsphere-ha-deepdive fundamental_concepts.md: an election lasts 15 s' }),
  icmpPingTimeout: duration(s(5), { source: 'equelin/vsphere-ha-deepdive advanced_settings.md: icmpPingTimeout 5 s' }),
  isolationDelay: duration(s(30), { source: `${deepdive}: the response 30 s after the declaration, fdm.isolationPolicyDelaySec` }),
});

export type IsolationResponse = 'none' | 'shutdown' | 'powerOff';

/** What cuts the management network: no address answers, or only the other hosts do not. */
type Cut = 'isolation' | 'partition';

interface Context {
  actor: Actor;
  host: string;
  response: IsolationResponse;
  isIsolated: boolean;
  isPartitioned: boolean;
}

type Event = { type: 'cut' | 'mended'; by: Cut } | { type: 'hostLost' | 'hostUp' };

/** The network as it is after an event. */
function networkAfter({ isIsolated, isPartitioned }: Context, event: Event): { isIsolated: boolean; isPartitioned: boolean } {
  if (!('by' in event)) return { isIsolated, isPartitioned };
  const isCut = event.type === 'cut';
  return event.by === 'isolation' ? { isIsolated: isCut, isPartitioned } : { isIsolated, isPartitioned: isCut };
}

export const agentMachine = setup({
  types: {
    input: {} as { actor: Actor; host: string; response: IsolationResponse },
    context: {} as Context,
    events: {} as Event,
  },
  guards: {
    isWhole: ({ context, event }) => Object.values(networkAfter(context, event)).every((isCut) => !isCut),
    /** An isolation address answers. */
    isAnswered: ({ context, event }) => !networkAfter(context, event).isIsolated,
    isPrimary: ({ context: { actor, host } }) => actor.get(host).labels.get('leads') === 'vsphere-ha',
    isAnsweredPrimary: ({ context, event }) => !networkAfter(context, event).isIsolated && context.actor.get(context.host).labels.get('leads') === 'vsphere-ha',
  },
  actions: {
    keepNetwork: assign(({ context, event }) => networkAfter(context, event)),
    /** Only if another host leads that can restart what is ended here. */
    respond: ({ context: { actor, host, response } }) => {
      const primary = actor.with('leads', 'vsphere-ha')[0];
      if (response === 'none' || !primary || primary.id === host || !isReachable(actor, primary.id)) return;
      const vms = actor.with('host', host).filter(isOn);
      if (vms.length === 0) return;
      actor.note(`${host} ${response === 'shutdown' ? 'shuts down' : 'powers off'} ${vms.map(({ id }) => id).join(', ')}: it is isolated`);
      for (const { id } of vms) actor.send(id, { type: response === 'shutdown' ? 'shutDown' : 'terminate' });
    },
  },
  delays: {
    hostTimeout: ({ context }) => context.actor.draw('hostTimeout', agentParameters.hostTimeout),
    election: ({ context }) => context.actor.draw('election', agentParameters.election),
    icmpPingTimeout: ({ context }) => context.actor.draw('icmpPingTimeout', agentParameters.icmpPingTimeout),
    isolationDelay: ({ context }) => context.actor.draw('isolationDelay', agentParameters.isolationDelay),
  },
}).createMachine({
  id: 'ha-agent',
  context: ({ input }) => ({ isIsolated: false, isPartitioned: false, ...input }),
  initial: 'connected',
  on: { cut: { actions: 'keepNetwork' }, mended: { actions: 'keepNetwork' }, hostLost: '.stopped' },
  states: {
    connected: {
      on: {
        cut: [
          { guard: 'isAnsweredPrimary', target: 'cutOff.partitioned', actions: 'keepNetwork' },
          { guard: 'isPrimary', target: 'cutOff.pinging', actions: 'keepNetwork' },
          { target: 'cutOff.silent', actions: 'keepNetwork' },
        ],
      },
    },
    cutOff: {
      initial: 'silent',
      on: { mended: [{ guard: 'isWhole', target: 'connected', actions: 'keepNetwork' }, { actions: 'keepNetwork' }] },
      states: {
        /** It hears no primary. */
        silent: { after: { hostTimeout: 'electing' } },
        electing: { after: { election: [{ guard: 'isAnswered', target: 'partitioned' }, { target: 'pinging' }] } },
        pinging: { after: { icmpPingTimeout: [{ guard: 'isAnswered', target: 'partitioned' }, { target: 'isolated' }] } },
        /** It leads itself. */
        partitioned: {
          on: {
            cut: [
              { guard: 'isAnswered', actions: 'keepNetwork' },
              { target: 'pinging', actions: 'keepNetwork' },
            ],
          },
        },
        isolated: {
          initial: 'declared',
          on: {
            mended: [
              { guard: 'isWhole', target: '#ha-agent.connected', actions: 'keepNetwork' },
              { guard: 'isAnswered', target: 'partitioned', actions: 'keepNetwork' },
            ],
          },
          states: { declared: { after: { isolationDelay: { target: 'responded', actions: 'respond' } } }, responded: {} },
        },
      },
    },
    /** Its host has no power or is booting. */
    stopped: { on: { hostUp: [{ guard: 'isWhole', target: 'connected' }, { target: 'cutOff' }] } },
  },
});

export const agentKind = defineKind('ha-agent', agentMachine);

export const agentOf = (host: string): string => `fdm-${host}`;

/** Whether the other hosts and vCenter reach a host by the management network. */
export function isReachable(view: View, host: string): boolean {
  const agent = view.find(agentOf(host), agentKind);
  return agent === undefined || (!agent.data.isIsolated && !agent.data.isPartitioned);
}

/** Hosts in service that can be told to start a VM. */
export const inService = (view: View): Host[] => view.all(hostKind).filter((host) => host.is('up') && isReachable(view, host.id));
