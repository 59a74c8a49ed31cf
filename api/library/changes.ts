/** Small changes of a design for fast-check: one setting, size or count at a time, each known to leave a right design. */
import fc from 'fast-check';
import { type Design, isOnPks, isOnRke, type PksDesign, type RkeDesign } from '../../models/design.ts';
import { changeDesign } from '../load.ts';
import { bounds, type Count } from './plans.ts';
import { type Changes, showing } from './trial.ts';

export interface ChangedDesign {
  readonly design: Design;
  /** The changes by path, as `set` of a scenario takes them. */
  readonly set: Changes;
}

export interface ChangeOptions {
  /** How many; exactly one when left out. */
  changes?: Count;
}

/** Designs that differ from this one in a few small ways; shrunk to fewer changes. */
export function designChanges(design: Design, { changes = 1 }: ChangeOptions = {}): fc.Arbitrary<ChangedDesign> {
  const alone = candidates(design).filter((set) => attempt(design, set) !== undefined);
  const { minLength, maxLength } = bounds(changes);
  const pathOf = (set: Changes) => Object.keys(set)[0];
  return fc
    .uniqueArray(fc.constantFrom(...alone), { minLength, maxLength, selector: pathOf, size: 'max' })
    .map((sets): ChangedDesign | undefined => {
      const set = Object.assign({}, ...sets) as Changes;
      const changed = attempt(design, set);
      return changed && showing({ design: changed, set }, (one) => JSON.stringify(one.set));
    })
    .filter((changed) => changed !== undefined);
}

/** The changed design; undefined when it is not right. */
function attempt(design: Design, set: Changes): Design | undefined {
  try {
    return changeDesign(design, set);
  } catch {
    return undefined;
  }
}

const others = <T>(path: string, values: readonly T[], now: T): Changes[] => values.filter((value) => value !== now).map((value) => ({ [path]: value }));

/** What may be changed, by path; where a count goes down, what named the lost ones goes with it. */
function candidates(design: Design): Changes[] {
  const { vsphere, rancher, dns, downstream } = design;
  return [
    ...others('vsphere.ha.enabled', [true, false], vsphere.ha.enabled),
    ...others('vsphere.ha.respectAntiAffinity', [true, false], vsphere.ha.respectAntiAffinity),
    ...others('vsphere.drs.mandatoryRules', [true, false], vsphere.drs.mandatoryRules),
    ...(vsphere.drs.rules.length > 0 ? vsphere.drs.rules.map((gone) => ({ 'vsphere.drs.rules': vsphere.drs.rules.filter((rule) => rule !== gone) })) : []),
    ...others('rancher.replicas', [1, 2, 3, 4], rancher.replicas),
    ...others('rancher.antiAffinity', ['preferred', 'required'], rancher.antiAffinity),
    ...(isOnPks(design) ? ofPks(design) : []),
    ...(isOnRke(design) ? ofRke(design) : []),
    ...(dns.servers.length > 1 ? [{ 'dns.servers': dns.servers.slice(0, 1) }] : []),
    ...others('downstream.atStart', [0, 1, downstream.atStart + 1], downstream.atStart),
  ];
}

/** The resurrector, the ingress, the plan's sizes, and where the edges run. */
function ofPks({ vsphere, nsx, bosh, pks, ingress }: PksDesign): Changes[] {
  const plan = pks.plans.find(({ name }) => name === pks.clusters[0]?.plan) ?? pks.plans[0];
  const sizes: Changes[] = plan
    ? [
        ...others(`pks.plans.${plan.name}.masters`, [1, 3, 5], plan.masters),
        ...others(
          `pks.plans.${plan.name}.workers`,
          [plan.workers - 1, plan.workers + 1].filter((n) => n > 0),
          plan.workers,
        ),
      ]
    : [];
  const hosts = vsphere.hosts.map(({ name }) => name);
  return [
    ...others('bosh.resurrector', [true, false], bosh?.resurrector),
    ...others('ingress.kind', ['DaemonSet', 'Deployment'], ingress.kind),
    ...sizes,
    ...sizes.map((size) => ({ ...size, 'vsphere.placement': {}, 'vsphere.drs.rules': [] })),
    ...nsx.edges.flatMap(({ name, host }) => others(`nsx.edges.${name}.host`, hosts, host)),
  ];
}

/** A node less, with what named nodes, and the machines of the load balancer. */
function ofRke({ rke: { nodes, balancer } }: RkeDesign): Changes[] {
  const fewer = { 'rke.nodes': nodes.slice(0, -1), 'vsphere.placement': {}, 'vsphere.drs.rules': [] };
  return [...(nodes.length > 1 ? [fewer] : []), ...(balancer.machines.length > 1 ? [{ 'rke.balancer.machines': balancer.machines.slice(0, 1) }] : [])];
}
