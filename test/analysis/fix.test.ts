import { expect, it } from 'vitest';
import { fix } from '../../models/analysis/fix.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { juryOf, search } from '../../models/analysis/search.ts';
import type { Design } from '../../models/index.ts';
import { article } from '../models/designs.ts';

const seeds = [1];
const fatalIn = async (design: Design) => {
  const judge = new Judge(design, everyPath);
  // Hosts only: the article's own agent, which tolerates every node, is lost with a datastore whatever one edits.
  return (await search(judge, { faults: 1, seeds, isFolded: true, only: 'power-loss' }, juryOf(judge, seeds))).fatal;
};

// Issue 5: `fix` proposes the missing rule for the design without it, and the proposal passes the search.
it('proposes the rule for the masters where it is missing, and the same search then finds nothing', async () => {
  const design = article((data) => {
    data.objectives = { 'kube-api': '40s' };
    data.bosh.resurrector = true;
    data.vsphere.drs.rules = data.vsphere.drs.rules.slice(1);
    Object.assign(data.vsphere.placement, { 'master-0': 'esx-02', 'master-1': 'esx-02', 'master-2': 'esx-02' });
  });
  const { before, cure } = await fix(design, fatalIn, 2);
  expect(before.map(({ plan }) => plan.map(({ target }) => target))).toContainEqual(['esx-02']);
  expect(cure?.edits.map(({ name }) => name)).toEqual(['a separation rule for the masters']);
  const mended = (cure?.edits ?? []).reduce((made, { apply }) => apply(made), design);
  expect(await fatalIn(mended)).toEqual([]);
}, 60_000);

it('has nothing to do where nothing is fatal', async () => {
  const design = article((data) => {
    data.bosh.resurrector = true;
  });
  expect(await fix(design, fatalIn, 2)).toMatchObject({ before: [], cure: undefined, searches: 1 });
}, 60_000);

it('says what comes nearest when no edit helps', async () => {
  const design = article((data) => {
    data.objectives = { 'rancher-ui': '1s' };
  });
  const { before, cure, best } = await fix(design, fatalIn, 1);
  expect(before.length).toBeGreaterThan(0);
  expect(cure).toBeUndefined();
  expect(best === undefined || best.left.length < before.length).toBe(true);
}, 60_000);
