/** Questions before they are answered: what they would take, whether that is too long, and whom they are about. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../api/program.ts';
import { paddock } from './paddock.ts';

const home = folder();

describe('a question', () => {
  it('that is only asked about tells what it would take, and does nothing', () => {
    const { code, json } = paddock('search', 'article', '--faults', '3', '--dry-run', '--json');
    expect(code).toBe(0);
    expect(json.combinationsAtMost).toBeGreaterThan(50_000);
    expect(json.runsAtMost).toBe(8 * json.combinationsAtMost);
    expect(json.secondsAtMost).toBeGreaterThan(10);
  });

  it('that would take longer than one waits is refused, with what would be right', () => {
    const { code, err } = paddock('search', 'article', '--faults', '3', '--within', '10s');
    expect(code).toBe(2);
    expect(err).toMatch(/of \d+ components are at most [\d,]+ combinations .* more than 10 s/);
    expect(err).toContain('fewer faults');
  });

  it('of a policy or a comparison is refused so too', () => {
    const policy = join(home, 'three.yaml');
    writeFileSync(policy, 'apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules: [{ name: any three faults, survives: 3 }]\n');
    const check = paddock('check', 'article', '--policy', policy, '--within', '10s', '--json');
    expect([check.code, check.json.errors[0].code, check.json.errors[0].file]).toEqual([2, 'too-many', 'the rule "any three faults"']);
    const compare = paddock('compare', 'article', 'rke', '--faults', '3', '--within', '10s', '--json');
    expect([compare.code, compare.json.errors[0].code]).toEqual([2, 'too-many']);
  });

  // Issue 5: `any two workers`.
  it('about any two workers is a rule of a policy', () => {
    const policy = join(home, 'workers.yaml');
    const rule = '{ name: any two workers, survives: 2, of: crash, among: workers }';
    writeFileSync(policy, `apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules: [${rule}]\n`);
    const { json } = paddock('check', 'article', '--policy', policy, '--set', 'versions.rancher=2.5.9', '--base', 'article', '--json');
    expect(json.rules[0]).toMatchObject({ rule: 'any two workers', holds: true, shrunk: false });
    expect(json.rules[0].before).toBeLessThan(json.rules[0].margin);
  }, 60_000);
});
