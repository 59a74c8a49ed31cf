/**
 * What etcd keeps, by who has a copy: every member on its VM's persistent disk. A write is committed once a majority has
 * it, so what a majority of disks held is lost with them (etcd-io/etcd@v3.4.3 Documentation/op-guide/recovery.md).
 * Snapshots lie outside the members. Left out: what the copies contain; of the rest, what Rancher knows goes back with a restore (../rancher/restore.ts).
 */
import { assign, setup } from 'xstate';
import { type Actor, type ControllerHand, count, defineKind, defineParameters, duration, flag, hours, lastTick, type Micros } from '../../sim/index.ts';
import { quorum } from './cluster.ts';

const rke = 'rancher/rke@v0.2.8 cluster/defaults.go';

export const snapshotParameters = defineParameters('etcd.snapshots', {
  recurring: flag(false, {
    source: 'cfcr-etcd-release jobs/bbr-etcd: a snapshot when BBR runs, none by itself',
    why: 'RKE takes them by itself',
    platforms: { rke: [true, `${rke}: enabled`] },
  }),
  every: duration(hours(12), { source: `${rke}: every 12 h`, why: 'when they are recurring' }),
  kept: count(6, { source: `${rke}: 6 kept`, why: 'of the recurring ones' }),
});

interface Context {
  actor: Actor;
  size: number;
  /** Members with a copy of all that was committed. */
  holders: readonly string[];
  /** When snapshots were taken by hand, in µs. */
  snapshots: readonly Micros[];
  /** When a majority of the copies was lost, in µs. */
  lostAt: Micros | undefined;
  /** The last restore: what was written between the two times is gone for good. */
  gone: { from: Micros; to: Micros } | undefined;
  /** Which logical cluster this is; a restore begins a new one with new ids. */
  generation: number;
}

type DataEvent =
  | { type: 'diskLost'; id: string }
  | { type: 'caughtUp'; id: string; size: number }
  | { type: 'snapshotTaken' }
  | { type: 'restored'; from: Micros; to: Micros; members: readonly string[] };

export const dataMachine = setup({
  types: { input: {} as { actor: Actor; size: number; holders: readonly string[] }, context: {} as Context, events: {} as DataEvent },
  guards: {
    losesMajority: ({ context, event }) => context.holders.filter((id) => !('id' in event) || id !== event.id).length < quorum(context.size),
  },
  actions: {
    drop: assign({ holders: ({ context, event }) => context.holders.filter((id) => !('id' in event) || id !== event.id) }),
    add: assign(({ context, event }) =>
      event.type === 'caughtUp' ? { holders: [...new Set([...context.holders, event.id])], size: Math.max(context.size, event.size) } : {},
    ),
    noteLoss: assign({ lostAt: ({ context }) => context.actor.now() }),
    keepSnapshot: assign({ snapshots: ({ context }) => [...context.snapshots, context.actor.now()] }),
    /** Every member has the snapshot now. */
    begin: assign(({ context, event }) =>
      event.type === 'restored'
        ? {
            gone: { from: event.from, to: event.to },
            lostAt: undefined,
            generation: context.generation + 1,
            holders: event.members,
          }
        : {},
    ),
  },
}).createMachine({
  id: 'etcd-data',
  context: ({ input }) => ({ snapshots: [], lostAt: undefined, gone: undefined, generation: 1, ...input }),
  initial: 'whole',
  on: { snapshotTaken: { actions: 'keepSnapshot' }, restored: { target: '.rolledBack', reenter: true, actions: 'begin' } },
  states: {
    /** All that was ever committed is there. */
    whole: {
      on: { diskLost: [{ guard: 'losesMajority', target: 'lost', actions: ['drop', 'noteLoss'] }, { actions: 'drop' }], caughtUp: { actions: 'add' } },
    },
    /** A majority of the copies is gone: what the others hold need not be all that was committed. */
    lost: { on: { diskLost: { actions: 'drop' } } },
    /** A snapshot's state and what was written since; what lay between is lost for good. */
    rolledBack: {
      on: { diskLost: [{ guard: 'losesMajority', target: 'lost', actions: ['drop', 'noteLoss'] }, { actions: 'drop' }], caughtUp: { actions: 'add' } },
    },
  },
});

export const dataKind = defineKind('etcd-data', dataMachine);

/** When the newest snapshot was taken that is at least so old; undefined without one. */
export function newestSnapshot(hand: ControllerHand, age: Micros): Micros | undefined {
  const all = [...hand.get('etcd-data', dataKind).data.snapshots, ...recurring(hand)];
  return all.filter((at) => at <= hand.now() - age).sort((a, b) => b - a)[0];
}

/** The recurring snapshots that are still kept; the oldest may be from before the run. Nobody takes one of lost data. */
function recurring(hand: ControllerHand): Micros[] {
  if (!hand.value(snapshotParameters.recurring)) return [];
  const every = hand.value(snapshotParameters.every);
  const last = lastTick(hand.get('etcd-data', dataKind).data.lostAt ?? hand.now(), every, hand.phase('etcd snapshot', every));
  return Array.from({ length: hand.value(snapshotParameters.kept) }, (_, i) => last - i * every);
}
