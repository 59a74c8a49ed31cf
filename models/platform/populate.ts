/** The platform as it stands at the start: installed, settled, with its downstream clusters. */
import type { StateValue } from 'xstate';
import { type ControllerHand, type Kind, type LeaseTimes, leaseKind } from '../../sim/index.ts';
import { placeOf } from '../addresses.ts';
import type { Design } from '../design.ts';
import { dnsKind } from '../dns/server.ts';
import { agentKind } from '../downstream/agent.ts';
import { etcdKind } from '../etcd/cluster.ts';
import { memberKind } from '../etcd/member.ts';
import { ingressKind, nginxStartup } from '../ingress/nginx.ts';
import { apiKind, apiServerKind } from '../kubernetes/api-server.ts';
import { leaseParameters, masterLeases } from '../kubernetes/master.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { plainStartup, podKind, type Startup } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type AntiAffinity, makePod, workloadKind } from '../kubernetes/workload.ts';
import { apiPoolKind } from '../nsx/api-pool.ts';
import { managerKind } from '../nsx/manager.ts';
import { ncpParameters } from '../nsx/ncp.ts';
import { edgeKind, routerKind } from '../nsx/service-router.ts';
import { pksClusterKind, pksParameters } from '../pks/cluster.ts';
import { clusterKind, namespaceName } from '../rancher/cluster.ts';
import { rancherKind, rancherParameters, rancherStartup } from '../rancher/server.ts';
import { elect } from '../vsphere/high-availability.ts';
import { hostKind } from '../vsphere/host.ts';
import { vmKind } from '../vsphere/vm.ts';
import { addressOf, othersOf, rangeOf } from './define.ts';
import { masterIds, planVms, toMiB, workerIds } from './vms.ts';

export function populate(hand: ControllerHand, design: Design): void {
  vsphere(hand, design);
  nsx(hand, design);
  controlPlane(hand, design);
  clusterPools(hand, design);
  applications(hand, design);
  downstream(hand, design);
}

function vsphere(hand: ControllerHand, design: Design): void {
  const { hosts, datastores } = design.vsphere;
  for (const host of hosts) {
    const input = { memory: toMiB(host.memory), cpu: host.cpu, datastores: host.datastores ?? datastores };
    hand.create(hostKind, host.name, { settled: 'up', input });
  }
  for (const { id, role, memory, host } of planVms(design)) {
    hand.create(vmKind, id, { settled: 'running', input: { role, memory, host } });
    hand.labelOther(id, 'host', host);
    hand.labelOther(id, 'role', role);
  }
  elect(hand);
  for (const { name, address } of design.dns.servers) hand.create(dnsKind, name, { settled: 'available', input: { address } });
}

function nsx(hand: ControllerHand, design: Design): void {
  const edges = design.nsx.edges.map(({ name }) => name);
  hand.create(managerKind, 'nsx-manager', { settled: 'available' });
  for (const { name, size } of design.nsx.edges) inVm(hand, edgeKind, `dataplane-${name}`, name, 'up', { size });
  const planes = edges.map((name) => `dataplane-${name}`);
  for (const id of ['tier-0', 'lb-tier-1']) hand.create(routerKind, id, { settled: 'active', input: { edges: planes } });
}

/** Makes an actor that lives and dies with a VM. */
function inVm<C>(hand: ControllerHand, kind: Kind<C>, id: string, vm: string, settled: StateValue, input: Record<string, unknown> = {}): void {
  hand.create(kind, id, { settled, input });
  hand.labelOther(id, 'vm', vm);
}

