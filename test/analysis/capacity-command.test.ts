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
  });

  const wrong: [string, string[], string][] = [
    ['a horizon', ['--until', '0s'], 'is no time ahead'],
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
