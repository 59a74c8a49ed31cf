/** DNS, outside the platform. */
import { textOr } from '../arguments.ts';
import { message, type System } from '../system.ts';
import { populate } from './populate.ts';
import { recordId, recordKind } from './record.ts';
import { dnsKind } from './server.ts';
import { namePatterns, phrases, shows } from './telling.ts';

export const dns: System = {
  name: 'dns',
  kinds: [dnsKind, recordKind],
  populate,
  faults: [
    { name: 'outage', kinds: ['nsx-manager', 'nsx-manager-node', 'dns-server'], title: '{it} is out', strike: message('fail'), heal: message('recover') },
  ],
  operations: [
    {
      name: 'change-record',
      takes: ['record', 'address'],
      run({ record, address }, hand) {
        const id = recordId(textOr(record, 'rancher'));
        const { hostname, right } = hand.get(id, recordKind).data;
        const to = textOr(address, right);
        hand.send(id, { type: 'change', address: to });
        return `points ${hostname} at ${to}`;
      },
    },
  ],
  groups: { 'dns servers': (view) => view.all(dnsKind).map(({ id }) => id) },
  namePatterns,
  phrases,
  shows,
};
