import { describe, expect, it } from 'vitest';
import { agentKind } from '../../models/downstream/agent.ts';
import { checkDesign } from '../../models/index.ts';
import { clusterKind } from '../../models/rancher/cluster.ts';
import { rancherKind } from '../../models/rancher/server.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, seeds } from './runs.ts';

const platform = (version: string, projects = 0) =>
  article((data) => {
    data.versions = { rancher: version };
    Object.assign(data.downstream, { atStart: 2, extraProjectsPerCluster: projects });
  });

const at = (minutes: number, operation: string, more: object = {}) => ({ at: `${minutes}m`, operation, ...more });

const notesOf = (version: string, timeline: unknown[]) =>
  ran(platform(version), timeline, 1, '2h').records.flatMap(({ kind, actor, event }) => (kind === 'note' && actor === 'operator' ? [event] : []));

const taken = (run: ReturnType<typeof ran>) => run.pools.find(({ name }) => name === 'pods-ip-block')?.taken;

describe('a restore of etcd from a snapshot of before an upgrade', () => {
  const timeline = [at(9, 'snapshot'), at(10, 'upgrade-rancher', { version: '2.5.9' }), at(30, 'restore')];

  // rancher/docs content/rancher/v2.x/en/upgrades/rollbacks/ha-server-rollbacks: the snapshot, and the prior version.
  it('brings the old version back with what it took, whatever the seed', () => {
    for (const seed of seeds(8)) {
      const run = ran(platform('2.2.8', 1), timeline, seed, '1h');
      expect(taken(run)).toBe(taken(ran(platform('2.2.8', 1), [], seed, '1h')));
      const view = new View(run.run.world);
      expect(view.get('rancher', rancherKind).data.version).toBe('2.2.8');
      expect([view.share('rancher-ui'), view.share('agent-tunnel')]).toEqual([1, 1]);
    }
  });

  // rancher/rancher#21386: "the cattle-cluster-agent and cattle-node-agent do not rollback".
  it('leaves the agents in the new version, since its clusters say that they have the old one', () => {
    const view = new View(ran(platform('2.2.8'), timeline, 1, '2h').run.world);
    expect(view.all(agentKind).map(({ data }) => data.version)).toEqual(Array(3).fill('2.5.9'));
    expect(view.all(clusterKind).map(({ data }) => data.agentVersion)).toEqual(Array(3).fill('2.2.8'));
  });

  it('can be followed by the same upgrade, which takes the same namespaces again', () => {
    const again = ran(platform('2.2.8'), [...timeline, at(60, 'upgrade-rancher', { version: '2.5.9' })], 1, '2h');
    expect(taken(again)).toBe(taken(ran(platform('2.2.8'), timeline.slice(0, 2), 1, '2h')));
  });
});

describe('a restore without an upgrade', () => {
  // facts 5.5 rollback: restore of a snapshot taken before; what came since is lost.
  it('drops the clusters and projects that came since, and lets the others live on', () => {
    const timeline = [
      at(5, 'import-cluster'),
      at(10, 'snapshot'),
      at(20, 'import-cluster'),
      at(21, 'create-project', { cluster: 'c-00001' }),
      at(40, 'restore'),
    ];
    const run = ran(platform('2.2.8'), timeline, 1, '1h');
    const view = new View(run.run.world);
    expect(['c-00003', 'c-00004'].map((id) => view.get(id).state)).toEqual(['active', 'removed']);
    expect(['c-00003', 'c-00004'].map((id) => view.get(`agent/${id}`).state)).toEqual(['connected', 'refused']);
    expect(view.get('c-00001', clusterKind).data.projects).toBe(0);
    expect(taken(run)).toBe(4 + 3 * 4 + 2);
  });

  it('of an older state forgets, and of a younger one brings back, agent and all', () => {
    const timeline = [at(5, 'snapshot'), at(10, 'import-cluster'), at(15, 'snapshot'), at(20, 'restore', { age: '10m' }), at(40, 'restore', { age: '25m' })];
    const { records, run } = ran(platform('2.2.8'), timeline, 1, '1h');
    expect(
      records.filter(({ actor, event }) => actor === 'c-00003' && ['forgotten', 'revived', 'markActive'].includes(event)).map(({ event }) => event),
    ).toEqual(['forgotten', 'revived', 'markActive']);
    expect(new View(run.world).get('agent/c-00003').state).toBe('connected');
  });
});

