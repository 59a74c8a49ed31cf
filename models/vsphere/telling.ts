/** How its parts are told and shown. */
import type { Rule } from '../story/fact.ts';
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  host: {
    powerLost: 'loses power',
    powerRestored: 'has power again and boots',
    'after bootTime': { up: 'is up', maintenance: 'is up, in maintenance mode' },
    enterMaintenance: 'is to be emptied for maintenance',
    evacuated: 'is empty and in maintenance mode',
    exitMaintenance: 'is in service again',
    pathsLost: 'has no path to its datastores',
    pathsRestored: 'reaches its datastores again',
  },
  datastore: {
    pathsLost: 'answers no host',
    pathsRestored: 'answers again',
    deviceLost: 'has lost its device, as its array says',
    deviceRestored: 'has its device back',
  },
  vm: {
    hostLost: 'stops with its host',
    crash: 'is off',
    powerOn: 'is powered on',
    'after bootTime': 'runs',
    migrate: 'moves to another host',
    diskLost: 'hangs without its disk',
    diskRestored: { running: 'has its disk again and goes on', booting: 'has its disk again and boots' },
    terminate: 'is ended for a restart',
    protect: 'is for vSphere HA to restart',
  },
};

/** What of a datastore is worth a line of the story. */
export const facts: Readonly<Record<string, Rule>> = {
  datastore: (record) => (record.to === 'available' ? { record, sign: '✔', one: '{} answers again', subject: record.actor } : undefined),
};

export const names: Readonly<Record<string, string>> = {
  'vsphere-ha': 'vSphere HA',
  drs: 'DRS',
  vmcp: 'VM Component Protection',
};

export const shows: Readonly<Record<string, Show>> = {
  host: known('memory', 'cpu', 'hasPaths'),
  vm: known('role', 'host', 'memory', 'datastore'),
};
