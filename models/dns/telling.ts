/** How its parts are told and shown. */
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'dns-server': { fail: 'stops answering', recover: 'answers again' },
};

export const shows: Readonly<Record<string, Show>> = {
  'dns-server': known('address'),
};
