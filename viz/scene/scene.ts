/** The platform at a moment, as it is drawn: a function of the run and the time, however the time is reached. */
import type { FaultBody, PathSegment } from '../../api/server/timeline-protocol.ts';
import { faultsOf } from './faults.ts';
import { allOf, type Facets, type History, list, type Now, nowOf, number, text } from './history.ts';
import { hostsAt } from './hosts.ts';
import { type Other, othersAt } from './others.ts';
import { type Bar, barsAt } from './pools.ts';
import { lastAt } from './search.ts';
import { type Look, lookOf } from './signs.ts';
import { type Field, fieldAt } from './sites.ts';
import type { Place, Slots } from './slots.ts';

/** Anything that is drawn as one thing. */
export interface Part {
  id: string;
  kind: string;
  /** What stands beside the sign. */
  label: string;
  look: Look;
  since: number;
  record: number;
}

export interface Vm extends Part, Place {
  role: string;
  inside: readonly Part[];
  /** What Kubernetes holds of it, where that differs from what it is. */
  belief: string;
}

export interface Edge extends Part {
  isActive: boolean;
  /** The service routers that are active on it. */
  carries: readonly string[];
}

export interface PathNow extends PathSegment {
  name: string;
  /** When its present outage began; undefined outside of one. */
  failingSince: number | undefined;
}

export interface Scene {
  at: number;
  /** The most VMs that any host ever carries, lost ones included. */
  slotCount: number;
  faults: readonly FaultBody[];
  hosts: readonly Part[];
  vms: readonly Vm[];
  ghosts: readonly (Place & { vm: string })[];
  dns: readonly Part[];
  /** NSX Manager, and who does NCP's work. */
  control: readonly Part[];
  /** What is drawn nowhere else. */
  others: readonly Other[];
  /** How full the pools are that matter most in this run. */
  bars: readonly Bar[];
  edges: readonly Edge[];
  routers: readonly Part[];
  /** The virtual servers: Rancher's and the API's. */
  addresses: readonly Part[];
  nginx: readonly Part[];
  rancher: readonly Part[];
  apiServers: readonly Part[];
  etcd: Part & { term: number; members: readonly Part[] };
  /** Rancher pods that nginx forwards to. */
  upstreams: readonly string[];
  sites: Field;
  paths: readonly PathNow[];
}

export function sceneAt(history: History, slots: Slots, at: number): Scene {
  const { timeline } = history;
  const of = (kind: string) => allOf(history, kind, at);
  const pods = of('pod');
  const nodes = of('node');
  const leader = text(nowOf(history.byId.get('cattle-controllers'), at)?.facets ?? {}, 'holder');
  const podPart = (pod: Now): Part => withLead(partOf(pod, pod.id), pod.id === leader);
  const app = (name: string) => pods.filter(({ facets }) => text(facets, 'app') === name).map(podPart);
  const members = of('etcd-member').map((member) => partOf(member, member.id));
  const etcd = nowOf(history.byId.get('etcd'), at);
  const routers = of('service-router');
  const edges = of('edge-node').map((edge) => edgeOf(edge, routers));
  const others = othersAt(history, at);
  const rooms = [...of('api-server').map((one) => partOf(one, 'API server')), ...members, ...others.inVms.map((one) => partOf(one, one.id))];
  return {
    at,
    slotCount: slots.most,
    faults: faultsOf(history).filter((fault) => fault.at <= at && (fault.until === null || at < fault.until)),
    hosts: hostsAt(history, at).map((host) => ({ ...partOf(host, host.id), look: host.look })),
    vms: of('vm').flatMap((vm) => {
      const place = slots.placeOf(vm.id, at);
      if (!place) return [];
      const node = nodes.find(({ facets }) => text(facets, 'vm') === vm.id);
      const inVm = (part: Part) => text(nowOf(history.byId.get(part.id), at)?.facets ?? {}, 'vm') === vm.id;
      const onNode = pods.filter(({ facets }) => node !== undefined && text(facets, 'node') === node.id).map(podPart);
      const inside = [...edges, ...rooms].filter(inVm).concat(onNode);
      return [{ ...partOf(vm, vm.id), ...place, role: text(vm.facets, 'role'), inside, belief: beliefOf(vm, node) }];
    }),
    ghosts: slots.ghosts(at),
    dns: of('dns-server').map((server) => partOf(server, server.id)),
    control: controlAt(history, at),
    others: others.strip,
    bars: barsAt(history.timeline, at),
    edges,
    routers: routers.map((router) => partOf(router, router.id)),
    addresses: addressesAt(history, at, routers),
    nginx: app('nginx-ingress'),
    rancher: app('rancher'),
    apiServers: of('api-server').map((server) => partOf(server, server.id)),
    etcd: { ...partOf(etcd ?? nobody('etcd'), 'etcd'), term: number(etcd?.facets ?? {}, 'term'), members },
    upstreams: list(nowOf(history.byId.get('rancher-ingress'), at)?.facets ?? {}, 'upstreams'),
    sites: fieldAt(history, at),
    paths: timeline.paths.map(({ name }) => pathAt(history, name, at)).filter((path) => path !== undefined),
  };
}

