/** What people ask of projects and their quotas. */
import type { ControllerHand, View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { type Hard, quotaId, writeQuota } from '../kubernetes/quota.ts';
import { toMiB } from '../platform/vms.ts';
import type { Operation } from '../system.ts';
import { isThere } from './namespaces.ts';
import { excess, hasProject, misfitOf, namespacesOf, projectId, projectKind, sum } from './project-quota.ts';
import { isRancherUp } from './server.ts';

const hardOf = (pods: unknown, memoryLimit: unknown): Hard => ({
  ...(typeof pods === 'number' ? { pods } : {}),
  ...(typeof memoryLimit === 'string' ? { memoryLimit: toMiB(memoryLimit) } : {}),
});

function refusalOf(view: View, project: string): string | undefined {
  if (!isRancherUp(view)) return 'Rancher does not answer';
  return hasProject(view, project) ? undefined : `the local cluster has no project ${project}`;
}

/** Why a project's limit and what its namespaces get by default do not go together, if so. */
function unsound(limit: Hard, each: Hard): string | undefined {
  const keys = Object.keys(limit);
  if (keys.length === 0) return 'it names no bound';
  if (keys.join() !== Object.keys(each).join()) return 'a namespace needs a default of whatever the project is limited in, and of nothing else';
  return excess(each, limit);
}

export const projectOperations: readonly Operation[] = [
  {
    name: 'set-project-quota',
    takes: ['project', 'pods', 'memoryLimit', 'podsEach', 'memoryLimitEach'],
    /** Namespaces that are there get the default too, if all of them together fit. */
    run({ project, pods, memoryLimit, podsEach, memoryLimitEach }, hand) {
      const name = textOr(project, 'default');
      const limit = hardOf(pods, memoryLimit);
      const each = hardOf(podsEach, memoryLimitEach);
      const namespaces = namespacesOf(hand, name);
      const refusal = refusalOf(hand, name) ?? unsound(limit, each) ?? excess(sum(namespaces.map(() => each)), limit);
      if (refusal) return `cannot limit project ${name}: ${refusal}`;
      const id = projectId(name);
      if (hand.find(id)) hand.send(id, { type: 'bound', limit, each });
      else hand.create(projectKind, id, { input: { limit, each } });
      for (const namespace of namespaces) writeQuota(hand, namespace, each);
      return `limits project ${name}`;
    },
  },
  {
    name: 'create-project-namespace',
    takes: ['name', 'project', 'pods', 'memoryLimit'],
    run({ name, project, pods, memoryLimit }, hand) {
      const id = `ns/${textOr(name, 'new')}`;
      const home = textOr(project, 'default');
      const hard = { ...hand.find(projectId(home), projectKind)?.data.each, ...hardOf(pods, memoryLimit) };
      const refusal = refusalOf(hand, home) ?? (hand.find(id) ? 'it exists' : misfitOf(hand, home, hard, id));
      if (refusal) return `cannot create namespace ${textOr(name, 'new')} in project ${home}: ${refusal}`;
      hand.create(namespaceKind, id, {});
      join(hand, id, home, hard);
      return `creates namespace ${textOr(name, 'new')} in project ${home}`;
    },
  },
  {
    name: 'move-namespace',
    takes: ['namespace', 'project'],
    run({ namespace, project }, hand) {
      const name = textOr(namespace, 'app');
      const home = textOr(project, 'default');
      const each = hand.find(projectId(home), projectKind)?.data.each ?? {};
      const refusal = refusalOf(hand, home) ?? (isThere(hand, `ns/${name}`) ? misfitOf(hand, home, each, `ns/${name}`) : 'there is no such namespace');
      if (refusal) return `cannot move namespace ${name} into project ${home}: ${refusal}`;
      join(hand, `ns/${name}`, home, each);
      return `moves namespace ${name} into project ${home}`;
    },
  },
];

/** In a project without a quota a namespace has none either. */
function join(hand: ControllerHand, id: string, project: string, hard: Hard): void {
  hand.labelOther(id, 'project', project);
  if (hand.find(projectId(project))) writeQuota(hand, id, hard);
  else if (hand.find(quotaId(id))) hand.remove(quotaId(id));
}
