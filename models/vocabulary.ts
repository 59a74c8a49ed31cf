/** The verbs that scenarios may use, and the names that their targets may go by. */
import type { Actor, FaultVerb, OperationVerb, View, Vocabulary } from '../sim/index.ts';
import { dnsKind } from './dns/server.ts';
import { agentKind } from './downstream/agent.ts';
import { etcdKind } from './etcd/cluster.ts';
import { namespaceKind } from './kubernetes/namespace.ts';
import { plainStartup, podKind } from './kubernetes/pod.ts';
import { serviceKind } from './kubernetes/service.ts';
import { workloadKind } from './kubernetes/workload.ts';
import { routerKind } from './nsx/service-router.ts';
import { pksClusterKind } from './pks/cluster.ts';
import { clusterId } from './platform/populate.ts';
import { clusterKind } from './rancher/cluster.ts';
import { primaryOf } from './vsphere/high-availability.ts';
import { hostKind } from './vsphere/host.ts';
import { vmKind } from './vsphere/vm.ts';

const message = (type: string) => (actor: Actor) => actor.send(actor.id, { type });

/** On its own host if that is up, else on another; with none up it is left to vSphere HA. */
function powerOnAgain(vm: Actor): void {
  const { host } = vm.data as { host: string };
  const up = vm.all(hostKind).filter((one) => one.is('up'));
  const found = up.find(({ id }) => id === host) ?? up[0];
  vm.send(vm.id, found ? { type: 'powerOn', host: found.id } : { type: 'protect' });
}

export const faults: readonly FaultVerb[] = [
  { name: 'power-loss', kinds: ['host'], title: '{it} loses power', strike: message('powerLost'), heal: message('powerRestored') },
  {
    name: 'crash',
    kinds: ['vm'],
    title: '{it} is powered off',
    strike: message('crash'),
    heal: powerOnAgain,
  },
  {
    name: 'kill',
    kinds: ['etcd-member', 'pod'],
    title: '{it} is killed',
    strike: (actor, _, isHeld) => actor.send(actor.id, { type: 'kill', isHeld }),
    heal: message('release'),
    // A killed container is started again by its kubelet, whatever one wishes.
    lasting: ['etcd-member'],
  },
  {
    name: 'stop',
    kinds: ['etcd-member'],
    title: '{it} is stopped in good order',
    strike: (actor, _, isHeld) => actor.send(actor.id, { type: 'stop', isHeld }),
    heal: message('release'),
  },
  { name: 'delete', kinds: ['pod'], title: '{it} is deleted', strike: message('delete'), lasting: [] },
  { name: 'outage', kinds: ['nsx-manager', 'dns-server'], title: '{it} is out', strike: message('fail'), heal: message('recover') },
  { name: 'disconnect', kinds: ['agent'], title: '{it} loses its link', strike: message('disconnect'), heal: message('reconnect') },
];

const text = (value: unknown, preset: string): string => (typeof value === 'string' ? value : preset);
const number = (value: unknown, preset: number): number => (typeof value === 'number' ? value : preset);

export const operations: readonly OperationVerb[] = [
  {
    name: 'import-cluster',
    run(_, hand) {
      if (!isRancherUp(hand)) return 'cannot import a cluster: Rancher does not answer';
      const n = (hand.memory.imported = (hand.memory.imported ?? hand.all(clusterKind).length - 1) + 1);
      const id = clusterId(n);
      hand.create(agentKind, `agent/${id}`, { input: { cluster: id } });
      hand.create(clusterKind, id, { input: { agent: `agent/${id}` } });
      return `imports cluster ${id}`;
    },
  },
  {
    name: 'create-project',
    run({ cluster }, hand) {
      const id = text(cluster, 'local');
      if (hand.find(id)?.kind !== clusterKind.name) return `cannot add a project: there is no cluster ${id}`;
      if (!isRancherUp(hand)) return `cannot add a project to ${id}: Rancher does not answer`;
      hand.send(id, { type: 'projectAdded' });
      return `adds a project to ${id}`;
    },
  },
  {
    name: 'create-namespace',
    run({ name }, hand) {
      const id = text(name, 'new');
      const refusal = refusalOf(hand, `ns/${id}`);
      if (refusal) return `cannot create namespace ${id}: ${refusal}`;
      hand.create(namespaceKind, `ns/${id}`, {});
      return `creates namespace ${id}`;
    },
  },
  {
    name: 'delete-namespace',
    run({ name }, hand) {
      const id = text(name, 'new');
      if (!hand.get('kube-api').is('available')) return `cannot delete namespace ${id}: the API does not answer`;
      if (!hand.find(`ns/${id}`)) return `cannot delete namespace ${id}: there is none`;
      // What it holds would go too; this twin deletes empty ones only.
      if (hand.all(podKind).some((pod) => pod.data.namespace === `ns/${id}`)) return `cannot delete namespace ${id}: it holds pods`;
      hand.send(`ns/${id}`, { type: 'delete' });
      return `deletes namespace ${id}`;
    },
  },
  {
    name: 'create-workload',
    run({ name, namespace, replicas }, hand) {
      const app = text(name, 'app');
      const home = `ns/${text(namespace, app)}`;
      const refusal = refusalOf(hand, `deploy/${app}`);
      if (refusal) return `cannot deploy ${app}: ${refusal}`;
      if (!hand.find(home)) hand.create(namespaceKind, home, {});
      const input = {
        app,
        type: 'Deployment',
        replicas: number(replicas, 1),
        namespace: home,
        antiAffinity: 'none',
        toleratesAll: false,
        startup: plainStartup(hand),
        made: 0,
      };
      hand.create(workloadKind, `deploy/${app}`, { settled: 'active', input });
      hand.wake('workloads', `deploy/${app}`);
      return `deploys ${app} in ${home.replace('ns/', 'namespace ')}`;
    },
  },
  {
    name: 'create-service',
    run({ name, ports }, hand) {
      const app = text(name, 'app');
      const refusal = refusalOf(hand, `svc/${app}`);
      if (refusal) return `cannot create Service ${app}: ${refusal}`;
      hand.create(serviceKind, `svc/${app}`, { input: { app, type: 'LoadBalancer', ports: number(ports, 1) } });
      hand.labelOther(`svc/${app}`, 'selects', app);
      return `creates Service ${app} of type LoadBalancer`;
    },
  },
  {
    name: 'create-pks-cluster',
    run({ name }, hand) {
      const id = text(name, 'cluster');
      if (hand.find(id)) return `cannot create PKS cluster ${id}: it exists`;
      hand.create(pksClusterKind, id, {});
      return `creates PKS cluster ${id}`;
    },
  },
];