describe("a backup by 2.5's operator", () => {
  it('is not there before 2.5, nor before one is taken', () => {
    expect(notesOf('2.4.5', [at(10, 'back-up-rancher'), at(20, 'restore-rancher')])).toEqual([
      'cannot back up Rancher: the backup operator comes with 2.5; of 2.4.5, take and restore a snapshot of etcd',
      'cannot restore Rancher: the backup operator comes with 2.5; of 2.4.5, take and restore a snapshot of etcd',
    ]);
    expect(notesOf('2.5.3', [at(10, 'restore-rancher'), at(11, 'back-up-rancher'), at(20, 'restore-rancher', { age: '10m' })])).toEqual([
      'cannot restore Rancher: there is no backup',
      'takes a backup of Rancher',
      'cannot restore Rancher: there is no backup that is 10 m old',
    ]);
  });

  // rancher/docs#2956: after the restore the version stays; once it is set back, "the agents on the downstream clusters go back".
  it('leaves the version, which Helm may then roll back, and agents follow', () => {
    const timeline = [
      at(5, 'back-up-rancher'),
      at(10, 'upgrade-rancher', { version: '2.5.9' }),
      at(30, 'roll-back-rancher'),
      at(31, 'restore-rancher'),
      at(60, 'roll-back-rancher'),
    ];
    expect(notesOf('2.5.3', timeline)).toEqual([
      'takes a backup of Rancher',
      'upgrades Rancher from 2.5.3 to 2.5.9',
      'cannot roll back Rancher: what 2.5.9 wrote stays in the API; restore what was saved before the upgrade first',
      'restores Rancher from its backup of 26 m ago',
      'rolls back Rancher from 2.5.9 to 2.5.3',
    ]);
    const view = new View(ran(platform('2.5.3'), timeline, 1, '2h').run.world);
    expect(view.all(agentKind).map(({ state, data }) => [state, data.version])).toEqual(Array(3).fill(['connected', '2.5.3']));
  });

  it('waits with the restore until every replica has ended, and ends with as many', () => {
    for (const seed of seeds(5)) {
      const { records, run } = ran(platform('2.5.9'), [at(5, 'back-up-rancher'), at(10, 'restore-rancher')], seed);
      const restored = records.find(({ actor, event }) => actor === 'rancher' && event === 'restored')?.at ?? 0;
      const ended = records.filter(({ actor, to }) => /^rancher-\d$/.test(actor) && to === 'gone').map((record) => record.at);
      expect(ended).toHaveLength(3);
      expect(restored).toBeGreaterThanOrEqual(Math.max(...ended));
      expect(new View(run.world).get('rancher', rancherKind).data.peers).toHaveLength(3);
    }
  });

  // facts 5.5 backup 2.5: schedule e.g. hourly, keep 10.
  it('is there by schedule, for as long as it is kept, from 2.5 on', () => {
    const scheduled = (version: string) =>
      article((data) => {
        data.versions = { rancher: version };
        data.rancher.backup = { every: '1h', keep: 10 };
      });
    const restored = (version: string, age: string) =>
      ran(scheduled(version), [at(1_200, 'restore-rancher', { age })], 1, '21h').records.find(({ actor, kind }) => actor === 'operator' && kind === 'note')
        ?.event ?? '';
    const [, minutes = '0'] = /backup of (?:0 h )?(\d+) m/.exec(restored('2.5.9', '0s')) ?? [];
    expect(Number(minutes)).toBeLessThanOrEqual(60);
    expect(restored('2.5.9', '8h')).toMatch(/^restores Rancher from its backup of 8 h/);
    expect(restored('2.5.9', '11h')).toBe('cannot restore Rancher: there is no backup that is 11 h old');
    expect(checkDesign(scheduled('2.4.5')).map(({ code }) => code)).toEqual(['wrong-version']);
    expect(ran(scheduled('2.5.9'), [], 1, '8760h').events).toBe(0);
  });
});
