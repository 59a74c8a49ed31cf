/** NSX-T: manager, edges, service routers, load balancer, NCP. */

import { leaseKind } from '../../sim/index.ts';
import { tile } from '../pks/network-profile.ts';
import { onPks } from '../system.ts';
import { apiMonitor, apiPoolKind } from './api-pool.ts';
import { check } from './check.ts';
import { checkRanges } from './check-ranges.ts';
import { checkRoom } from './check-room.ts';
import { edgeHealth, uplinks } from './edge-health.ts';
import { l7Kind } from './l7-ingress.ts';
import { lbServiceKind } from './lb-service.ts';
import { managerKind, managerNodeKind } from './manager.ts';
import { ncp } from './ncp.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { ncpKind, ncpStandby } from './ncp-process.ts';
import { nsxErrorKind } from './nsx-error.ts';
import { pools } from './pools.ts';
import { populate } from './populate.ts';
import { edgeKind, routerKind } from './service-router.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { nsxOperations } from './verbs.ts';

export const nsx = onPks({
  name: 'nsx',
  kinds: [managerKind, managerNodeKind, l7Kind, edgeKind, routerKind, apiPoolKind, ncpKind, ncpConfigKind, nsxErrorKind, lbServiceKind],
  controllers: ({ nsx: { furtherIpBlocks, furtherFloatingPools } }) => {
    const further = [...furtherIpBlocks, ...furtherFloatingPools].map(({ name }) => name);
    return [edgeHealth, uplinks, apiMonitor, ncpStandby, ncp([tile.pods, tile.floating, ...further])];
  },
  pools,
  populate,
  checkNames: checkRanges,
  check: (design) => [...(design.installed === 'nothing' ? [] : checkRoom(design)), ...check(design)],
  operations: nsxOperations,
  groups: {
    'ncp leader': (view) => [view.get('ncp-master', leaseKind).data.holder].filter((id) => id !== undefined),
    /** Those that live. */
    'nsx managers': (view) =>
      view
        .all(managerNodeKind)
        .filter((node) => node.is('up'))
        .map(({ id }) => id),
    'active edge': (view) => {
      const { active } = view.get('tier-0', routerKind).data;
      return active === undefined ? [] : [active.replace('dataplane-', '')];
    },
  },
  ownNames: [/^nsx-manager(-\d+)?$/, 'l7-ingress', 'ncp-master', 'ncp-config', /^ncp-\d+$/, 'tier-0', 'lb-tier-1', 'api-pool', /^dataplane-/],
  names,
  namePatterns,
  phrases,
  facts,
  shows,
});