function controlPlane(hand: ControllerHand, design: Design): void {
  const masters = masterIds(design);
  const [cluster] = design.pks.clusters;
  const members = masters.map((id) => id.replace('master', 'etcd'));
  const leader = cluster?.etcdLeader?.replace('master', 'etcd') ?? (members[hand.pick('first etcd leader', members.length)] as string);
  hand.create(etcdKind, 'etcd', { settled: 'led', input: { size: members.length, up: members, leader, term: 1 } });
  for (const [i, id] of members.entries()) {
    const peers = members.filter((peer) => peer !== id);
    const state = id === leader ? { up: { leader: 'heard' } } : { up: 'following' };
    hand.create(memberKind, id, { settled: state, input: { peers, leader, term: 1 } });
    hand.labelOther(id, 'vm', masters[i] as string);
  }
  const servers = masters.map((id) => id.replace('master', 'api-server'));
  for (const [i, id] of servers.entries()) inVm(hand, apiServerKind, id, masters[i] as string, 'serving');
  hand.create(apiKind, 'kube-api', { settled: 'available' });
  hand.create(apiPoolKind, 'api-pool', { settled: 'realized', input: { members: servers } });
  const kube = {
    duration: hand.value(leaseParameters.duration),
    renewDeadline: hand.value(leaseParameters.renewDeadline),
    retry: hand.value(leaseParameters.retry),
    jitter: hand.value(leaseParameters.jitter),
  };
  // The standbys watch the heartbeats themselves: they take over as the timeout passes, without a try of their own.
  const heartbeat = hand.value(ncpParameters.heartbeat);
  const ncp = { duration: hand.value(ncpParameters.leaseDuration), renewDeadline: hand.value(ncpParameters.updateTimeout), retry: heartbeat, jitter: -1 };
  for (const id of masterLeases) {
    const isNcp = id === 'ncp-master';
    lease(hand, id, isNcp ? 'nsx-manager' : 'kube-api', masters, isNcp ? ncp : kube);
  }
  for (const id of workerIds(design)) inVm(hand, nodeKind, `node-${id}`, id, { kubelet: 'running', condition: 'ready' });
}

function lease(hand: ControllerHand, id: string, store: string, able: readonly string[], times: LeaseTimes): void {
  const holder = able[hand.pick(`first holder of ${id}`, able.length)];
  hand.create(leaseKind, id, { settled: able.length > 0 ? 'held' : 'vacant', input: { ...times, able, holder } });
  hand.labelOther(id, 'store', store);
}

/** What the installation has taken, in the order of the article's steps. */
function clusterPools(hand: ControllerHand, design: Design): void {
  const {
    nsx: { ipBlocks, floatingPool },
    pks,
  } = design;
  const others = (pool: string, n: number) => {
    for (let i = 0; i < n; i++) hand.take(pool, `others ${i}`);
  };
  const id = pks.clusters[0]?.name ?? '';
  // The article's DNS records name these two, so they have to be what the records say.
  const named = (host: string) => placeOf(addressOf(design, host), rangeOf(floatingPool));
  hand.takeAt('floating-ip-pool', named(pks.clusters[0]?.hostname ?? ''), `API of ${id}`);
  hand.takeAt('floating-ip-pool', named(design.rancher.hostname), 'svc/nginx-ingress');
  hand.take('lb-services', `load balancer of ${id}`);
  others('nodes-ip-block', othersOf(ipBlocks.nodes));
  others('pods-ip-block', othersOf(ipBlocks.pods));
  others('floating-ip-pool', othersOf(floatingPool));
  hand.create(pksClusterKind, id, { settled: 'succeeded', input: {} });
  hand.take('nodes-ip-block', `nodes of ${id}`);
  hand.take('floating-ip-pool', `node SNAT of ${id}`);
  hand.take('floating-ip-pool', `ingress of ${id}`);
  for (let i = 0; i < hand.value(pksParameters.clusterServers); i++) hand.take('virtual-servers', `${id} ${i}`);
  const system = ['default', 'kube-public', 'kube-system', 'pks-system', 'kube-node-lease'].slice(0, hand.value(pksParameters.systemNamespaces));
  for (const name of system) namespace(hand, `ns/${name}`);
  if (!hand.find(`ns/${design.ingress.namespace}`)) namespace(hand, `ns/${design.ingress.namespace}`);
  if (design.ingress.namespace !== 'cattle-system') namespace(hand, 'ns/cattle-system');
  namespace(hand, 'ns/cattle-global-data');
  if (design.rancher.userNamespace) namespace(hand, 'ns/user-admin');
}

/** A namespace with its network, if its pools still have room. */
function namespace(hand: ControllerHand, id: string): void {
  const subnet = hand.take('pods-ip-block', id);
  const snat = subnet < 0 ? -1 : hand.take('floating-ip-pool', `SNAT of ${id}`);
  const settled = snat >= 0 ? 'networked' : { unnetworked: 'refused' };
  const refusal = snat >= 0 ? '' : subnet < 0 ? 'the pods IP block is exhausted' : 'the floating IP pool is exhausted';
  hand.create(namespaceKind, id, { settled, input: { subnet, snat, refusal } });
}

