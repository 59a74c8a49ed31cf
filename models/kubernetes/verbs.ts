/** What can be done to pods, namespaces, workloads and Services. */
import type { FaultVerb, View } from '../../sim/index.ts';
import { numberOr, textOr } from '../arguments.ts';
import { toMiB } from '../platform/vms.ts';
import { message, type Operation } from '../system.ts';
import { namespaceKind } from './namespace.ts';
import { plainStartup, podKind, type Startup } from './pod.ts';
import { secretKind } from './secret.ts';
import { serviceKind } from './service.ts';
import { workloadKind } from './workload.ts';

export const kubernetesFaults: readonly FaultVerb[] = [{ name: 'delete', kinds: ['pod'], title: '{it} is deleted', strike: message('delete'), lasting: [] }];

/** What is told of a container's memory, in MiB. */
const sizesOf = (memory: Readonly<Record<string, unknown>>): Pick<Startup, 'memoryLimit' | 'memoryNeed' | 'memoryGrowth'> =>
  Object.fromEntries(
    (['memoryLimit', 'memoryNeed', 'memoryGrowth'] as const).flatMap((key) => (typeof memory[key] === 'string' ? [[key, toMiB(memory[key])]] : [])),
  );

/** Why the API does not take a new object, if so. */
function refusalOf(view: View, id: string): string | undefined {
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  return view.find(id) ? 'it exists' : undefined;
}

export const kubernetesOperations: readonly Operation[] = [
  {
    name: 'create-namespace',
    takes: ['name', 'noSnat', 'project'],
    /** By kubectl; in a project if it is annotated so. */
    run({ name, noSnat, project }, hand) {
      const id = textOr(name, 'new');
      const refusal = refusalOf(hand, `ns/${id}`);
      if (refusal) return `cannot create namespace ${id}: ${refusal}`;
      hand.create(namespaceKind, `ns/${id}`, { input: { isRouted: noSnat === true } });
      if (typeof project === 'string') {
        hand.labelOther(`ns/${id}`, 'project', project);
        hand.wake('project-quotas', `ns/${id}`);
      }
      return `creates namespace ${id}`;
    },
  },
  {
    name: 'delete-namespace',
    takes: ['name'],
    run({ name }, hand) {
      const id = textOr(name, 'new');
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
    takes: ['name', 'namespace', 'replicas', 'minAvailable', 'image', 'claim', 'memoryLimit', 'memoryNeed', 'memoryGrowth'],
    run({ name, namespace, replicas, minAvailable, image, claim, ...memory }, hand) {
      const app = textOr(name, 'app');
      const home = `ns/${textOr(namespace, app)}`;
      const refusal = refusalOf(hand, `deploy/${app}`);
      if (refusal) return `cannot deploy ${app}: ${refusal}`;
      if (!hand.find(home)) hand.create(namespaceKind, home, {});
      const input = {
        app,
        type: 'Deployment',
        replicas: numberOr(replicas, 1),
        namespace: home,
        antiAffinity: 'none',
        toleratesAll: false,
        startup: {
          ...plainStartup(hand),
          ...(typeof image === 'string' ? { image } : {}),
          ...(typeof claim === 'string' ? { volume: `pvc/${claim}` } : {}),
          ...sizesOf(memory),
        },
        made: 0,
        minAvailable: numberOr(minAvailable, 0),
      };
      hand.create(workloadKind, `deploy/${app}`, { settled: 'active', input });
      hand.wake('workloads', `deploy/${app}`);
      return `deploys ${app} in ${home.replace('ns/', 'namespace ')}`;
    },
  },
  {
    name: 'create-secret',
    takes: ['name', 'key'],
    run({ name, key }, hand) {
      const id = `secret/${textOr(name, 'tls-ca')}`;
      const file = textOr(key, 'cacerts.pem');
      if (!hand.get('kube-api').is('available')) return `cannot create Secret ${textOr(name, 'tls-ca')}: the API does not answer`;
      if (hand.find(id)) hand.send(id, { type: 'replace', key: file });
      else hand.create(secretKind, id, { input: { key: file } });
      return `creates Secret ${textOr(name, 'tls-ca')} with the key ${file}`;
    },
  },
  {
    name: 'create-service',
    takes: ['name', 'ports'],
    run({ name, ports }, hand) {
      const app = textOr(name, 'app');
      const before = hand.find(`svc/${app}`, serviceKind);
      const refusal = refusalOf(hand, before?.is('gone') ? '' : `svc/${app}`);
      if (refusal) return `cannot create Service ${app}: ${refusal}`;
      if (before) hand.send(before.id, { type: 'create', ports: numberOr(ports, 1) });
      else hand.create(serviceKind, `svc/${app}`, { input: { app, type: 'LoadBalancer', ports: numberOr(ports, 1) } });
      hand.labelOther(`svc/${app}`, 'selects', app);
      return `creates Service ${app} of type LoadBalancer`;
    },
  },
  {
    name: 'delete-service',
    takes: ['name'],
    run({ name }, hand) {
      const app = textOr(name, 'app');
      const service = hand.find(`svc/${app}`, serviceKind);
      if (!hand.get('kube-api').is('available')) return `cannot delete Service ${app}: the API does not answer`;
      if (service?.data.type !== 'LoadBalancer' || service.is('gone')) return `cannot delete Service ${app}: there is none of type LoadBalancer`;
      if (service.is('terminating')) return `cannot delete Service ${app}: it is going already`;
      hand.send(service.id, { type: 'delete' });
      return `deletes Service ${app}`;
    },
  },
];

/** The pods of an application that live. */
export const podsOf = (app: string) => (view: View) =>
  view
    .with('app', app, podKind)
    .filter((pod) => !pod.is('gone') && !pod.is('doomed'))
    .map(({ id }) => id);
