/**
 * What clients see of an etcd cluster: led, when a leader has a quorum behind it, or leaderless, when writes and
 * linearizable reads fail (etcd-io/etcd@v3.4.3 Documentation/op-guide/failures.md).
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  size: number;
  up: readonly string[];
  leader: string | undefined;
  term: number;
  /** When it last had a leader, in µs; of use while it has none. */
  ledUntil: Micros;
  /** When a member last joined, in µs. */
  joinedAt: Micros;
}

export const etcdMachine = setup({
  types: {
    input: {} as Omit<Context, 'ledUntil' | 'joinedAt'>,
    context: {} as Context,
    events: {} as
      | { type: 'elected'; id: string; term: number }
      | { type: 'memberDown' | 'steppedDown'; id: string }
      | { type: 'memberUp'; id: string; size: number },
  },
  guards: {
    endsService: ({ context, event }) => event.id === context.leader || context.up.length - 1 < quorum(context.size),
    restoresService: ({ context, event }) =>
      event.type === 'memberUp' && context.leader !== undefined && new Set([...context.up, event.id]).size >= quorum(event.size),
    isLeader: ({ context, event }) => event.id === context.leader,
  },
  actions: {
    remove: assign(({ context, event }) => ({
      up: context.up.filter((id) => id !== event.id),
      leader: event.id === context.leader ? undefined : context.leader,
    })),
    add: assign({
      up: ({ context, event }) => (context.up.includes(event.id) ? context.up : [...context.up, event.id]),
      // One more than before when it is new.
      size: ({ context, event }) => ('size' in event ? Math.max(context.size, event.size) : context.size),
      joinedAt: ({ context }) => context.actor.now(),
    }),
    take: assign(({ event }) => (event.type === 'elected' ? { leader: event.id, term: event.term } : {})),
    forget: assign({ leader: undefined }),
    noteEnd: assign({ ledUntil: ({ context }) => context.actor.now() }),
  },
}).createMachine({
  id: 'etcd',
  context: ({ input }) => ({ ledUntil: 0, joinedAt: Number.MIN_SAFE_INTEGER, ...input }),
  initial: 'leaderless',
  on: { memberUp: { actions: 'add' }, memberDown: { actions: 'remove' } },
  states: {
    led: {
      on: {
        memberDown: [{ guard: 'endsService', target: 'leaderless', actions: 'remove' }, { actions: 'remove' }],
        steppedDown: { guard: 'isLeader', target: 'leaderless', actions: 'forget' },
        elected: { actions: 'take' },
      },
    },
    leaderless: {
      entry: 'noteEnd',
      on: {
        elected: { target: 'led', actions: 'take' },
        memberUp: [{ guard: 'restoresService', target: 'led', actions: 'add' }, { actions: 'add' }],
        steppedDown: { guard: 'isLeader', actions: 'forget' },
      },
    },
  },
});

export const etcdKind = defineKind('etcd', etcdMachine);

/** Members that make a majority. */
export const quorum = (size: number): number => Math.floor(size / 2) + 1;
