/** How its parts are told and shown. */
import { known, type NamePatterns, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'dns-record': { change: { right: 'points at the right address', '': 'points at an address where nothing listens' } },
  'dns-server': { fail: 'stops answering', recover: 'answers again' },
};

export const shows: Readonly<Record<string, Show>> = {
  'dns-record': known('hostname', 'address'),
  'dns-server': known('address'),
};

export const namePatterns: NamePatterns = [[/^record\/(.+)$/, (of) => `the DNS record of ${of}`]];
