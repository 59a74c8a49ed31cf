/** Long work: the same answer from any number of workers, and from a search that was ended and went on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioOf } from '../../models/analysis/fatal-set.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { juryOf, search, total } from '../../models/analysis/search.ts';
import { compileScenario, type Scenario } from '../../models/index.ts';
import { simulate } from '../../sim/index.ts';
import { folder } from '../api/program.ts';
import { article, scenario } from '../models/designs.ts';
import { interrupted, linesOf, paddock } from './paddock.ts';

const home = folder();
const small = ['search', 'article', '--faults', '2', '--seeds', '2', '--of', 'crash', '--json'];
const long = ['search', 'article', '--faults', '3', '--seeds', '8', '--of', 'crash', '--json'];

/** Without how long it took. */
const told = ({ json: { took: _, ...rest } }: { json: { took: number } & object }) => rest;

describe('paddock search', () => {
  it('gives the same answer from 1, 2 and 3 workers', () => {
    const [one, two, three] = [1, 2, 3].map((workers) => told(paddock(...small, '--workers', String(workers))));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  }, 120_000);

  it('goes on where it was ended, to the same answer, and refuses the findings of another search', async () => {
    const file = join(home, 'search.jsonl');
    const ended = await interrupted(() => linesOf(file) > 3, ...long.slice(0, -1), '--resume', file);
    expect(ended.code).toBe(130);
    expect(ended.err).toContain(`the same call goes on from there`);
    const found = readFileSync(file, 'utf8');
    // As a kill in the middle of a line leaves it.
    writeFileSync(file, found.slice(0, -7));
    const whole = paddock(...long, '--resume', file);
    expect(told(whole)).toEqual(told(paddock(...long)));
    const other = paddock(...long, '--seeds', '3', '--resume', file);
    expect(other.code).toBe(2);
    expect(other.json.errors[0].code).toBe('other-study');
  }, 180_000);

  it.each([
    [['--property', 'kube-apii'], 'unknown-name'],
    [['--faults', '6'], 'too-many'],
    [['--of', 'crush'], 'unknown-name'],
    [['--during', 'create-workloads'], 'unknown-name'],
    [['--during', 'create-workload color=red'], 'wrong-keys'],
  ])('refuses %j before any work', (options, code) => {
    const { code: ended, json } = paddock('search', 'article', '--faults', '2', ...options, '--json');
    expect(ended).toBe(2);
    expect(json.errors[0].code).toBe(code);
  });
});

describe('faults during an operation', () => {
  it('strike at its milestones, and each fatal set fails as the scenario that it is written as', async () => {
    const design = article((data) => {
      data.dns.servers = data.dns.servers.slice(0, 1);
    });
    const judge = new Judge(design, everyPath, { verb: 'create-workload', args: { name: 'web', replicas: 2 } });
    const result = await search(judge, { faults: 1, seeds: [1], isFolded: true }, juryOf(judge, [1]));
    expect(result.moments).toBeGreaterThan(2);
    expect(total(result).combinations).toBe(result.components.length * result.moments);
    expect(total(result).combinations).toBe(total(result).implied + total(result).folded + total(result).classes);
    const moments = new Set(result.fatal.filter(({ plan }) => plan[0]?.target === 'dns-01').map(({ plan }) => plan[0]?.after));
    expect(moments.size).toBe(result.moments);
    for (const fatal of result.fatal) {
      const file = parse(scenarioOf(fatal, judge, 'article.yaml')) as Scenario;
      expect(file.timeline[0]).toMatchObject({ operation: 'create-workload', name: 'web' });
      expect(simulate(compileScenario(scenario({ ...file }), design)).verdict, file.title).toBe('failed');
    }
  });
});
