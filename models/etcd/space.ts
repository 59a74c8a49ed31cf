/**
 * etcd's space: every member's database file grows, up to a quota, with what the API server writes. Deleted and compacted
 * revisions leave free pages in the file, and only a defragmentation gives them back. A member over its quota raises an
 * alarm for the whole cluster, which then takes reads and deletes only (etcd-io/etcd@v3.4.3
 * Documentation/op-guide/maintenance.md, "Space quota"). The size is a function of time; the crossing is computed.
 * Left out: growth with what Rancher manages, for which there are no figures, and files that differ in size by themselves.
 */
import { assign, setup } from 'xstate';
import { type Actor, bytes, defineKind, defineParameters, duration, hours, type Micros, s } from '../../sim/index.ts';

export const spaceParameters = defineParameters('etcd.space', {
  quota: bytes(2 * 1_024 ** 3, { source: 'etcd-io/etcd@v3.4.3 etcdserver/quota.go: quota-backend-bytes 0 is 2 GiB' }),
  data: bytes(100_000_000, { source: 'etcd-io/etcd@v3.4.3 Documentation/op-guide/hardware.md: 100 MB at 50 nodes', why: 'what a defragmented file holds' }),
  growth: bytes(0, {
    source: 'kubernetes/apiserver@kubernetes-1.14.6 pkg/storage/storagebackend/config.go: compacts every 5 min, so the history does not grow',
    why: 'of each file, in an hour',
  }),
  defragTime: duration(s(27), { source: 'rancher/k3k#815: 27.0 s for 2.1 GB' }),
});

interface Context {
  actor: Actor;
  /** Of each member, the size of its file at a time, in bytes and µs. */
  files: Readonly<Record<string, { size: number; at: Micros }>>;
  /** Whether the history has been compacted since the alarm: the API server's own compaction writes, and fails. */
  isCompacted: boolean;
}

export const spaceMachine = setup({
  types: {
    input: {} as { actor: Actor; members: readonly string[] },
    context: {} as Context,
    events: {} as { type: 'defragmented' | 'copied'; id: string } | { type: 'compacted' | 'disarmed' },
  },
  guards: {
    isGrowing: ({ context: { actor } }) => actor.value(spaceParameters.growth) > 0,
    allFit: ({ context }) => overQuota(context).length === 0,
    isCompacted: ({ context }) => context.isCompacted,
  },
  actions: {
    shrink: assign({
      files: ({ context: { actor, files }, event }) =>
        'id' in event ? { ...files, [event.id]: { size: actor.value(spaceParameters.data), at: actor.now() } } : files,
    }),
    /** Nothing is written from now on. */
    settle: assign({
      files: ({ context: { actor, files } }) => Object.fromEntries(Object.keys(files).map((id) => [id, { size: sizeOf(actor, files, id), at: actor.now() }])),
      isCompacted: false,
    }),
    resume: assign({
      files: ({ context: { actor, files } }) => Object.fromEntries(Object.entries(files).map(([id, { size }]) => [id, { size, at: actor.now() }])),
    }),
    compact: assign({ isCompacted: true }),
  },
  delays: {
    untilFull: ({ context: { actor, files } }) => {
      const quota = actor.value(spaceParameters.quota);
      const largest = Math.max(0, ...Object.keys(files).map((id) => sizeOf(actor, files, id)));
      return Math.max(0, Math.ceil(((quota - largest) / actor.value(spaceParameters.growth)) * hours(1)));
    },
  },
}).createMachine({
  id: 'etcd-space',
  context: ({ input: { actor, members } }) => ({
    actor,
    files: Object.fromEntries(members.map((id) => [id, { size: actor.value(spaceParameters.data), at: 0 }])),
    isCompacted: false,
  }),
  initial: 'choosing',
  states: {
    choosing: { always: [{ guard: 'isGrowing', target: 'growing' }, { target: 'steady' }] },
    /** What is freed is used again. */
    steady: {},
    growing: {
      after: { untilFull: 'full' },
      on: { defragmented: { target: 'growing', reenter: true, actions: 'shrink' }, copied: { target: 'growing', reenter: true, actions: 'shrink' } },
    },
    /** The NOSPACE alarm, of the whole cluster: compact, defragment every member, disarm. */
    full: {
      entry: 'settle',
      on: {
        compacted: { actions: 'compact' },
        defragmented: { guard: 'isCompacted', actions: 'shrink' },
        copied: { guard: 'isCompacted', actions: 'shrink' },
        disarmed: [{ guard: 'allFit', target: 'growing', actions: 'resume' }],
      },
    },
  },
});

export const spaceKind = defineKind('etcd-space', spaceMachine);

/** Bytes of a member's file now. */
function sizeOf(actor: Actor, files: Context['files'], id: string): number {
  const { size, at } = files[id] as Context['files'][string];
  return size + Math.floor((actor.value(spaceParameters.growth) * (actor.now() - at)) / hours(1));
}

/** Members whose file is over the quota, of an alarmed cluster. */
export function overQuota({ actor, files }: { actor: Actor; files: Context['files'] }): string[] {
  const quota = actor.value(spaceParameters.quota);
  return Object.keys(files).filter((id) => (files[id] as Context['files'][string]).size >= quota);
}
