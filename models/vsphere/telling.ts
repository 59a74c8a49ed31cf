/** How its parts are told and shown. */
import { isIn } from '../../sim/index.ts';
import type { Rule } from '../story/fact.ts';
import { known, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  host: {
    powerLost: 'loses power',
    powerRestored: 'has power again and boots',
    remove: 'is taken out of the inventory',
    'after bootTime': { up: 'is up', maintenance: 'is up, in maintenance mode' },
    enterMaintenance: 'is to be emptied for maintenance',
    evacuated: 'is empty and in maintenance mode',
    exitMaintenance: 'is in service again',
    pathsLost: 'has no path to its datastores',
    pathsRestored: 'reaches its datastores again',
  },
  'ha-agent': {
    cut: 'hears nothing of the others',
    mended: { connected: 'hears the others again', cutOff: 'still does not hear the others' },
    'after hostTimeout': 'has missed the primary for 10 s',
    'after election': { 'cutOff.partitioned': 'elects itself in its own partition', 'cutOff.pinging': 'elects itself and pings its isolation address' },
    'after icmpPingTimeout': { 'cutOff.isolated': 'declares its host isolated', 'cutOff.partitioned': 'leads its own partition' },
    'after isolationDelay': 'responds to the isolation',
    hostLost: 'stops with its host',
    hostUp: 'starts with its host',
  },
  'drs-rule': { make: 'holds from now on' },
  datastore: {
    pathsLost: 'answers no host',
    pathsRestored: 'answers again',
    deviceLost: { 'lost.forGood': 'has lost its device for good, and all that lay on it', lost: 'has lost its device, as its array says' },
    deviceRestored: 'has its device back',
  },
  vm: {
    hostLost: 'stops with its host',
    crash: 'is off',
    powerOn: 'is powered on',
    'after bootTime': { hung: 'hangs again', '': 'runs' },
    delete: 'is deleted with its disk',
    migrate: 'moves to another host',
    diskLost: 'hangs without its disk',
    diskDestroyed: 'has lost what was on its disk',
    newDisk: 'is to have a new and empty disk',
    diskRestored: { running: 'has its disk again and goes on', booting: 'has its disk again and boots' },
    hang: 'hangs',
    resume: { running: 'goes on', '': 'may run again' },
    reset: 'is reset',
    shutDown: { ending: 'is asked to shut down and hangs', '': 'shuts down' },
    'after shutdownTimeout': 'is powered off, since it does not shut down',
    terminate: 'is ended for a restart',
    protect: 'is for vSphere HA to restart',
  },
};

/** What of an agent and a datastore is worth a line of the story. */
export const facts: Readonly<Record<string, Rule>> = {
  'ha-agent': (record) => {
    const about = { record, subject: record.actor.replace(/^fdm-/, '') };
    const enters = (state: string) => isIn(record.to, state) && !isIn(record.from, state);
    if (enters('cutOff.isolated')) return { ...about, sign: '◌', one: '{} declares itself isolated' };
    if (enters('cutOff.partitioned')) return { ...about, sign: '◌', one: '{} leads a partition of its own' };
    return enters('connected') && record.from.startsWith('cutOff') ? { ...about, sign: '✔', one: '{} hears the others again' } : undefined;
  },
  datastore: (record) => {
    const about = { record, subject: record.actor };
    if (record.to === 'lost.forGood') return { ...about, sign: '✖', one: 'all that lay on {} is lost for good' };
    return record.to === 'available' ? { ...about, sign: '✔', one: '{} answers again' } : undefined;
  },
};

export const names: Readonly<Record<string, string>> = {
  'vsphere-ha': 'vSphere HA',
  drs: 'DRS',
  vmcp: 'VM Component Protection',
  'vm-monitoring': 'VM Monitoring',
};

export const namePatterns: NamePatterns = [
  [/^fdm-(.+)$/, (host) => `the HA agent of ${host}`],
  [/^rule\/(.+)$/, (name) => `the rule ${name}`],
];

export const shows: Readonly<Record<string, Show>> = {
  host: known('memory', 'cpu', 'hasPaths'),
  'ha-agent': known('host'),
  vm: known('role', 'host', 'memory', 'datastore'),
};
