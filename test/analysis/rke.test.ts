/** Every study of a design on RKE: what is fatal, what mends it, how available it is, a policy, and a report. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../api/program.ts';
import { paddock } from './paddock.ts';

const home = folder();

describe('a design on RKE', () => {
  // seeds/004: one machine in front of the nodes is a single point of failure.
  it('is lost with its only load balancer, and mended by a second machine', () => {
    const found = paddock('search', 'rke', '--faults', '1', '--seeds', '2', '--of', 'crash', '--property', 'rancher-ui', '--json');
    expect([found.code, found.json.fatal.map(({ faults }: { faults: { target: string }[] }) => faults[0]?.target)]).toEqual([1, ['lb-1']]);
    expect(found.json.fatal[0].chain.length).toBeGreaterThan(2);
    const mended = paddock('fix', 'rke', '--faults', '1', '--edits', '1', '--of', 'crash', '--property', 'rancher-ui', '--json');
    expect([mended.code, mended.json.cure.edits]).toEqual([0, [{ name: 'a second machine for the load balancer', cost: 2 }]]);
  }, 60_000);

  it('has its own limits in a policy, and names those that it lacks', () => {
    const policy = join(home, 'policy.yaml');
    const rules = (pool: string) =>
      `apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules:\n  - { name: any node, back: agent-tunnel, within: 30m, of: kill, among: etcd members }\n${pool}`;
    writeFileSync(policy, rules('  - { name: three nines, available: rancher-ui, atLeast: 0.99 }\n'));
    const { code, json } = paddock('check', 'rke', '--policy', policy, '--replications', '4', '--json');
    expect([code, json.rules.map(({ holds }: { holds: boolean }) => holds)]).toEqual([0, [true, true]]);
    writeFileSync(policy, rules('  - { name: addresses, lasts: floating-ip-pool, for: 30d }\n'));
    const refused = paddock('check', 'rke', '--policy', policy, '--json');
    expect([refused.code, refused.json.errors[0].code]).toEqual([2, 'unknown-name']);
  }, 60_000);

  it('is reported with its nodes', () => {
    const file = join(home, 'rke.html');
    expect(paddock('report', 'rke', '-o', file, '--replications', '2').code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('lb-1');
  }, 60_000);
});

it('two platforms are compared in the paths that both have', () => {
  const { json } = paddock('compare', 'article', 'rke', '--replications', '2', '--json');
  expect(json.downtime.map(({ path }: { path: string }) => path)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
  expect(json.fatal.onlyB.join()).toContain('lb-1 is powered off');
}, 60_000);
