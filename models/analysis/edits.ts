/**
 * Changes to a design that may mend it, each with a cost. Costs are rough steps of effort, not money: 1 a setting, 2 a
 * small service, 4 an upgrade, 5 VMs or an edge, 20 a host; a caller may give others. An edit that a design has already is
 * left out.
 */
import { type Micros, parseDuration, s } from '../../sim/index.ts';
import { type Design, isOnPks, isOnRke, type PksDesign, type RkeDesign } from '../design.ts';
import { agentParameters } from '../downstream/agent.ts';
import { nodeParameters } from '../kubernetes/node.ts';
import { clusterVms, etcdVms, masterVms, workerVms } from '../platform/homes.ts';
import { rulesOf } from '../platform/vms.ts';
import { roles } from '../rke/schema.ts';
import { has } from '../versions.ts';

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

/** The edits that a design has not made yet, cheapest first. */
export const editsFor = (design: Design): Edit[] =>
  [rules, settings, timers, upgrades, services, edges, sizes].flatMap((of) => of(design)).sort((a, b) => a.cost - b.cost);

const rules = (design: Design): Edit[] => (isOnRke(design) ? separate(design, 'nodes') : [...separate(design, 'masters'), ...separate(design, 'workers')]);

/** A rule, and placements that break it taken out, so that DRS places by it. */
function separate(design: Design, of: 'masters' | 'workers' | 'nodes'): Edit[] {
  const ids = { masters: masterVms, workers: workerVms, nodes: clusterVms }[of](design);
  const isRuled = rulesOf(design).some(({ type, vms }) => type === 'separate' && ids.every((id) => vms.includes(id)));
  if (isRuled || ids.length < 2 || ids.length > design.vsphere.hosts.length) return [];
  return [
    edit(`a separation rule for the ${of}`, 1, (copy) => {
      copy.vsphere.drs.rules.push({ name: `separate-${of}`, type: 'separate', of });
      const hosts = ids.map((id) => copy.vsphere.placement[id]);
      for (const [i, id] of ids.entries()) if (hosts.indexOf(hosts[i]) !== i) delete copy.vsphere.placement[id];
    }),
  ];
}

function settings(design: Design): Edit[] {
  const { ha } = design.vsphere;
  const edits: Edit[] = [];
  if (!ha.enabled) edits.push(edit('vSphere HA on', 1, (copy) => void (copy.vsphere.ha.enabled = true)));
  if (ha.apd === 'disabled' || ha.pdl === 'disabled') {
    const protect = (copy: Design) => void Object.assign(copy.vsphere.ha, { apd: 'restartConservative', pdl: 'restartAggressive' });
    edits.push(edit('VM Component Protection on', 1, protect));
  }
  if (!isOnPks(design)) return edits;
  const { bosh, ingress } = design;
  if (!bosh?.resurrector) edits.push(edit('the BOSH resurrector on', 1, (copy) => void (copy.bosh = { ...copy.bosh, resurrector: true })));
  if (ingress.kind === 'Deployment') edits.push(edit('the ingress as a DaemonSet', 1, (copy) => void (copy.ingress.kind = 'DaemonSet')));
  return edits;
}

/** How soon pods leave a dead node: kube-controller-manager's own flag and the API server's. */
function timers(design: Design): Edit[] {
  const { tolerationSeconds } = nodeParameters;
  const short = s(30);
  const own = design.parameters[tolerationSeconds.name];
  const now: Micros = own === undefined ? tolerationSeconds.value : parseDuration(String(own));
  if (now <= short) return [];
  return [edit('pods leave a dead node after 30 s', 1, (copy) => void (copy.parameters[tolerationSeconds.name] = '30s'))];
}

/** To the version in which the cluster agent no longer stays on a dead node. */
function upgrades(design: Design): Edit[] {
  const [since] = Object.keys(agentParameters.toleratesAll.versions?.since ?? {});
  if (since === undefined || has(design, 'rancher', since) || design.parameters[agentParameters.toleratesAll.name] !== undefined) return [];
  return [edit(`Rancher ${since}`, 4, (copy) => void (copy.versions.rancher = since))];
}

