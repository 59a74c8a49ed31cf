/** What a picture shows of an actor besides its state: where it is, whom it leads or follows, what it knows. By kind. */
import type { Actor, Data } from '../sim/index.ts';

export type Facet = string | number | boolean | null | readonly string[];
export type Facets = Readonly<Record<string, Facet>>;

type Show = (data: Data, actor: Actor) => Record<string, unknown>;

/** Those parts of what its machine knows. */
const known =
  (...keys: string[]): Show =>
  (data) =>
    Object.fromEntries(keys.map((key) => [key, data[key]]));

const inVm =
  (...keys: string[]): Show =>
  (data, actor) => ({ vm: actor.labels.get('vm'), ...known(...keys)(data, actor) });

const shows: Readonly<Record<string, Show>> = {
  host: known('memory', 'cpu'),
  vm: known('role', 'host', 'memory'),
  'dns-server': known('address'),
  'edge-node': inVm('size'),
  'service-router': known('edges', 'alive', 'active'),
  'api-pool': known('members', 'down'),
  'etcd-member': inVm('term', 'leader'),
  etcd: known('leader', 'term', 'up', 'size'),
  'api-server': inVm(),
  lease: known('holder', 'able'),
  node: inVm(),
  namespace: known('subnet', 'snat', 'refusal'),
  workload: known('app', 'type', 'replicas', 'namespace'),
  pod: known('app', 'owner', 'namespace', 'node', 'restarts'),
  service: known('app', 'type', 'address', 'endpoints', 'members', 'refusal'),
  ingress: known('service', 'upstreams'),
  agent: ({ cluster, isCut }, { labels }) => ({ cluster, by: labels.get('tunnel by'), to: labels.get('tunnel to'), isCut }),
  cluster: known('agent', 'projects'),
  'pks-cluster': known('description'),
};

/** An actor's facets now; what is not there is null. */
export function facetsOf(actor: Actor): Facets {
  const found = shows[actor.kind]?.(actor.data, actor) ?? {};
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, (value ?? null) as Facet]));
}

/** What has changed, nothing when nothing has. */
export function patchOf(before: Facets, after: Facets): Facets | undefined {
  const changed = Object.entries(after).filter(([key, value]) => !isSame(before[key], value));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function isSame(a: Facet | undefined, b: Facet): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a === b || (a.length === b.length && a.every((one, i) => one === b[i]));
  return a === b;
}
