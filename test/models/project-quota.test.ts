import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hard, quotaId, quotaKind } from '../../models/kubernetes/quota.ts';
import { excess, namespacesOf, sum } from '../../models/rancher/project-quota.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran } from './runs.ts';

const limit = (more: object, minute = 1) => ({ at: `${minute}m`, operation: 'set-project-quota', project: 'default', ...more });
const made = (name: string, minute: number, more: object = {}) => ({
  at: `${minute}m`,
  operation: 'create-project-namespace',
  name,
  project: 'default',
  ...more,
});

const notesOf = (timeline: unknown[]) =>
  ran(article(), timeline).records.flatMap(({ kind, actor, event }) => (kind === 'note' && actor === 'operator' ? [event] : []));

const quotaOf = (timeline: unknown[], name: string): Hard | undefined =>
  new View(ran(article(), timeline).run.world).find(quotaId(`ns/${name}`), quotaKind)?.data.hard;

describe("a project's quota", () => {
  // rancher/rancher resource_quota_validate.go isQuotaFit: the sum over its namespaces against the limit.
  it('fits as long as no sum passes its limit, and bounds nothing else', () => {
    const hard = fc.record({ pods: fc.integer({ min: 0, max: 9 }), memoryLimit: fc.integer({ min: 0, max: 2_048 }) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(hard), hard, (quotas, bound) => {
        const total = (key: keyof Hard) => quotas.reduce((all, one) => all + (one[key] ?? 0), 0);
        const isOver = (key: keyof Hard) => bound[key] !== undefined && total(key) > (bound[key] ?? 0);
        expect(excess(sum(quotas as Hard[]), bound as Hard) !== undefined).toBe(isOver('pods') || isOver('memoryLimit'));
      }),
    );
  });

  // rancher/docs#793: "disallowing the namespace creation if its resource quota exceeds the limit available on the project".
  it('refuses a namespace that does not fit, by its default or by what it names itself', () => {
    const timeline = [
      limit({ pods: 10, podsEach: 4, memoryLimit: '2Gi', memoryLimitEach: '512Mi' }),
      made('a', 2),
      made('b', 3),
      made('c', 4),
      made('c', 5, { pods: 2 }),
      made('d', 6, { pods: 1, memoryLimit: '1Gi' }),
    ];
    expect(notesOf(timeline)).toEqual([
      'limits project default',
      'creates namespace a in project default',
      'creates namespace b in project default',
      'cannot create namespace c in project default: Resource quota [pods=12] exceeds project limit',
      'creates namespace c in project default',
      'cannot create namespace d in project default: Resource quota [pods=11,limitsMemory=2560Mi] exceeds project limit',
    ]);
    expect(quotaOf(timeline, 'c')).toEqual({ pods: 2, memoryLimit: 512 });
  });

  // resource_quota_sync.go defaultResourceLimit: zeros for what has not been validated (rancher/rancher#35647).
  it('gives a namespace that kubectl made the default, or zeros where that does not fit', () => {
    const byKubectl = (name: string, minute: number) => ({ at: `${minute}m`, operation: 'create-namespace', name, project: 'default' });
    const timeline = [limit({ pods: 10, podsEach: 6 }), byKubectl('a', 2), byKubectl('b', 3)];
    expect([quotaOf(timeline, 'a'), quotaOf(timeline, 'b')]).toEqual([{ pods: 6 }, { pods: 0 }]);
  });

  // rancher/docs, quotas-for-projects: "if you try to move a namespace into a project near its resource quota, Rancher blocks you".
  it('keeps a namespace from being moved in, and lets it out again', () => {
    const move = (project: string, minute: number) => ({ at: `${minute}m`, operation: 'move-namespace', namespace: 'b', project });
    const timeline = [limit({ pods: 3, podsEach: 2 }), made('a', 2), { at: '3m', operation: 'create-namespace', name: 'b' }, move('default', 4)];
    expect(notesOf(timeline).at(-1)).toBe('cannot move namespace b into project default: Resource quota [pods=4] exceeds project limit');
    const more = [...timeline, limit({ pods: 4, podsEach: 2 }, 5), move('default', 6)];
    expect(quotaOf(more, 'b')).toEqual({ pods: 2 });
    const out = [...more, move('system', 7)];
    expect(quotaOf(out, 'b')).toBeUndefined();
    expect(namespacesOf(new View(ran(article(), out).run.world), 'default')).toEqual(['ns/a']);
  });

  it('is refused where it cannot hold, and says why', () => {
    const timeline = [
      limit({ pods: 2 }),
      limit({}),
      limit({ pods: 2, podsEach: 3 }),
      limit({ pods: 4, podsEach: 2, project: 'shop' }),
      limit({ pods: 4, podsEach: 2 }),
      made('a', 2),
      made('b', 2),
      limit({ pods: 5, podsEach: 3 }, 3),
    ];
    expect(notesOf(timeline).filter((note) => note.startsWith('cannot'))).toEqual([
      'cannot limit project default: a namespace needs a default of whatever the project is limited in, and of nothing else',
      'cannot limit project default: it names no bound',
      'cannot limit project default: Resource quota [pods=3] exceeds project limit',
      'cannot limit project shop: the local cluster has no project shop',
      'cannot limit project default: Resource quota [pods=6] exceeds project limit',
    ]);
  });

  it('is free again once a namespace is deleted', () => {
    const timeline = [limit({ pods: 4, podsEach: 2 }), made('a', 2), made('b', 3), { at: '4m', operation: 'delete-namespace', name: 'a' }, made('c', 20)];
    expect(notesOf(timeline).at(-1)).toBe('creates namespace c in project default');
  });
});
