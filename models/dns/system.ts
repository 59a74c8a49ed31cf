/** DNS, outside the platform. */
import type { View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { dockerKind } from '../docker/container.ts';
import { balancerKind } from '../rke/balancer.ts';
import { message, type System } from '../system.ts';
import { populate } from './populate.ts';
import { recordId, recordKind } from './record.ts';
import { dnsKind } from './server.ts';
import { namePatterns, phrases, shows } from './telling.ts';

/** Where the virtual server or the load balancer of a name is; '' when it has no address. */
function addressFor(view: View, of: string): string {
  const own = view.find('balancer', balancerKind) ?? view.find('docker', dockerKind);
  if (own) return own.data.address;
  const pool = view.pool('floating-ip-pool');
  const owner = of === 'rancher' ? 'svc/nginx-ingress' : 'API of ';
  for (const [place, holder] of pool.holders()) if (holder === owner || (of === 'kube-api' && holder.startsWith(owner))) return pool.label(place);
  return '';
}

export const dns: System = {
  name: 'dns',
  kinds: [dnsKind, recordKind],
  populate,
  faults: [
    {
      name: 'outage',
      kinds: ['nsx-manager', 'nsx-manager-node', 'dns-server', 'registry', 'pks'],
      title: '{it} is out',
      strike: message('fail'),
      heal: message('recover'),
    },
  ],
  operations: [
    {
      name: 'change-record',
      takes: ['record', 'address'],
      run({ record, address }, hand) {
        const of = textOr(record, 'rancher');
        const found = hand.find(recordId(of), recordKind);
        if (!found) return `cannot point ${of} anywhere: its name is not in DNS here`;
        const { hostname } = found.data;
        const right = addressFor(hand, of);
        const to = textOr(address, right);
        if (to === '') return `cannot point ${hostname} anywhere: its virtual server has no address yet`;
        hand.send(recordId(of), { type: 'change', address: to, isRight: to === right });
        return `points ${hostname} at ${to}`;
      },
    },
  ],
  groups: { 'dns servers': (view) => view.all(dnsKind).map(({ id }) => id) },
  namePatterns,
  phrases,
  shows,
};
