import { describe, expect, it } from 'vitest';
import { firstDivergence } from '../../models/analysis/divergence.ts';
import { compileScenario } from '../../models/index.ts';
import { inProcess } from '../api/program.ts';
import { article, scenario } from '../models/designs.ts';

const losesHost = scenario({ timeline: [{ at: '10m', fault: 'power-loss', target: 'esx-02' }] });

describe('two designs on the same luck', () => {
  it('have one story when they are one design', () => {
    expect(firstDivergence(compileScenario(losesHost, article(), 3), compileScenario(losesHost, article(), 3))).toBeUndefined();
  });

  it('part where the first difference bites, and not before', () => {
    const off = article((data) => {
      data.vsphere.ha.enabled = false;
    });
    const found = firstDivergence(compileScenario(losesHost, article(), 3), compileScenario(losesHost, off, 3));
    expect(found?.a).toMatchObject({ at: 618_000_000, actor: 'vsphere-ha' });
  });

  it('are told apart by the command: verdicts, fatal sets and downtime of the worse one', () => {
    const { code, stdout } = inProcess(['compare', 'article', 'article', '--set', 'vsphere.ha.enabled=false', '--replications', '8', '--json']);
    const found = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(found.verdicts).toContainEqual({ name: 'a VM is restarted on another host', a: 'passed', b: 'failed' });
    expect(found.divergence.a.at).toBe(618);
    expect(found.availability.map(({ path }: { path: string }) => path)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
    for (const { a, b, difference } of found.availability) {
      expect(difference.mean).toBeCloseTo(b - a, 9);
      expect(difference.low).toBeLessThanOrEqual(difference.mean);
    }
    expect(found.downtime.map(({ path }: { path: string }) => path)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
  });

  it('are told apart in dates, and in paths that both have', () => {
    const change = ['--set', 'nsx.floatingPool=10.50.0.64-10.50.0.100', '--set', 'downstream.kind=custom', '--set', 'downstream.atStart=1'];
    const { code, stdout } = inProcess(['compare', 'article', 'article', ...change, '--replications', '2', '--json']);
    const found = JSON.parse(stdout);
    const floating = found.runsOut.find(({ pool }: { pool: string }) => pool === 'floating-ip-pool');
    expect([code, found.downtime.length]).toEqual([1, 3]);
    expect(Date.parse(floating.onB)).toBeLessThan(Date.parse(floating.onA));
    expect(floating.b).toMatch(/^day \d+$/);
  });

  it('are alike by the command when they are', () => {
    const { code, stdout } = inProcess(['compare', 'article', 'article', '--replications', '4', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ divergence: null, verdicts: [], runsOut: [], fatal: { onlyA: [], onlyB: [] } });
  });
});
