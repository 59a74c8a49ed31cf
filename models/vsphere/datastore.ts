/**
 * A datastore: answering, without a path from any host (APD), or without its device, as its array says (PDL): for a time, or
 * for good and with all that lay on it. VMs whose disk
 * lies there hang, and so do pods whose volume does, as their guests wait for it or meet its errors.
 * Left out: capacity, latency, vSAN and vVols, which VM Component Protection does not cover.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind, type Micros, type View } from '../../sim/index.ts';
import { hostKind } from './host.ts';

interface Context {
  actor: Actor;
  hasPaths: boolean;
  /** When it last stopped answering, in µs. */
  lostAt: Micros;
}

export const datastoreMachine = setup({
  types: {
    input: {} as { actor: Actor },
    context: {} as Context,
    events: {} as { type: 'pathsLost' | 'pathsRestored' | 'deviceRestored' } | { type: 'deviceLost'; isForGood: boolean },
  },
  guards: {
    hasPaths: ({ context }) => context.hasPaths,
    isForGood: ({ event }) => event.type === 'deviceLost' && event.isForGood,
  },
  actions: {
    losePaths: assign({ hasPaths: false }),
    regainPaths: assign({ hasPaths: true }),
    rememberLoss: assign({ lostAt: ({ context }) => context.actor.now() }),
    stallUsers: ({ context: { actor } }) => {
      for (const { id } of actor.with('datastore', actor.id)) actor.send(id, { type: 'diskLost' });
    },
    releaseUsers: ({ context: { actor } }) => {
      for (const { id } of actor.with('datastore', actor.id)) actor.send(id, { type: 'diskRestored' });
    },
    /** What lay on it is nowhere else. */
    destroyDisks: ({ context: { actor } }) => {
      for (const { id } of actor.with('datastore', actor.id)) actor.send(id, { type: 'diskDestroyed' });
    },
  },
}).createMachine({
  id: 'datastore',
  context: ({ input }) => ({ hasPaths: true, lostAt: 0, ...input }),
  initial: 'available',
  states: {
    available: {
      entry: 'releaseUsers',
      exit: ['rememberLoss', 'stallUsers'],
      on: {
        pathsLost: { target: 'allPathsDown', actions: 'losePaths' },
        deviceLost: [{ guard: 'isForGood', target: 'lost.forGood' }, { target: 'lost.recoverable' }],
      },
    },
    allPathsDown: {
      on: {
        pathsRestored: { target: 'available', actions: 'regainPaths' },
        deviceLost: [{ guard: 'isForGood', target: 'lost.forGood' }, { target: 'lost.recoverable' }],
      },
    },
    lost: {
      initial: 'recoverable',
      on: { pathsLost: { actions: 'losePaths' }, pathsRestored: { actions: 'regainPaths' } },
      states: {
        /** Its array may bring the device back, with all that lies on it. */
        recoverable: {
          on: {
            deviceLost: { guard: 'isForGood', target: 'forGood' },
            deviceRestored: [{ guard: 'hasPaths', target: '#datastore.available' }, { target: '#datastore.allPathsDown' }],
          },
        },
        forGood: { entry: 'destroyDisks' },
      },
    },
  },
});

export const datastoreKind = defineKind('datastore', datastoreMachine);

/** Whether a datastore can be read and written; a disk whose place no design gives is always there. */
export const isAnswering = (view: View, datastore: string): boolean => datastore === '' || view.get(datastore, datastoreKind).is('available');

/** Whether a host reads and writes a datastore. */
export function reaches(view: View, hostId: string, datastore: string): boolean {
  if (datastore === '') return true;
  const { hasPaths, datastores } = view.get(hostId, hostKind).data;
  return hasPaths && datastores.includes(datastore) && isAnswering(view, datastore);
}
