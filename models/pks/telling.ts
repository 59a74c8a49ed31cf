/** How its parts are told and shown. */
import { known, type Phrases, type Show } from '../system.ts';

export const phrases: Readonly<Record<string, Phrases>> = {
  'pks-cluster': { start: 'is requested', granted: 'gets what it needs', refused: 'fails', 'after createTime': 'is created' },
};

export const names: Readonly<Record<string, string>> = {
  'pks-provisioning': 'PKS',
};

export const shows: Readonly<Record<string, Show>> = {
  'pks-cluster': known('description'),
};
