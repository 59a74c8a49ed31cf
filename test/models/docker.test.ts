import { describe, expect, it } from 'vitest';
import { checkDesign } from '../../models/check-design.ts';
import { onDocker } from './designs.ts';
import { longestOutage, ran } from './runs.ts';

describe('Rancher on a single node', () => {
  it('is right as it is shipped, and is one container', () => {
    expect(checkDesign(onDocker())).toEqual([]);
    const replicated = onDocker((data) => (data.rancher.replicas = 3));
    expect(checkDesign(replicated).map(({ message }) => message)).toEqual(['a single-node installation is one container']);
  });

  // rancher/docs single-node-docker: no high availability; each loss of the machine is an outage of everything.
  it('is away as long as its machine is', () => {
    const { levels } = ran(onDocker(), [{ at: '10m', fault: 'crash', target: 'rancher-node', for: '10m' }]);
    for (const path of ['rancher-ui', 'kube-api', 'agent-tunnel']) {
      const longest = Math.max(...(levels.find(({ name }) => name === path)?.outages ?? []).map(({ from, to }) => (to - from) / 1e6));
      expect(longest).toBeGreaterThan(600);
      expect(longest).toBeLessThan(900);
    }
  });

  // single-node-docker advanced options: data lie in /var/lib/rancher of the container unless that is bind-mounted.
  it('keeps its data through a new container in a volume alone, and comes back from a backup', () => {
    const upgrade = [{ at: '30m', operation: 'replace-container' }];
    expect(
      longestOutage(
        ran(
          onDocker((data) => (data.docker.volume = true)),
          upgrade,
        ),
        'rancher-ui',
      ),
    ).toBeLessThan(180);
    expect(longestOutage(ran(onDocker(), upgrade), 'rancher-ui')).toBe(1_800);
    const backed = [{ at: '20m', operation: 'snapshot' }, ...upgrade, { at: '40m', operation: 'restore' }];
    expect(longestOutage(ran(onDocker(), backed), 'rancher-ui')).toBeLessThan(900);
  });
});
