/**
 * Changes to a design that may mend it, each with a cost. Costs are rough steps of effort, not money: 1 a setting, 2 a
 * small service, 5 VMs or an edge, 20 a host; a caller may give others. An edit that a design has already is left out.
 */
import type { Design } from '../design.ts';
import { masterIds, rulesOf, workerIds } from '../platform/vms.ts';

export interface Edit {
  name: string;
  cost: number;
  /** A changed copy; the given design stays as it is. */
  apply(design: Design): Design;
}

/** A copy, changed. */
function changed(design: Design, change: (copy: Design) => void): Design {
  const copy = JSON.parse(JSON.stringify(design)) as Design;
  change(copy);
  return copy;
}

const edit = (name: string, cost: number, change: (copy: Design) => void): Edit => ({ name, cost, apply: (design) => changed(design, change) });

/** A rule, and placements that break it taken out, so that DRS places by it. */
function separate(design: Design, of: 'masters' | 'workers'): Edit[] {
  const ids = of === 'masters' ? masterIds(design) : workerIds(design);
  const isRuled = rulesOf(design).some(({ vms }) => ids.every((id) => vms.includes(id)));
  if (isRuled || ids.length < 2 || ids.length > design.vsphere.hosts.length) return [];
  return [
    edit(`a separation rule for the ${of}`, 1, (copy) => {
      copy.vsphere.drs.rules.push({ name: `separate-${of}`, type: 'separate', of });
      const hosts = ids.map((id) => copy.vsphere.placement[id]);
      for (const [i, id] of ids.entries()) if (hosts.indexOf(hosts[i]) !== i) delete copy.vsphere.placement[id];
    }),
  ];
}

/** The edits that a design has not made yet. */
export function editsFor(design: Design): Edit[] {
  const { vsphere, nsx, dns, bosh, pks, ingress, rancher } = design;
  const edits: Edit[] = [...separate(design, 'masters'), ...separate(design, 'workers')];
  if (!vsphere.ha.enabled) edits.push(edit('vSphere HA on', 1, (copy) => void (copy.vsphere.ha.enabled = true)));
  if (!bosh.resurrector) edits.push(edit('the BOSH resurrector on', 1, (copy) => void (copy.bosh.resurrector = true)));
  const free = vsphere.hosts.find(({ name }) => !nsx.edges.some(({ host }) => host === name));
  const [first, second] = nsx.edges;
  if (first && second && first.host === second.host && free) {
    edits.push(edit(`${second.name} on ${free.name}`, 1, (copy) => void ((copy.nsx.edges[1] as (typeof nsx.edges)[number]).host = free.name)));
  }
  if (first && !second && free) edits.push(edit('a second edge', 5, (copy) => void copy.nsx.edges.push({ name: 'edge-b', size: first.size, host: free.name })));
  if (dns.servers.length === 1) edits.push(edit('a second DNS server', 2, (copy) => void copy.dns.servers.push({ name: 'dns-b', address: '10.10.30.14' })));
  const plan = pks.plans.findIndex(({ name }) => name === pks.clusters[0]?.plan);
  const masters = pks.plans[plan]?.masters;
  if (masters === 1 || masters === 3) {
    const more = masters === 1 ? 3 : 5;
    edits.push(edit(`${more} masters`, 5, (copy) => void ((copy.pks.plans[plan] as (typeof pks.plans)[number]).masters = more)));
  }
  if (ingress.kind === 'Deployment') edits.push(edit('the ingress as a DaemonSet', 1, (copy) => void (copy.ingress.kind = 'DaemonSet')));
  if (rancher.replicas < 3) {
    edits.push(
      edit('three Rancher replicas', 2, (copy) => {
        copy.rancher.replicas = 3;
        delete copy.rancher.startOn;
      }),
    );
  }
  const [host] = vsphere.hosts;
  if (host) edits.push(edit('another host', 20, (copy) => void copy.vsphere.hosts.push({ ...host, name: 'esx-new' })));
  edits.push(edit('twice the memory in each host', 10, (copy) => copy.vsphere.hosts.forEach((one) => void (one.memory = doubled(one.memory)))));
  return edits.sort((a, b) => a.cost - b.cost);
}

const doubled = (size: string): string => `${Number(size.slice(0, -2)) * 2}${size.slice(-2)}`;
