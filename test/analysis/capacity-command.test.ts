/** `paddock capacity` through the front door. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paddock } from './paddock.ts';

const design = 'scenarios/designs/article.yaml';

describe('paddock capacity', () => {
  it("gives the article's figures in its stable shape, and 1, since pools run out within three years", () => {
    const { code, json, err } = paddock('capacity', design, '--json');
    expect([code, err]).toEqual([1, '']);
    const pool = json.pools.find(({ name }: { name: string }) => name === 'floating-ip-pool');
    expect(pool).toMatchObject({ capacity: 191, taken: 13, perImport: 3, importsUntilExhausted: 59 });
    expect(pool.exhaustedOn.slice(0, 7)).toBe('2019-10');
    expect(json.binding).toMatchObject({ pool: 'floating-ip-pool', supported: 'rancher-sizing' });
    expect(json.simulated).toMatchObject({ imports: 59, refusedBy: ['floating-ip-pool'] });
  });

  it('gives 0 when nothing runs out in time, or nothing grows', () => {
    expect(paddock('capacity', design, '--until', '2w').code).toBe(0);
    expect(paddock('capacity', design, '--set', 'downstream.upTo=0').code).toBe(0);
  });

  it('names dates exactly when arrivals are steady', () => {
    const { json } = paddock('capacity', design, '--arrivals', 'steady', '--json');
    expect(json.pools[2]).toMatchObject({ exhaustedOn: '2019-10-20T18:00:00.000Z', exhaustedFrom: '2019-10-20T18:00:00.000Z' });
  });

  it('solves for sizes that then carry the load, and no smaller ones', () => {
    const { code, json } = paddock('capacity', design, '--solve', 'floatingPool', '--solve', 'pods', '--clusters', '120', '--json');
    expect(code).toBe(0);
    const sets = json.solutions.map(({ set }: { set: Record<string, string> }) => Object.entries(set)[0]?.join('='));
    expect(sets).toEqual(['nsx.floatingPool=10.50.0.64-10.50.1.180', 'nsx.ipBlocks.pods=10.10.0.0/15']);
    const carried = (...set: string[]) => paddock('capacity', design, ...set.flatMap((one) => ['--set', one]), '--json').json;
    expect(carried(...sets).carries.clusters).toBe(120);
    expect(carried('nsx.floatingPool=10.50.0.64-10.50.1.179', sets[1]).carries.clusters).toBe(119);
  });

  const again = (what: string, set: Record<string, string>, ...load: string[]) => {
    const changes = Object.entries(set).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    return paddock('capacity', design, '--solve', what, ...load, ...changes, '--json').json.solutions[0];
  };
  const profile = 'pks.networkProfiles=[{name: lb-medium, lbSize: medium, podIpBlockIds: [own]}]';
  const own = ['--set', 'nsx.furtherIpBlocks=[{name: own, range: 10.16.0.0/20}]', '--set', profile];
  // 3 x 15 + 9 namespaces in 16 /24; 100 Services of 12 ports, 7 beside the 5 servers of the first and 8 on each other medium one.
  const sizes: [string, string[], string[]][] = [
    ['nodes', ['10.60.0.0/20'], ['--pks-clusters', '8', '--set', 'nsx.ipBlocks.nodes=10.60.8.0/21']],
    ['podPrefix', ['26'], ['--clusters', '15', ...own]],
    ['lbSize', ['large'], ['--services', '60', '--ports', '12']],
    ['edges', ['8 edges'], ['--services', '100', '--ports', '12', '--pks-clusters', '2']],
    ['nodeSize', ['32Gi'], ['--clusters', '16']],
  ];
  for (const [what, [smallest], load] of sizes) {
    it(`solves for ${what}, and has enough once it is set`, () => {
      const { code, json } = paddock('capacity', design, '--solve', what, ...load, '--json');
      expect([code, json.solutions[0].smallest, json.solutions[0].isEnough]).toEqual([0, smallest, false]);
      expect(again(what, json.solutions[0].set, ...load)).toMatchObject({ isEnough: true, now: smallest });
    });
  }

  it('gives 1 when no size does', () => {
    const { code, json } = paddock('capacity', design, '--solve', 'nodeSize', '--clusters', '500', '--json');
    expect([code, json.solutions[0].smallest]).toEqual([1, undefined]);
  });

  it('varies values as a table, and draws a heat map', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'paddock-')), 'heat.svg');
    const axes = ['--vary', 'nsx.floatingPool=10.50.0.64-10.50.0.254,10.50.0.64-10.50.3.254', '--vary', 'nsx.ipBlocks.pods=10.11.0.0/16,10.12.0.0/15'];
    const { json } = paddock('capacity', design, ...axes, '--svg', file, '--json');
    expect(json.variations.map(({ importsUntilExhausted }: { importsUntilExhausted: number }) => importsUntilExhausted)).toEqual([59, 59, 82, 167]);
    const svg = readFileSync(file, 'utf8');
    expect(svg.match(/clusters<\/text>/g)?.length).toBe(4);
    expect(svg).toMatch(/^<svg [^>]+>[\s\S]+<\/svg>\n$/);
    expect(svg).toContain('prefers-color-scheme:dark');
    // The terminal's shows the same: the fullest cell where most is carried.
    const { out } = paddock('capacity', design, ...axes);
    expect(out).toMatch(/10\.50\.0\.64-10\.50\.3\.254 {2}░+ +82\b.* █+ +167\b/);
  });

  it('counts virtual servers by the ports of a Service', () => {
    const { json } = paddock('capacity', design, '--ports', '30', '--json');
    // 3 beside the cluster's and the ingress's five on the first of four medium ones, 3 on each other.
    expect(json.carries.services).toBe(12);
    expect(json.pools.find(({ name }: { name: string }) => name === 'virtual-servers').perService).toBe(30);
  });

  // rancher/docs (Sept 2019) requirements: 5 clusters and 50 nodes on 8 GB nodes, 50 and 500 on 32 GB ones.
  it('answers with what vendors support where there is no NSX-T, and solves for the nodes', () => {
    const { code, json } = paddock('capacity', 'rke', '--json');
    expect([code, json.pools, json.simulated]).toEqual([0, [], null]);
    expect(json.binding).toMatchObject({ pool: null, supported: 'rancher-sizing' });
    const load = ['--solve', 'nodeSize', '--clusters', '20', '--json'];
    const [found] = paddock('capacity', 'rke', ...load).json.solutions;
    expect(found).toMatchObject({ now: '8Gi', smallest: '32Gi' });
    const set = Object.entries(found.set).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    expect(paddock('capacity', 'rke', ...set, ...load).json.solutions[0]).toMatchObject({ isEnough: true, now: '32Gi' });
    expect(paddock('capacity', 'rke', '--solve', 'pods').err).toContain('pods is a part of NSX-T and PKS, and this design is on RKE');
  });

  it('looks until a day as well as for a time', () => {
    const until = (end: string) => paddock('capacity', design, '--until', end, '--json').json.until;
    expect(until('2020-09-07')).toBe('2020-09-07T00:00:00.000Z');
    expect(until('1y')).toBe('2020-09-07T18:00:00.000Z');
  });

  const wrong: [string, string[], string][] = [
    ['a horizon', ['--until', '0s'], 'is no time ahead'],
    ['a day', ['--until', '2019-09-08'], '2019-09-08 is before the design starts'],
    ['a part', ['--solve', 'poods'], 'did you mean pods?'],
    ['a path to vary', ['--vary', 'nsx.foo=1,2'], 'leads nowhere'],
    ['a load without a question', ['--clusters', '5'], 'belongs to --solve'],
    ['a file to draw to', ['--svg', '/nowhere/x.svg'], 'cannot be written'],
  ];
  for (const [what, options, message] of wrong) {
    it(`refuses ${what} that is wrong`, () => {
      const { code, err, out } = paddock('capacity', design, ...options);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(message);
    });
  }
});
