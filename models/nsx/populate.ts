/** The managers, the edge nodes in their VMs, the service routers on them, and NCP on the masters. */
import type { ControllerHand } from '../../sim/index.ts';
import type { PksDesign } from '../design.ts';
import { makeLease } from '../kubernetes/populate.ts';
import { balancerUnit, networkOf, updatesOf } from '../pks/network-profile.ts';
import { pksParameters } from '../pks/parameters.ts';
import { apiVms, atStart, ncpIn, serverIn } from '../platform/homes.ts';
import { inVm } from '../platform/in-vm.ts';
import { apiPoolKind } from './api-pool.ts';
import { makeBalancerRouter } from './balancer-router.ts';
import { makeBalancer } from './lb-service.ts';
import { managerKind, managerNodeKind } from './manager.ts';
import { ncpParameters } from './ncp.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { ncpKind } from './ncp-process.ts';
import { edgeKind, routerKind } from './service-router.ts';

/** Most edges that a Tier-0 is active on: docs.vmware.com vCloud NFV 3.2.1 reference architecture, ECMP. */
const ecmpMost = 8;

/** A service router has one active and one standby edge; with more edges the rest only carries other routers. */
function tier0({ nsx: { edges, tier0: mode } }: PksDesign): { edges: string[]; isEcmp: boolean; paths: string[] } {
  const isEcmp = mode === 'activeActive';
  const planes = edges.slice(0, isEcmp ? ecmpMost : 2).map(({ name }) => `dataplane-${name}`);
  return { edges: planes, isEcmp, paths: isEcmp ? planes : [] };
}

export function populate(hand: ControllerHand, design: PksDesign): void {
  const nodes = Array.from({ length: design.nsx.managers }, (_, i) => `nsx-manager-${i}`);
  for (const node of nodes) hand.create(managerNodeKind, node, { settled: 'up' });
  hand.create(managerKind, 'nsx-manager', { settled: 'available', input: { nodes } });
  for (const { name, size } of design.nsx.edges) inVm(hand, edgeKind, `dataplane-${name}`, name, 'up', { size });
  const cluster = design.pks.clusters[0]?.name ?? '';
  const profiles = Object.fromEntries(design.pks.networkProfiles.map((profile) => [profile.name, networkOf(design, profile)]));
  hand.create(ncpConfigKind, 'ncp-config', {
    settled: 'applied',
    input: { ...networkOf(design), cluster, profiles, unit: balancerUnit(design), updates: updatesOf(design) },
  });
  hand.create(routerKind, 'tier-0', { settled: 'active', input: tier0(design) });
  if (design.installed !== 'nothing') {
    makeBalancer(hand, { cluster, size: networkOf(design).size, ownServers: hand.value(pksParameters.clusterServers) });
    makeBalancerRouter(hand, cluster, design.ingress.controller);
  }
  const masters = atStart(design, apiVms(design));
  hand.create(apiPoolKind, 'api-pool', { settled: 'realized', input: { members: masters.map(serverIn) } });
  const processes = masters.map((master) => ({ id: ncpIn(master), master }));
  for (const { id, master } of processes) inVm(hand, ncpKind, id, master, 'running');
  // The standbys watch the heartbeats themselves: they take over as the timeout passes, without a try of their own.
  const times = {
    duration: hand.value(ncpParameters.leaseDuration),
    renewDeadline: hand.value(ncpParameters.updateTimeout),
    retry: hand.value(ncpParameters.heartbeat),
    jitter: -1,
  };
  makeLease(
    hand,
    'ncp-master',
    'nsx-manager',
    processes.map(({ id }) => id),
    times,
  );
}
