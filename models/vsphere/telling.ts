/** How its parts are told and shown. */
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  host: { powerLost: 'loses power', powerRestored: 'has power again and boots', 'after bootTime': 'is up' },
  vm: {
    hostLost: 'stops with its host',
    crash: 'is off',
    powerOn: 'is powered on',
    'after bootTime': 'runs',
    migrate: 'moves to another host',
    protect: 'is for vSphere HA to restart',
  },
};

export const names: Readonly<Record<string, string>> = {
  'vsphere-ha': 'vSphere HA',
  drs: 'DRS',
};

export const shows: Readonly<Record<string, Show>> = {
  host: known('memory', 'cpu'),
  vm: known('role', 'host', 'memory'),
};
