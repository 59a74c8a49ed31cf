/** `paddock availability` through the front door, on its worker threads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../api/program.ts';
import { interrupted, linesOf, paddock } from './paddock.ts';

const home = folder();
const design = 'scenarios/designs/article.yaml';
const short = ['--years', '2', '--replications', '9', '--no-sensitivity'];

describe('paddock availability', () => {
  it('gives the same answer whatever the number of workers', () => {
    const answer = (workers: string) => {
      const { took, workers: _, platformYearsPerSecond, ...rest } = paddock('availability', design, ...short, '--workers', workers, '--json').json;
      expect([took > 0, platformYearsPerSecond > 0]).toEqual([true, true]);
      return rest;
    };
    expect(answer('1')).toEqual(answer('3'));
  });

  it('prints its stable shape: paths, intervals, causes, rates', () => {
    const { code, json, err } = paddock('availability', design, ...short, '--json');
    expect([code, err, json.years, json.replications]).toEqual([0, '', 2, 9]);
    expect(json.paths.map(({ name }: { name: string }) => name)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
    for (const { availability, low, high, downtimeByCause } of json.paths) {
      expect(low).toBeLessThanOrEqual(availability);
      expect(high).toBeGreaterThanOrEqual(availability);
      expect(downtimeByCause.reduce((sum: number, { share }: { share: number }) => sum + share, 0)).toBeCloseTo(1, 9);
    }
    expect(json.rates.find(({ kind }: { kind: string }) => kind === 'host')).toMatchObject({ mtbf: '3y', mttr: '4h', components: 4 });
  });

  it('says which assumption moves it, by doing so', () => {
    const { json } = paddock('availability', design, '--years', '3', '--replications', '16', '--json');
    const swings = json.sensitivity.map(({ swing }: { swing: number }) => swing);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    const isRate = (one: { path: string; assumption: string }) => one.path === 'rancher-ui' && one.assumption.startsWith('reliability.');
    const [first] = json.sensitivity.filter(isRate);
    expect(first.assumption).toBe('reliability.vm.mtbf');
    expect(first.changes[0].difference).toBeGreaterThan(0);
    expect(first.changes[1].difference).toBeLessThan(0);
  }, 180_000);

  it('meets a target, misses one, or cannot tell', () => {
    const verdict = (target: string) => {
      const { code, json } = paddock('availability', design, ...short, '--target', target, '--json');
      return [code, ...json.verdicts.map((one: { verdict: string }) => one.verdict)];
    };
    expect(verdict('99')).toEqual([0, 'passed', 'passed', 'passed']);
    expect(verdict('rancher-ui=100')).toEqual([1, 'failed']);
  });

  it('stops by itself when the interval is narrow enough', () => {
    const { json } = paddock('availability', design, '--no-sensitivity', '--precision', '40', '--json');
    expect([json.replications, json.isPrecise]).toEqual([32, true]);
  });

  it('ends early with what it has when interrupted', async () => {
    const file = join(home, 'early.jsonl');
    const { code, out } = await interrupted(
      () => linesOf(file) > 3,
      ...['availability', design, '--years', '20', '--replications', '100000', '--no-sensitivity', '--resume', file],
    );
    expect(code).toBe(130);
    expect(out).toContain('ended early');
  });

  const wrong: [string, string[], string][] = [
    ['years', ['--years', '500'], 'at most 200y'],
    ['a confidence', ['--ci', '100'], 'a number from 50 to 99.99'],
    ['a target', ['--target', 'rancher-ui=999'], 'as rancher-ui=99.9'],
    ['a path', ['--target', 'rancher=99'], 'no path "rancher"'],
    ['a design that lets nothing fail', ['--set', 'reliability={}'], 'lets nothing fail'],
  ];
  for (const [what, options, message] of wrong) {
    it(`refuses ${what} that is wrong`, () => {
      const { code, err, out } = paddock('availability', design, ...options);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(message);
    });
  }
});

// Issue 5: long work can be cancelled and resumed; what was found before is found the same.
it('goes on from what an earlier call kept, and refuses what another study kept', () => {
  const kept = join(home, 'kept.jsonl');
  const call = () => paddock('availability', 'article', '--years', '1', '--replications', '4', '--no-sensitivity', '--resume', kept, '--json');
  const first = call().json;
  const size = readFileSync(kept, 'utf8').length;
  expect(call().json.paths).toEqual(first.paths);
  expect(readFileSync(kept, 'utf8').length).toBe(size);
  expect(paddock('availability', 'article', '--years', '2', '--replications', '4', '--no-sensitivity', '--resume', kept).code).toBe(2);
}, 60_000);
