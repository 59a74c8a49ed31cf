/**
 * An alert as Alertmanager treats it: buffered for the group's wait, sent, sent again at each repeat interval while it
 * lasts; what comes again soon after waits for the group's interval (seeds/003, 4.3 Configure Alerts).
 * It says when a person would have been told. Left out: notifiers' own delays, silences, several alerts in one group.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, defineParameters, duration, type Micros, min } from '../../sim/index.ts';
import { nodeKind } from '../kubernetes/node.ts';

const group = 'rancher/terraform-provider-rancher2 docs/resources/cluster_alert_group.md';

export const alertParameters = defineParameters('monitoring.alert', {
  groupWait: duration(min(3), { source: `${group}: group_wait_seconds 180` }),
  groupInterval: duration(min(3), { source: `${group}: group_interval_seconds 180` }),
  repeatInterval: duration(min(60), { source: `${group}: repeat_interval_seconds 3600` }),
});

interface Context {
  actor: Actor;
  /** What it looks at. */
  on: string;
  groupWait: Micros;
  groupInterval: Micros;
  repeatInterval: Micros;
  /** Messages sent so far. */
  sent: number;
}

export const alertMachine = setup({
  types: {
    input: {} as Omit<Context, 'sent'>,
    context: {} as Context,
    events: {} as { type: 'raise' | 'clear' },
  },
  guards: {
    /** Alertmanager runs on a worker of the cluster that it watches: with none left nobody is told. */
    canSend: ({ context: { actor } }) => actor.count(nodeKind, 'condition.ready') > 0,
  },
  actions: { count: assign({ sent: ({ context }) => context.sent + 1 }) },
  delays: {
    groupWait: ({ context }) => context.groupWait,
    groupInterval: ({ context }) => context.groupInterval,
    repeatInterval: ({ context }) => context.repeatInterval,
  },
}).createMachine({
  id: 'alert',
  context: ({ input }) => ({ sent: 0, ...input }),
  initial: 'quiet',
  states: {
    quiet: { on: { raise: 'waiting' } },
    /** Buffered with others of its group. */
    waiting: {
      on: { clear: 'quiet' },
      after: { groupWait: [{ guard: 'canSend', target: 'told', actions: 'count' }, { target: 'unsent' }] },
    },
    /** Somebody has been told, and is told again while it lasts. */
    told: {
      on: { clear: 'resolved' },
      after: { repeatInterval: [{ guard: 'canSend', target: 'told', reenter: true, actions: 'count' }, { target: 'unsent' }] },
    },
    /** Due, with nobody to send it. */
    unsent: {
      on: { clear: 'quiet' },
      after: {
        groupInterval: [
          { guard: 'canSend', target: 'told', actions: 'count' },
          { target: 'unsent', reenter: true },
        ],
      },
    },
    /** Over; what comes again in this time is of the same group. */
    resolved: { on: { raise: 'again' }, after: { groupInterval: 'quiet' } },
    again: {
      on: { clear: 'resolved' },
      after: { groupInterval: [{ guard: 'canSend', target: 'told', actions: 'count' }, { target: 'unsent' }] },
    },
  },
});

export const alertKind = defineKind('alert', alertMachine);

export const alertId = (name: string): string => `alert/${name}`;
