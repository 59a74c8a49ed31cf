/** DNS, outside the platform. */
import { message, type System } from '../system.ts';
import { populate } from './populate.ts';
import { dnsKind } from './server.ts';
import { phrases, shows } from './telling.ts';

export const dns: System = {
  name: 'dns',
  kinds: [dnsKind],
  populate,
  faults: [{ name: 'outage', kinds: ['nsx-manager', 'dns-server'], title: '{it} is out', strike: message('fail'), heal: message('recover') }],
  groups: { 'dns servers': (view) => view.all(dnsKind).map(({ id }) => id) },
  phrases,
  shows,
};