/** Why the API does not take a new object, if so. */
function refusalOf(view: View, id: string): string | undefined {
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  return view.find(id) ? 'it exists' : undefined;
}

const isRancherUp = (view: View): boolean => view.get('rancher').is('serving') && view.get('kube-api').is('available');

/** What an operation may be told besides `at`, `count` and `every`. */
export const operationKeys: Readonly<Record<string, readonly string[]>> = {
  'import-cluster': [],
  'create-project': ['cluster'],
  'create-namespace': ['name'],
  'delete-namespace': ['name'],
  'create-workload': ['name', 'namespace', 'replicas'],
  'create-service': ['name', 'ports'],
  'create-pks-cluster': ['name'],
};

const vmsOf = (role: string) => (view: View) =>
  view
    .all(vmKind)
    .filter((vm) => vm.data.role === role)
    .map(({ id }) => id);

const podsOf = (app: string) => (view: View) =>
  view
    .with('app', app, podKind)
    .filter((pod) => !pod.is('gone') && !pod.is('doomed'))
    .map(({ id }) => id);

const holderOf = (lease: string) => (view: View) => {
  const { holder } = view.get(lease).data as { holder?: string };
  return holder === undefined ? [] : [holder];
};

export const vocabulary: Vocabulary = {
  faults,
  operations,
  groups: {
    hosts: (view) => view.all(hostKind).map(({ id }) => id),
    'secondary hosts': (view) => {
      const primary = primaryOf(view);
      return view
        .all(hostKind)
        .filter(({ id }) => id !== primary)
        .map(({ id }) => id);
    },
    'HA primary': (view) => [primaryOf(view)].filter((id) => id !== undefined),
    masters: vmsOf('master'),
    workers: vmsOf('worker'),
    edges: vmsOf('edge'),
    'etcd members': (view) => view.get('etcd', etcdKind).data.up,
    'etcd leader': (view) => [view.get('etcd', etcdKind).data.leader].filter((id) => id !== undefined),
    'etcd followers': (view) => {
      const { up, leader } = view.get('etcd', etcdKind).data;
      return up.filter((id) => id !== leader);
    },
    'rancher replicas': podsOf('rancher'),
    'rancher leader': holderOf('cattle-controllers'),
    'nginx pods': podsOf('nginx-ingress'),
    'active edge': (view) => {
      const { active } = view.get('tier-0', routerKind).data;
      return active === undefined ? [] : [active.replace('dataplane-', '')];
    },
    'dns servers': (view) => view.all(dnsKind).map(({ id }) => id),
    sites: (view) =>
      view
        .all(agentKind)
        .map(({ id }) => id)
        .filter((id) => id !== 'agent/local'),
  },
  relations: {
    host: (view, id) => {
      const vm = view.find(id)?.kind === 'vm' ? id : (view.find(id)?.labels.get('vm') ?? vmOfPod(view, id));
      return vm === undefined ? undefined : view.get(vm, vmKind).data.host;
    },
    vm: (view, id) => view.find(id)?.labels.get('vm') ?? vmOfPod(view, id),
  },
};

/** A pod's node is named after its VM. */
function vmOfPod(view: View, id: string): string | undefined {
  const pod = view.find(id, podKind);
  return pod?.kind === 'pod' ? pod.data.node?.replace('node-', '') : undefined;
}
