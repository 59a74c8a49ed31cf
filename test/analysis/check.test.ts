import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, inProcess } from '../api/program.ts';

const home = folder();
const policy = 'scenarios/policies/production.yaml';

// Issue 5: `check` in a sample pipeline fails a change that shrinks a margin below policy, and says which.
describe('a policy in a pipeline', () => {
  it('lets the sound design pass, with a JUnit file for the runner', () => {
    const file = join(home, 'sound.xml');
    const { code, stdout } = inProcess(['check', 'article', '--policy', policy, '--replications', '8', '--junit', file]);
    expect({ code, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, end: 'Every rule holds.' });
    expect(readFileSync(file, 'utf8')).toContain('tests="4" failures="0"');
  });

  it('fails a change that shrinks a margin below it, and says which rule and by how much', () => {
    const file = join(home, 'flawed.xml');
    const change = ['--set', 'nsx.floatingPool=10.50.0.64-10.50.0.100', '--base', 'article'];
    const { code, stdout } = inProcess(['check', 'article', '--policy', policy, '--replications', '8', '--junit', file, ...change]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✖ \| a month of floating addresses \| runs out after 0\.2 months, asked 1\.0 \(shrunk; was: runs out after 1\.4 months/);
    expect(stdout).toContain('1 of 4 rules are broken.');
    expect(readFileSync(file, 'utf8')).toMatch(/name="a month of floating addresses"><failure/);
  });

  // 130 arrivals, 10 a week, pass the 400 Tier-1 routers that VMware supports on a Tier-0.
  it('may ask how long a limit lasts that is only supported', () => {
    const file = join(home, 'routers.yaml');
    writeFileSync(file, 'apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules: [{ name: routers for a year, lasts: tier-1-routers, for: 365d }]\n');
    const { code, stdout } = inProcess(['check', 'article', '--policy', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('is more than the vendor supports after 3.0 months, asked 12.2');
  });

  it('is refused as a whole when it is wrong, before any work', () => {
    const file = join(home, 'wrong.yaml');
    writeFileSync(file, readFileSync(policy, 'utf8').replace('floating-ip-pool', 'floting-ip-pool').replace('of: power-loss }', 'of: powerloss }'));
    const junit = join(home, 'none.xml');
    const { code, stderr } = inProcess(['check', 'article', '--policy', file, '--junit', junit]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean power-loss?');
    expect(stderr).toContain('did you mean floating-ip-pool?');
    expect(stderr).toContain('2 errors');
    expect(existsSync(junit)).toBe(false);
  });
});
