import { describe, expect, it } from 'vitest';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const hangs = (target: string, length?: string) => [{ at: '600s', fault: 'hang', target, ...(length ? { for: length } : {}) }];
const monitored = (level = 'high', change: Record<string, unknown> = {}) =>
  article((data) => {
    Object.assign(data.vsphere.ha, { vmMonitoring: 'vmMonitoringOnly', vmMonitoringSensitivity: level, ...change });
  });
const isReset = ({ event, from }: { event: string; from: string }) => event === 'reset' && from === 'hung';
const resets = (timeline: object[], design = monitored(), seed = 1, duration = '3h') =>
  ran(design, timeline, seed, duration)
    .records.filter(isReset)
    .map(({ at }) => at / 1_000_000 - 600);

describe('VM Monitoring', () => {
  // vm_and_application_monitoring.md, Timing: red at 61 to 89 s, watched for the failure interval; and no I/O for 120 s, which the guest had until it hung.
  it.each([
    ['high', 120, 120],
    ['medium', 121, 149],
    ['low', 181, 209],
  ])('with sensitivity %s resets a VM %i to %i s after its guest hangs', (level, least, most) => {
    for (const seed of seeds(20)) {
      const [first = 0] = resets(hangs('worker-1'), monitored(level), seed, '20m');
      expect(first).toBeGreaterThanOrEqual(least);
      expect(first).toBeLessThanOrEqual(most);
    }
  });

  // facts/vsphere-k8s-etcd-rancher.md 1.2: 3 resets in 1 h; off by default.
  it('resets a VM that hangs again and again three times an hour', () => {
    const at = resets(hangs('worker-1', '2h'));
    expect(at.length).toBe(6);
    expect((at[3] as number) - (at[0] as number)).toBe(3_600);
    expect(resets(hangs('worker-1'), article())).toEqual([]);
    expect(resets(hangs('worker-1'), monitored('high', { enabled: false }))).toEqual([]);
  });

  // 1.2: minimum uptime 120 s, counted from the power-on.
  it('leaves a VM its first two minutes', () => {
    const timeline = [
      { at: '600s', fault: 'crash', target: 'worker-1', for: '10s' },
      { at: '612s', fault: 'hang', target: 'worker-1' },
    ];
    const soon = article((data) => {
      Object.assign(data.vsphere.ha, { vmMonitoring: 'vmMonitoringOnly' });
      data.parameters = { 'vsphere.vmMonitoring.ioStatsInterval': '0s', 'vsphere.vmMonitoring.highInterval': '0s' };
    });
    expect(resets(timeline, soon)[0]).toBe(130);
  });

  // It is the agent on the host that resets, without vCenter or a primary (same source, Implementation Details).
  it('works on a host that is cut off', () => {
    expect(resets([{ at: '500s', fault: 'isolate', target: 'esx-02' }, ...hangs('worker-2')])).toEqual([120]);
  });
});

describe('a guest that hangs', () => {
  it('goes on when it is released, and stays silent until then', () => {
    const { records, run } = ran(article(), hangs('master-1', '10m'));
    expect(run.stateAt(900_000_000).get('etcd-1')).toBe('down.withVm');
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'master-1' && to === 'running')).toBe(600);
    expect(new View(run.world).get('etcd-1').is('up')).toBe(true);
  });

  it('goes down with its host, and is restarted with the others', () => {
    const { run } = ran(article(), [...hangs('master-1', '30m'), { at: '700s', fault: 'power-loss', target: 'esx-02' }]);
    expect(run.stateAt(900_000_000).get('master-1')).toBe('hung');
    expect(new View(run.world).all(vmKind).every((vm) => vm.is('running'))).toBe(true);
  });

  it('is recreated by the resurrector, which takes its silent agent for a lost one', () => {
    const design = article((data) => {
      data.bosh.resurrector = true;
    });
    const { records } = ran(design, hangs('worker-1'));
    expect(records.some(({ event }) => event === 'recreates worker-1')).toBe(true);
  });
});
