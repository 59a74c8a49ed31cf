/**
 * A project's quota, split over its namespaces: a limit for all of them together, and what each gets by default as a
 * ResourceQuota of its own, which Kubernetes enforces. Rancher refuses a namespace that does not fit; one that kubectl
 * makes is there at once, and gets a quota of zeros (rancher/rancher pkg/controllers/user/resourcequota
 * resource_quota_sync.go, resource_quota_validate.go; rancher/rancher#35647). The projects are those of the local cluster.
 * Left out: projects of downstream clusters, CPU and counts of other objects, a quota that is taken away again.
 */
import { assign, setup } from 'xstate';
import { type Actor, type Controller, type ControllerHand, defineKind, type View } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { type Hard, quotaId, quotaKind, writeQuota } from '../kubernetes/quota.ts';
import { isThere } from './namespaces.ts';
import { rancherParameters } from './server.ts';

interface Bounds {
  /** Of all its namespaces together. */
  limit: Hard;
  /** Of each namespace that names none. */
  each: Hard;
}

type Context = { actor: Actor } & Bounds;

export const projectMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'bound' } & Bounds },
  actions: { keep: assign({ limit: ({ event }) => event.limit, each: ({ event }) => event.each }) },
}).createMachine({
  id: 'project',
  context: ({ input }) => input,
  initial: 'bounded',
  states: { bounded: { on: { bound: { actions: 'keep' } } } },
});

/** A project that has a quota. */
export const projectKind = defineKind('project', projectMachine);

export const projectId = (name: string): string => `project/${name}`;

/** Whether the local cluster has a project: default, system, or one that was added, as 1. */
export const hasProject = (view: View, name: string): boolean => isThere(view, `ns/local-${name}`);

/** Its namespaces. */
export const namespacesOf = (view: View, project: string): string[] =>
  view
    .with('project', project, namespaceKind)
    .map(({ id }) => id)
    .filter((id) => isThere(view, id));

const names: readonly [keyof Hard, string, string][] = [
  ['pods', 'pods', ''],
  ['memoryLimit', 'limitsMemory', 'Mi'],
];

/** What quotas that stand together ask for. */
export const sum = (quotas: readonly Hard[]): Hard =>
  Object.fromEntries(
    names.flatMap(([key]) => (quotas.some((hard) => hard[key] !== undefined) ? [[key, quotas.reduce((all, hard) => all + (hard[key] ?? 0), 0)]] : [])),
  );

/** In Rancher's words, why quotas that stand together do not fit a project; nothing when they do. */
export function excess(asked: Hard, limit: Hard): string | undefined {
  const over = names.filter(([key]) => (asked[key] ?? 0) > (limit[key] ?? Number.POSITIVE_INFINITY));
  return over.length === 0 ? undefined : `Resource quota [${over.map(([key, name, unit]) => `${name}=${asked[key]}${unit}`).join(',')}] exceeds project limit`;
}

/** Why one more namespace with a quota does not fit a project, if so. */
export function misfitOf(view: View, project: string, hard: Hard, namespace: string): string | undefined {
  const found = view.find(projectId(project), projectKind);
  if (!found) return undefined;
  const others = namespacesOf(view, project).filter((id) => id !== namespace);
  return excess(sum([hard, ...others.flatMap((id) => view.find(quotaId(id), quotaKind)?.data.hard ?? [])]), found.data.limit);
}

/** Gives namespaces that have come into a project by kubectl their quota, or nothing at all to use. */
export const projectQuotas: Controller = {
  name: 'project-quotas',
  needs: { 'kube-api': 'available', rancher: 'serving' },
  watch: { namespace: (namespace, hand) => (lacksQuota(namespace, hand) ? namespace.id : undefined) },
  delay: (id, hand) => hand.draw(`quota of ${id}`, rancherParameters.namespaceTime),
  reconcile(id, hand) {
    const namespace = hand.find(id);
    if (namespace && isThere(hand, id) && lacksQuota(namespace, hand)) give(hand, id, namespace.labels.get('project') ?? '');
    return undefined;
  },
};

const lacksQuota = ({ id, labels }: Actor, view: View): boolean => {
  const project = labels.get('project');
  return project !== undefined && view.find(projectId(project)) !== undefined && view.find(quotaId(id)) === undefined;
};

function give(hand: ControllerHand, id: string, project: string): void {
  const { each } = hand.get(projectId(project), projectKind).data;
  const why = misfitOf(hand, project, each, id);
  if (why !== undefined) hand.note(`namespace ${id.replace('ns/', '')} stays without resources: ${why}, so its quota is zero`);
  writeQuota(hand, id, why === undefined ? each : (Object.fromEntries(Object.keys(each).map((key) => [key, 0])) as Hard));
}