function applications(hand: ControllerHand, design: Design): void {
  const { ingress, rancher } = design;
  const nodes = workerIds(design).map((id) => `node-${id}`);
  const nginx = nginxStartup(hand);
  const isDaemonSet = ingress.kind === 'DaemonSet';
  deploy(hand, 'nginx-ingress', `ns/${ingress.namespace}`, ingress.kind, isDaemonSet ? nodes : spread(nodes, ingress.replicas), 'none', nginx);
  const homes = rancher.startOn?.map((id) => `node-${id}`) ?? spread(nodes, rancher.replicas);
  deploy(hand, 'rancher', 'ns/cattle-system', 'Deployment', homes, rancher.antiAffinity, rancherStartup(hand));
  deploy(hand, 'cattle-cluster-agent', 'ns/cattle-system', 'Deployment', nodes.slice(0, 1), 'none', plainStartup(hand), true);

  const pods = (app: string) => hand.with('app', app, podKind).map(({ id }) => id);
  const address = placeOf(addressOf(design, rancher.hostname), rangeOf(design.nsx.floatingPool));
  for (const port of [80, 443]) hand.take('virtual-servers', `svc/nginx-ingress port ${port}`);
  service(hand, 'nginx-ingress', { settled: 'realized', type: 'LoadBalancer', ports: 2, address, members: pods('nginx-ingress') });
  service(hand, 'rancher', { settled: 'pending', type: 'ClusterIP', ports: 1 });
  hand.create(ingressKind, 'rancher-ingress', { settled: 'accepted', input: { service: 'svc/rancher', upstreams: pods('rancher') } });
  hand.labelOther('rancher-ingress', 'serves', 'svc/rancher');

  hand.create(rancherKind, 'rancher', { settled: 'serving' });
  const able = pods('rancher');
  lease(hand, 'cattle-controllers', 'kube-api', able, {
    duration: hand.value(rancherParameters.leaseDuration),
    renewDeadline: hand.value(rancherParameters.renewDeadline),
    retry: hand.value(rancherParameters.retry),
    jitter: hand.value(rancherParameters.retryJitter),
  });
}

const spread = (nodes: readonly string[], n: number): string[] => Array.from({ length: n }, (_, i) => nodes[i % nodes.length] as string);

function deploy(
  hand: ControllerHand,
  app: string,
  namespaceId: string,
  type: 'Deployment' | 'DaemonSet',
  homes: readonly string[],
  antiAffinity: AntiAffinity,
  startup: Startup,
  toleratesAll = type === 'DaemonSet',
): void {
  const input = { app, type, replicas: homes.length, namespace: namespaceId, antiAffinity, toleratesAll, startup, made: homes.length };
  const workload = hand.create(workloadKind, `deploy/${app}`, { settled: 'active', input });
  for (const [i, home] of homes.entries()) makePod(hand, workload, i - homes.length, undefined, home);
}

function service(hand: ControllerHand, app: string, { settled, ...input }: { settled: string } & Record<string, unknown>): void {
  const endpoints = hand.with('app', app, podKind).map(({ id }) => id);
  hand.create(serviceKind, `svc/${app}`, { settled, input: { app, endpoints, ...input } });
  hand.labelOther(`svc/${app}`, 'selects', app);
}

/** The local cluster and those imported before the run, active and with open tunnels. */
function downstream(hand: ControllerHand, { downstream: { atStart, extraProjectsPerCluster } }: Design): void {
  const ingress = hand.with('app', 'nginx-ingress', podKind).map(({ id }) => id);
  const servers = hand.with('app', 'rancher', podKind).map(({ id }) => id);
  const made = hand.value(rancherParameters.namespacesPerCluster);
  for (let n = 0; n <= atStart; n++) {
    const id = n === 0 ? 'local' : clusterId(n);
    const projects = n === 0 ? 0 : extraProjectsPerCluster;
    const total = made + projects * hand.value(rancherParameters.namespacesPerProject);
    for (let i = 0; i < total; i++) namespace(hand, namespaceName(id, i));
    hand.create(clusterKind, id, { settled: 'active', input: { agent: `agent/${id}`, projects, made: total } });
    hand.create(agentKind, `agent/${id}`, { settled: 'connected', input: { cluster: id } });
    hand.labelOther(`agent/${id}`, 'tunnel by', ingress[hand.pick('ingress of tunnels', ingress.length)]);
    hand.labelOther(`agent/${id}`, 'tunnel to', servers[hand.pick('replica of tunnels', servers.length)]);
  }
}

/** The n-th downstream cluster. */
export const clusterId = (n: number): string => `c-${String(n).padStart(5, '0')}`;