/** The managers of the network, and the master of NCP by its lease. */
function controlAt(history: History, at: number): Part[] {
  const managers = allOf(history, 'nsx-manager', at).map((manager) => partOf(manager, 'NSX Manager'));
  const lease = nowOf(history.byId.get('ncp-master'), at);
  if (!lease) return managers;
  const holder = text(lease.facets, 'holder');
  const look = lookOf(lease);
  return [...managers, { ...partOf(lease, holder && look.tone === 'good' ? `NCP on ${holder}` : 'NCP'), look }];
}

const nobody = (kind: string): Now => ({ id: kind, kind, name: kind, state: 'gone', since: 0, record: -1, facets: {} });

const partOf = (now: Now, label: string): Part => ({ id: now.id, kind: now.kind, label, look: lookOf(now), since: now.since, record: now.record });

const withLead = (part: Part, leads: boolean): Part => (leads ? { ...part, look: { ...part.look, leads } } : part);

function edgeOf(edge: Now, routers: readonly Now[]): Edge {
  const carries = routers.filter(({ state, facets }) => state === 'active' && text(facets, 'active') === edge.id).map(({ id }) => id);
  const part = partOf(edge, text(edge.facets, 'vm') || edge.id);
  if (part.look.tone !== 'good') return { ...part, carries, isActive: false };
  const isActive = carries.length > 0;
  return {
    ...part,
    look: isActive
      ? { tone: 'good', word: carries.length === routers.length ? 'active: Tier-0, LB' : `active: ${carries.join(', ')}` }
      : { tone: 'idle', word: 'standby' },
    carries,
    isActive,
  };
}

/** What the cluster still holds of a node whose VM is gone. */
function beliefOf(vm: Now, node: Now | undefined): string {
  if (!node) return '';
  const isMissed = node.state.includes('condition.unknown');
  if (vm.state === 'running') return isMissed ? 'K8s: NotReady' : '';
  return isMissed ? 'K8s: NotReady' : 'K8s: unaware';
}

/** Both virtual servers live where the load balancer's router is active. */
function addressesAt(history: History, at: number, routers: readonly Now[]): Part[] {
  const isUp = routers.every(({ state }) => state === 'active');
  const look: Look = isUp ? { tone: 'good', word: 'answers' } : { tone: 'bad', word: 'on no edge' };
  const record = Math.max(-1, ...routers.map((router) => router.record));
  const since = Math.max(0, ...routers.map((router) => router.since));
  const pool = history.timeline.pools.find(({ name }) => name === 'floating-ip-pool');
  const ingress = nowOf(history.byId.get('svc/nginx-ingress'), at);
  const api = pool?.changes.find(([time, , owner]) => time <= at && owner?.startsWith('API of '));
  const label = (place: number | undefined) => (place === undefined || place < 0 ? '' : (pool?.labels[place] ?? ''));
  return [
    { id: 'svc/nginx-ingress', kind: 'service', label: label(addressOf(ingress?.facets)), look, since, record },
    { id: 'api-pool', kind: 'api-pool', label: label(api?.[1]), look, since, record },
  ];
}

const addressOf = (facets: Facets | undefined): number | undefined => (typeof facets?.address === 'number' ? facets.address : undefined);

export function pathAt(history: History, name: string, at: number): PathNow | undefined {
  const segments = history.timeline.paths.find((path) => path.name === name)?.segments ?? [];
  const segment = lastAt(segments, at, (one) => one.at);
  const outages = history.timeline.levels.find((level) => level.name === name)?.outages ?? [];
  const outage = lastAt(outages, at, (one) => one.from);
  return segment && { ...segment, name, failingSince: outage && at < outage.to ? outage.from : undefined };
}
