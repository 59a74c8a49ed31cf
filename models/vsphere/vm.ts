/**
 * A virtual machine: running, booting, hanging without its disk or by itself, off, or lost with its host. Where it runs is
 * its label `host`, where its disk lies its label `datastore`.
 * Left out: CPU, storage latency, the seconds of a vMotion.
 */
import { assign, setup } from 'xstate';
import { type Actor, type ControllerHand, defineKind, defineParameters, duration, type Micros, s, uniform } from '../../sim/index.ts';
import { reaches } from './datastore.ts';

export const vmParameters = defineParameters('vsphere.vm', {
  bootTime: uniform(s(40), s(80), {
    assumption: 'power-on to guest and BOSH agent up; the facts found no vendor figure and say to make it a parameter',
  }),
  shutdownTimeout: duration(s(300), {
    source: 'vSphere Availability 7.0, advanced options: das.isolationShutdownTimeout 300 s, then the VM is powered off',
  }),
});

/** `node` is one of RKE's, whose roles say what is in it. */
export type VmRole = 'master' | 'worker' | 'edge' | 'node' | 'balancer';

interface Context {
  actor: Actor;
  role: VmRole;
  /** The host it runs on or was lost with. */
  host: string;
  /** The datastore of its disk; empty when the design has none. */
  datastore: string;
  /** Those that it may run on; empty for all. */
  hosts: readonly string[];
  /** MiB. */
  memory: number;
  /** When it last stopped, in µs; -1 before. */
  stoppedAt: Micros;
  /** When its guest last came to hang, in µs. */
  stalledAt: Micros;
  /** When it was last powered on or reset, in µs. */
  startedAt: Micros;
  /** A fault lets its guest hang whenever it has booted. */
  isHeld: boolean;
}

