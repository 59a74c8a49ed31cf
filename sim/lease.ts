/**
 * A leader lease, as client-go's LeaderElector and its relatives have it: the holder renews every `retry`; when it stops,
 * the others take the lease once it has run out, at their next try. A holder that cannot renew for `renewDeadline` gives
 * up by itself. Renewals and tries are no events: their times are computed when something happens.
 * Source: kubernetes/client-go@kubernetes-1.14.6 tools/leaderelection/leaderelection.go.
 */
import { assign, setup } from 'xstate';
import type { Micros } from './time.ts';
import { lastTick } from './time.ts';
import { type Actor, defineKind } from './view.ts';

export interface LeaseTimes {
  /** How long others wait after the last renewal. */
  duration: Micros;
  /** How long a holder tries to renew before it gives up. */
  renewDeadline: Micros;
  /** Between renewals, and between tries of the others. */
  retry: Micros;
  /** Tries of the others come at up to (1 + jitter) times `retry`. */
  jitter: number;
}

interface Context extends LeaseTimes {
  actor: Actor;
  holder: string | undefined;
  /** Who could hold it, in the order they came. */
  able: readonly string[];
  /** Last renewal of a holder that fell away. */
  renewedAt: Micros;
}

export const leaseMachine = setup({
  types: {
    input: {} as LeaseTimes & { actor: Actor; holder?: string; able: readonly string[] },
    context: {} as Context,
    events: {} as { type: 'contenderUp'; id: string } | { type: 'contenderDown'; id: string } | { type: 'storeLost' } | { type: 'storeBack' },
  },
  guards: {
    isHolder: ({ context, event }) => 'id' in event && event.id === context.holder,
    hasContender: ({ context }) => context.able.length > 0,
  },
  actions: {
    addContender: assign({
      able: ({ context, event }) => ('id' in event && !context.able.includes(event.id) ? [...context.able, event.id] : context.able),
    }),
    dropContender: assign({ able: ({ context, event }) => context.able.filter((id) => !('id' in event) || id !== event.id) }),
    rememberRenewal: assign({
      renewedAt: ({ context: { actor, retry } }) => lastTick(actor.now(), retry, actor.phase('renewal', retry)),
    }),
    vacate: assign({ holder: undefined }),
    /** The process of a holder that lost its lease ends itself. */
    endHolder: ({ context }) => {
      if (context.holder !== undefined) context.actor.send(context.holder, { type: 'leaseLost', lease: context.actor.id });
    },
    acquire: assign({ holder: ({ context: { actor, able } }) => able[actor.pick('winner', able.length)] }),
  },
  delays: {
    /** What is left of the last holder's lease, if anything, and the first of the others' tries after it. */
    untilTaken: ({ context: { actor, renewedAt, duration, able, retry, jitter } }) =>
      Math.max(0, renewedAt + duration - actor.now()) + firstTry(actor, able.length, retry, jitter),
    untilGivenUp: ({ context: { actor, renewedAt, renewDeadline } }) => Math.max(0, renewedAt + renewDeadline - actor.now()),
  },
}).createMachine({
  id: 'lease',
  context: ({ input }) => ({
    holder: undefined, // One that nobody has held yet has run out.
    renewedAt: -input.duration,
    ...input,
  }),
  initial: 'vacant',
  on: { contenderUp: { actions: 'addContender' }, contenderDown: { actions: 'dropContender' } },
  states: {
    held: {
      on: {
        contenderDown: [{ guard: 'isHolder', target: 'expiring', actions: ['dropContender', 'rememberRenewal', 'vacate'] }, { actions: 'dropContender' }],
        storeLost: { target: 'unrenewed', actions: 'rememberRenewal' },
      },
    },
    unrenewed: {
      after: { untilGivenUp: { target: 'stranded', actions: ['endHolder', 'vacate'] } },
      on: {
        storeBack: 'held',
        contenderDown: [{ guard: 'isHolder', target: 'stranded', actions: ['dropContender', 'vacate'] }, { actions: 'dropContender' }],
      },
    },
    expiring: {
      after: { untilTaken: [{ guard: 'hasContender', target: 'held', actions: 'acquire' }, { target: 'vacant' }] },
      on: { storeLost: 'stranded' },
    },
    /** Nobody holds it and the store is away. */
    stranded: { on: { storeBack: [{ guard: 'hasContender', target: 'contested' }, { target: 'vacant' }] } },
    contested: {
      after: { untilTaken: [{ guard: 'hasContender', target: 'held', actions: 'acquire' }, { target: 'vacant' }] },
      on: { storeLost: 'stranded' },
    },
    vacant: { on: { contenderUp: { target: 'contested', actions: 'addContender' }, storeLost: 'stranded' } },
  },
});

export const leaseKind = defineKind('lease', leaseMachine);

/** The earliest of n tries, each somewhere in its own period. */
function firstTry(actor: Actor, n: number, retry: Micros, jitter: number): Micros {
  let first = 1;
  for (let i = 0; i < Math.max(1, n); i++) first = Math.min(first, actor.chance('try'));
  return Math.round(first * retry * (1 + jitter));
}
