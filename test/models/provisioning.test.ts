import { describe, expect, it } from 'vitest';
import { agentKind } from '../../models/downstream/agent.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const platform = (version = '2.2.8', clusters: object = {}) =>
  article((data) => {
    data.versions = { rancher: version };
    Object.assign(data.downstream, clusters);
  });

const at = (minute: number, operation: string, more: object = {}) => ({ at: `${minute}m`, operation, ...more });
const operatorNotes = (records: ReturnType<typeof ran>['records']) =>
  records.flatMap(({ kind, actor, event }) => (kind === 'note' && actor === 'operator' ? [event] : []));

describe('a node pool whose template is wrong', () => {
  const created = (mistake: string) => at(10, 'create-cluster', { kind: 'node-driver', mistake });

  // rancher/rancher nodepool.go: a failed node is deleted after 2 minutes and made again; what fails as before is no event.
  it('stays in error for as long as nobody mends it, at no cost', () => {
    const { run, records } = ran(platform(), [created('no-template')], 1, '8760h');
    expect(new View(run.world).get('c-00001').state).toBe('error');
    expect(records.filter(({ at: when }) => when > 3_600_000_000)).toEqual([]);
  });

  // 1 to 3 min for the clone (provisionParameters.clone), 2 min, and for the key a boot and 60 tries 3 s apart beside.
  it.each([
    ['no-template', 5 * 60],
    ['wrong-credentials', 5 * 60],
    ['no-ssh-key', 3 * 60 + 3 * 60 + 2 * 60 + 5 * 60],
  ] as const)('with %s is tried anew within one round once it is mended', (mistake, most) => {
    for (const seed of seeds(10)) {
      const { records } = ran(platform(), [created(mistake), at(60, 'mend-node-template')], seed, '3h');
      expect(secondsUntil(records, 3_600, ({ event }) => event === 'after retryIn')).toBeLessThanOrEqual(most);
      expect(records.some(({ actor, to }) => actor === 'c-00001' && to === 'active')).toBe(true);
    }
  });
});

describe('a node pool', () => {
  const pool = platform('2.2.8', { atStart: 2, kind: 'node-driver' });

  it('grows through cloning and RKE, shrinks through RKE alone, and its cluster is used meanwhile', () => {
    const steps = (nodes: number) => {
      const { run, records } = ran(pool, [at(10, 'scale-cluster', { cluster: 'c-00001', nodes })], 1, '1h');
      expect(new View(run.world).get('agent/c-00001', agentKind).data.nodes).toBe(nodes);
      expect(records.some(({ event }) => event === 'markUnavailable')).toBe(false);
      return records.flatMap(({ actor, kind, to }) => (actor === 'c-00001' && kind === 'transition' ? [to] : []));
    };
    expect(steps(6)).toEqual(['updating.cloning', 'updating.cloudInit', 'updating.ssh', 'updating.kubernetes', 'active']);
    expect(steps(2)).toEqual(['updating.kubernetes', 'active']);
  });

  it('goes on with its update once its cluster is reached again', () => {
    const timeline = [at(10, 'scale-cluster', { cluster: 'c-00001', nodes: 6 }), { at: '11m', fault: 'disconnect', target: 'agent/c-00001', for: '20m' }];
    const { run, records } = ran(pool, timeline, 1, '2h');
    const states = records.flatMap(({ actor, from, to }) => (actor === 'c-00001' && from !== to ? [to.split('.')[0]] : []));
    expect(states.filter((state, i) => state !== states[i - 1])).toEqual(['updating', 'unavailable', 'updating', 'active']);
    expect(new View(run.world).get('agent/c-00001', agentKind).data.nodes).toBe(6);
  });

  it('is there where Rancher made the nodes, and nowhere else', () => {
    const custom = platform('2.2.8', { atStart: 1, kind: 'custom' });
    const { records } = ran(custom, [at(10, 'scale-cluster', { cluster: 'c-00001', nodes: 6 }), at(11, 'scale-cluster', { cluster: 'local', nodes: 6 })]);
    expect(operatorNotes(records)).toEqual([
      'cannot scale the node pool of c-00001: it has none, its nodes are made elsewhere',
      'cannot scale the node pool of local: it has none, its nodes are made elsewhere',
    ]);
  });

  // nodepool.go deleteNotReadyAfter: counted from the taint, which comes with NotReady after 40 s (facts 3.1).
  it('replaces a node that is lost, where it is told to, so that the agent starts elsewhere', () => {
    const replacing = (after: string | undefined, kind: string) => {
      const design = article((data) => {
        Object.assign(data.downstream, { atStart: 1, kind });
        if (after) data.parameters = { 'downstream.agent.replaceNodesAfter': after };
      });
      return secondsUntil(ran(design, [{ at: '600s', fault: 'node-loss', target: 'agent/c-00001' }]).records, 600, ({ event }) => event === 'after eviction');
    };
    expect(replacing(undefined, 'node-driver')).toBe(Number.POSITIVE_INFINITY);
    expect(replacing('10m', 'custom')).toBe(Number.POSITIVE_INFINITY);
    expect(replacing('10m', 'node-driver')).toBeGreaterThanOrEqual(640);
    expect(replacing('10m', 'node-driver')).toBeLessThanOrEqual(660);
  });
});

describe('the cloud provider of a cluster on vSphere', () => {
  const created = (cloudProvider: string, kind = 'node-driver') => at(10, 'create-cluster', { kind, cloudProvider });
  const state = (version: string, timeline: unknown[]) => new View(ran(platform(version), timeline, 1, '2h').run.world).find('c-00001')?.state;

  // rancher/rancher#30471 (2.5.2: active, Fleet's agent Pending) and #40004 (agent Pending without the toleration).
  it('out of tree keeps the agent out where that no longer tolerates everything', () => {
    expect(state('2.5.2', [created('out-of-tree')])).toBe('active');
    expect(state('2.5.9', [created('out-of-tree')])).toBe('waiting');
    expect(state('2.5.9', [created('in-tree')])).toBe('active');
    expect(state('2.5.9', [created('out-of-tree'), at(60, 'install-cloud-controller')])).toBe('active');
    // Installed while RKE is still at work.
    expect(state('2.5.9', [created('out-of-tree'), at(12, 'install-cloud-controller')])).toBe('active');
  });

  it('is for what RKE lays, and out of tree from 2.5 on', () => {
    const refusals = (version: string, timeline: unknown[]) => operatorNotes(ran(platform(version), timeline).records);
    expect(refusals('2.4.5', [created('out-of-tree')])).toEqual(['cannot create a cluster: the out-of-tree provider comes with 2.5']);
    expect(refusals('2.5.9', [created('in-tree', 'hosted')])).toEqual(['cannot create a cluster: a cloud provider is set where RKE lays the cluster']);
  });
});