function services({ dns, rancher }: Design): Edit[] {
  const edits: Edit[] = [];
  if (dns.servers.length === 1) edits.push(edit('a second DNS server', 2, (copy) => void copy.dns.servers.push({ name: 'dns-b', address: '10.10.30.14' })));
  if (rancher.replicas < 3) {
    edits.push(
      edit('three Rancher replicas', 2, (copy) => {
        copy.rancher.replicas = 3;
        delete copy.rancher.startOn;
      }),
    );
  }
  return edits;
}

/** An edit of a design on PKS, or on RKE. */
const editPks = (name: string, cost: number, change: (copy: PksDesign) => void): Edit => edit(name, cost, (copy) => void (isOnPks(copy) && change(copy)));
const editRke = (name: string, cost: number, change: (copy: RkeDesign) => void): Edit => edit(name, cost, (copy) => void (isOnRke(copy) && change(copy)));

function edges(design: Design): Edit[] {
  if (isOnRke(design)) return machines(design);
  if (!isOnPks(design)) return [];
  const { vsphere, nsx } = design;
  const free = vsphere.hosts.find(({ name }) => !nsx.edges.some(({ host }) => host === name));
  const [first, second] = nsx.edges;
  if (!first || !free) return [];
  if (!second) return [editPks('a second edge', 5, (copy) => void copy.nsx.edges.push({ name: 'edge-b', size: first.size, host: free.name }))];
  if (first.host !== second.host) return [];
  return [editPks(`${second.name} on ${free.name}`, 1, (copy) => void ((copy.nsx.edges[1] as (typeof nsx.edges)[number]).host = free.name))];
}

/** The load balancer of RKE on a second machine. */
function machines({ rke: { balancer } }: RkeDesign): Edit[] {
  const [first, second] = balancer.machines;
  if (!first || second) return [];
  const add = (copy: RkeDesign) => void copy.rke.balancer.machines.push({ name: 'lb-b', memory: first.memory });
  return [editRke('a second machine for the load balancer', 2, add)];
}

/** More nodes for etcd, which are also more workers. */
function nodes(design: RkeDesign): Edit[] {
  const members = etcdVms(design).length;
  const [node] = design.rke.nodes;
  if (!node || members >= 5) return [];
  const more = members < 3 ? 3 : 5;
  const added = Array.from({ length: more - members }, (_, i) => ({ ...node, name: `node-${'bcde'[i]}`, roles: [...roles] }));
  return [editRke(`${more} nodes with all roles`, 5, (copy) => void copy.rke.nodes.push(...added))];
}

/** More masters and workers in the plan. */
function planned({ pks }: PksDesign): Edit[] {
  const edits: Edit[] = [];
  const plan = pks.plans.findIndex(({ name }) => name === pks.clusters[0]?.plan);
  const own = pks.plans[plan];
  const inPlan = (change: (plan: PksDesign['pks']['plans'][number]) => void) => (copy: PksDesign) =>
    change(copy.pks.plans[plan] as PksDesign['pks']['plans'][number]);
  if (own && own.masters < 5) {
    const more = own.masters === 1 ? 3 : 5;
    edits.push(
      editPks(
        `${more} masters`,
        5,
        inPlan((one) => void (one.masters = more)),
      ),
    );
  }
  if (own) {
    edits.push(
      editPks(
        `${own.workers + 1} workers`,
        5,
        inPlan((one) => void one.workers++),
      ),
    );
  }
  return edits;
}

function sizes(design: Design): Edit[] {
  const { vsphere } = design;
  const edits: Edit[] = isOnPks(design) ? planned(design) : isOnRke(design) ? nodes(design) : [];
  const [host] = vsphere.hosts;
  if (host) edits.push(edit('another host', 20, (copy) => void copy.vsphere.hosts.push({ ...host, name: 'esx-new' })));
  edits.push(edit('twice the memory in each host', 10, (copy) => copy.vsphere.hosts.forEach((one) => void (one.memory = doubled(one.memory)))));
  const missing = vsphere.datastores.length === 0 ? [] : ['datastore-b', 'datastore-c'].slice(vsphere.datastores.length - 1);
  if (missing.length > 0) edits.push(edit('three datastores', 5, (copy) => void copy.vsphere.datastores.push(...missing)));
  return edits;
}

const doubled = (size: string): string => `${Number(size.slice(0, -2)) * 2}${size.slice(-2)}`;
