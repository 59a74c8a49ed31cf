/**
 * Availability zones: BOSH gives those of a plan to its masters and its workers in turn, and a VM stays in its own
 * (docs-pks@1.6 vsphere-nsxt-rpd-mpd; bosh.io/docs azs). A zone is a vSphere cluster to its VMs: neither vSphere HA nor DRS
 * takes them out of it. Left out: a vSphere HA of its own for each zone.
 */
import type { PksDesign } from '../design.ts';
import { planOf } from '../platform/homes.ts';

/** The zones that a plan gives to a role: all, where it names none. */
export function zonesOf(design: PksDesign, role: 'master' | 'worker'): readonly string[] {
  const plan = planOf(design);
  const all = design.pks.availabilityZones.map(({ name }) => name);
  return (role === 'master' ? plan.masterAzs : plan.workerAzs) ?? all;
}

/** The hosts that a master or a worker may run on; none where all do. */
export function hostsFor(design: PksDesign, vm: string): readonly string[] {
  const zones = zonesOf(design, vm.startsWith('master-') ? 'master' : 'worker');
  const zone = zones[Number(vm.replace(/\D+/, '')) % zones.length];
  return design.pks.availabilityZones.find(({ name }) => name === zone)?.hosts ?? [];
}