export const vmMachine = setup({
  types: {
    input: {} as Omit<Context, 'stoppedAt' | 'stalledAt' | 'startedAt' | 'isHeld'>,
    context: {} as Context,
    events: {} as
      | { type: 'hang'; isHeld: boolean }
      | { type: 'resume' | 'reset' }
      | { type: 'hostLost' | 'crash' | 'shutDown' | 'protect' | 'diskLost' | 'diskRestored' | 'diskDestroyed' | 'terminate' | 'delete' }
      | { type: 'powerOn'; host: string }
      | { type: 'newDisk'; datastore: string }
      | { type: 'migrate'; host: string },
  },
  guards: {
    /** A host may have died since somebody chose it, or lost the disk. */
    canRunThere: ({ context: { actor, datastore }, event }) => 'host' in event && actor.get(event.host).is('up') && reaches(actor, event.host, datastore),
    /** Its host and its datastore must both have paths. */
    reachesDisk: ({ context: { actor, host, datastore } }) => reaches(actor, host, datastore),
    isHeld: ({ context }) => context.isHeld,
    canShutDown: ({ context: { actor, host, datastore, isHeld } }) => !isHeld && reaches(actor, host, datastore),
    isHeldWithDisk: ({ context: { actor, host, datastore, isHeld } }) => isHeld && reaches(actor, host, datastore),
    /** A message may come after the disk is back. */
    isCutOff: ({ context: { actor, host, datastore } }) => !reaches(actor, host, datastore),
  },
  actions: {
    moveTo: assign({ host: ({ context, event }) => ('host' in event ? event.host : context.host) }),
    labelHost: ({ context }) => context.actor.label('host', context.host),
    takeDisk: assign({ datastore: ({ context, event }) => (event.type === 'newDisk' ? event.datastore : context.datastore) }),
    labelDatastore: ({ context: { actor, datastore } }) => actor.label('datastore', datastore),
    tellFailure: ({ context: { actor } }) => actor.wake('vsphere-ha', `failed ${actor.id}`),
    rememberStop: assign({ stoppedAt: ({ context }) => context.actor.now() }),
    rememberStart: assign({ startedAt: ({ context }) => context.actor.now() }),
    hold: assign({ isHeld: ({ event }) => 'isHeld' in event && event.isHeld }),
    free: assign({ isHeld: false }),
    rememberStall: assign({ stalledAt: ({ context }) => context.actor.now() }),
    /** What runs in the guest stops with it, without a word to its peers. */
    stopGuest: ({ context: { actor } }) => {
      for (const inside of actor.with('vm', actor.id)) actor.send(inside.id, { type: 'vmStopped' });
    },
    /** Whatever kept something on the disk has it no more. */
    loseData: ({ context: { actor } }) => {
      for (const inside of actor.with('vm', actor.id)) actor.send(inside.id, { type: 'diskLost', isForGood: true });
    },
    startGuest: ({ context: { actor } }) => {
      for (const inside of actor.with('vm', actor.id)) actor.send(inside.id, { type: 'vmStarted' });
    },
  },
  delays: {
    bootTime: ({ context }) => context.actor.draw('bootTime', vmParameters.bootTime),
    shutdownTimeout: ({ context }) => context.actor.draw('shutdownTimeout', vmParameters.shutdownTimeout),
  },
}).createMachine({
  id: 'vm',
  context: ({ input }) => ({ stoppedAt: -1, stalledAt: 0, startedAt: Number.MIN_SAFE_INTEGER, isHeld: false, ...input }),
  initial: 'new',
  on: {
    diskDestroyed: { actions: 'loseData' },
    hang: { actions: 'hold' },
    resume: { actions: 'free' },
    /** Empty, for one that was destroyed; whoever gave it creates the VM anew. */
    newDisk: { target: '.off', actions: ['takeDisk', 'labelDatastore'] },
  },
  states: {
    /** Cloned, and never powered on so far. */
    new: { on: { delete: 'deleted', powerOn: { guard: 'canRunThere', target: 'booting', actions: ['moveTo', 'labelHost', 'rememberStart'] } } },
    running: {
      exit: ['rememberStop', 'stopGuest'],
      on: {
        hostLost: 'lost',
        crash: 'off',
        terminate: 'lost',
        shutDown: 'lost',
        diskLost: { guard: 'isCutOff', target: 'stalled.hung' },
        hang: { target: 'hung', actions: 'hold' },
        migrate: { guard: 'canRunThere', actions: ['moveTo', 'labelHost'] },
      },
    },
    booting: {
      after: {
        bootTime: [
          { guard: 'isHeld', target: 'hung' },
          { target: 'running', actions: 'startGuest' },
        ],
      },
      on: {
        hang: { target: 'hung', actions: 'hold' },
        hostLost: 'lost',
        crash: 'off',
        terminate: 'lost',
        shutDown: 'lost',
        diskLost: { guard: 'isCutOff', target: 'stalled.unbooted' },
        migrate: { guard: 'canRunThere', actions: ['moveTo', 'labelHost'] },
      },
    },
    /** Its guest does nothing any more, not even a heartbeat of VMware Tools; a reset boots it anew. */
    hung: {
      entry: 'rememberStall',
      on: {
        hostLost: 'lost',
        crash: 'off',
        terminate: 'lost',
        shutDown: 'ending',
        migrate: { guard: 'canRunThere', actions: ['moveTo', 'labelHost'] },
        reset: [
          { guard: 'reachesDisk', target: 'booting', actions: 'rememberStart' },
          { target: 'stalled.unbooted', actions: 'rememberStart' },
        ],
        resume: [
          { guard: 'reachesDisk', target: 'running', actions: ['free', 'startGuest'] },
          { target: 'stalled.hung', actions: 'free' },
        ],
      },
    },
    /** Powered on without its disk: the guest hangs, and goes on when the disk answers. */
    stalled: {
      entry: 'rememberStall',
      initial: 'hung',
      on: { hostLost: 'lost', crash: 'off', terminate: 'lost', shutDown: 'ending' },
      states: {
        hung: {
          on: {
            diskRestored: [
              { guard: 'isHeldWithDisk', target: '#vm.hung' },
              { guard: 'reachesDisk', target: '#vm.running', actions: 'startGuest' },
            ],
          },
        },
        unbooted: { on: { diskRestored: { guard: 'reachesDisk', target: '#vm.booting' } } },
      },
    },
    /** Its guest hangs and does not shut down as it was asked to; VMware Tools would do it at once. */
    ending: {
      after: { shutdownTimeout: 'lost' },
      on: {
        hostLost: 'lost',
        crash: 'off',
        terminate: 'lost',
        diskRestored: { guard: 'canShutDown', target: 'lost' },
        resume: { guard: 'reachesDisk', target: 'lost', actions: 'free' },
      },
    },
    /** Stopped in the guest or deleted; vSphere HA leaves it, BOSH's resurrector does not. */
    off: {
      on: { protect: 'lost', delete: 'deleted', powerOn: { guard: 'canRunThere', target: 'booting', actions: ['moveTo', 'labelHost', 'rememberStart'] } },
    },
    /** Lost with its host, or ended by vSphere HA for its disk or its host's isolation, and still protected by vSphere HA. */
    lost: {
      on: {
        crash: 'off',
        powerOn: [{ guard: 'canRunThere', target: 'booting', actions: ['moveTo', 'labelHost', 'rememberStart'] }, { actions: 'tellFailure' }],
      },
    },
    /** For good, with its disk. */
    deleted: {},
  },
});

export const vmKind = defineKind('vm', vmMachine);

export type VirtualMachine = Actor<Context>;

/** A VM as it is made. */
export interface NewVm {
  id: string;
  role: VmRole;
  /** MiB. */
  memory: number;
  host: string;
  /** Of its disk; empty when the design has none. */
  datastore: string;
  /** Those that it may run on; all when left out. */
  hosts?: readonly string[];
}

/** Makes a VM on its host: one that runs since long, or a new one. */
export function makeVm(hand: ControllerHand, { id, role, memory, host, datastore, hosts = [] }: NewVm, settled: 'running' | 'new'): void {
  hand.create(vmKind, id, { settled, input: { role, memory, host, datastore, hosts } });
  hand.labelOther(id, 'host', host);
  hand.labelOther(id, 'role', role);
  if (datastore !== '') hand.labelOther(id, 'datastore', datastore);
}

/** Whether a VM is powered on, whatever its guest does. */
export const isOn = (vm: Actor<unknown>): boolean => vm.is('running') || vm.is('booting') || vm.is('stalled') || vm.is('hung') || vm.is('ending');
