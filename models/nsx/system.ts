/** NSX-T: manager, edges, service routers, load balancer, NCP. */
import { balancerSize } from '../pks/network-profile.ts';
import type { System } from '../system.ts';
import { apiMonitor, apiPoolKind } from './api-pool.ts';
import { managerKind } from './manager.ts';
import { ncp } from './ncp.ts';
import { pools } from './pools.ts';
import { populate } from './populate.ts';
import { edgeHealth, edgeKind, routerKind } from './service-router.ts';
import { namePatterns, names, phrases, shows } from './telling.ts';

export const nsx: System = {
  name: 'nsx',
  kinds: [managerKind, edgeKind, routerKind, apiPoolKind],
  controllers: ({ pks }) => [edgeHealth, apiMonitor, ncp(balancerSize(pks))],
  pools,
  populate,
  groups: {
    'active edge': (view) => {
      const { active } = view.get('tier-0', routerKind).data;
      return active === undefined ? [] : [active.replace('dataplane-', '')];
    },
  },
  ownNames: ['nsx-manager', 'tier-0', 'lb-tier-1', 'api-pool', /^dataplane-/],
  names,
  namePatterns,
  phrases,
  shows,
};
