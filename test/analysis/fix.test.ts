import { describe, expect, it } from 'vitest';
import { type Fix, fix, type Goal } from '../../models/analysis/fix.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { juryOf, search } from '../../models/analysis/search.ts';
import { seriesOf } from '../../models/analysis/series.ts';
import type { PksDesign } from '../../models/design.ts';
import { type Design, vocabulary } from '../../models/index.ts';
import { days } from '../../sim/index.ts';
import { article } from '../models/designs.ts';

const seeds = [1];

/** A hung agent's process is nobody's to mend: it has no liveness probe (facts/vsphere-k8s-etcd-rancher.md 5.3). */
const of = vocabulary.faults.flatMap(({ name }) => (name === 'hang' ? [] : [name])).join();

/** Every single fault but that, judged in this thread. */
const goal = (more: Partial<Goal> = {}): Goal => ({
  async fatalIn(design) {
    const judge = new Judge(design, everyPath);
    return (await search(judge, { faults: 1, seeds, isFolded: true, of }, juryOf(judge, seeds))).fatal;
  },
  async stillFatal(design, sets) {
    const judge = new Judge(design, everyPath);
    return sets.filter(({ plan }) => judge.judge(plan, 1).isFatal).length;
  },
  most: 1,
  ...more,
});
const namesIn = ({ cure }: Fix) => cure?.edits.map(({ name }) => name);
const mended = (design: PksDesign, { cure }: Fix): PksDesign => (cure?.edits ?? []).reduce((made: Design, { apply }) => apply(made), design) as PksDesign;

// Issue 5: `fix` proposes the missing rule for the design without it, and the proposal passes the search.
it('proposes the rule for the masters where it is missing, and the same search then finds nothing', async () => {
  const design = article((data) => {
    data.versions = { rancher: '2.5.9' };
    data.objectives = { 'kube-api': '60s' };
    data.bosh.resurrector = true;
    data.vsphere.drs.rules = data.vsphere.drs.rules.slice(1);
    Object.assign(data.vsphere.placement, { 'master-0': 'esx-02', 'master-1': 'esx-02', 'master-2': 'esx-02' });
  });
  const found = await fix(design, goal());
  expect(found.before.map(({ plan }) => plan.map(({ target }) => target))).toContainEqual(['esx-02']);
  expect(namesIn(found)).toEqual(['a separation rule for the masters']);
  expect(await goal().fatalIn(mended(design, found))).toEqual([]);
}, 60_000);

// facts/vsphere-k8s-etcd-rancher.md 5.3: the cluster agent of 2.2 stays on a dead node, that of 2.5.9 does not.
it("mends the article's own design by the Rancher whose agent leaves a dead node", async () => {
  const found = await fix(article(), goal());
  expect(found.before.map(({ judgement }) => judgement.path)).toEqual(found.before.map(() => 'agent-tunnel'));
  expect(found.before.length).toBeGreaterThan(0);
  expect(namesIn(found)).toEqual(['Rancher 2.5.9']);
  expect(await goal().fatalIn(mended(article(), found))).toEqual([]);
}, 60_000);

it('has nothing to do where nothing is fatal', async () => {
  const design = article((data) => {
    data.versions = { rancher: '2.5.9' };
  });
  expect(await fix(design, goal())).toMatchObject({ before: [], cure: undefined, searches: 1 });
}, 60_000);

it('says what comes nearest when no edit helps', async () => {
  const design = article((data) => {
    data.objectives = { 'rancher-ui': '1s' };
  });
  const { before, cure, best } = await fix(design, goal());
  expect(before.length).toBeGreaterThan(0);
  expect(cure).toBeUndefined();
  expect(best === undefined || best.left.length < before.length).toBe(true);
}, 60_000);

describe('a horizon', () => {
  const until = days(60);
  const sound = (range: string, isEnforced = false) =>
    article((data) => {
      data.parameters = { 'nsx.limits.isTier1PerTier0Enforced': isEnforced };
      data.versions = { rancher: '2.5.9' };
      data.nsx.floatingPool = range;
      data.nsx.ipBlocks.pods = '10.11.0.0/18';
    });

  // 10 a week for 60 days are 85 imports of four namespaces: more /24 than a /18 has, and more addresses than 191.
  it('is reached by the smallest blocks and pools, and a run of all imports until then is refused nothing', async () => {
    const design = sound('10.50.0.64-10.50.0.254');
    const found = await fix(design, goal({ until }));
    expect(found.ends.map(({ name }) => name)).toContain('pods-ip-block');
    expect(
      namesIn(found)
        ?.map((name) => name.split(' as ')[0])
        .sort(),
    ).toEqual(['floating-ip-pool', 'pods-ip-block']);
    const imports = 85;
    expect(seriesOf(mended(design, found), 'import', { most: imports })).toMatchObject({ fitted: imports, refusedBy: [] });
  }, 60_000);

  // 400 Tier-1 routers to a Tier-0 (facts/nsx-pks-bosh.md), which no block or pool changes.
  it('that no size reaches is told with the pool that stays', async () => {
    const { cure, best } = await fix(sound('10.50.0.64-10.50.0.254', true), goal({ until: days(90) }));
    expect([cure, best?.fixed.map(({ name }) => name)]).toEqual([undefined, ['tier-1-routers']]);
    expect(best?.edits.length).toBeGreaterThan(0);
  }, 60_000);

  it('costs nothing where every pool lasts', async () => {
    const found = await fix(sound('10.50.0.64-10.50.2.254'), goal({ until: days(7) }));
    expect(found).toMatchObject({ before: [], ends: [], cure: undefined });
  }, 60_000);
});
