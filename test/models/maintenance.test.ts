import { describe, expect, it } from 'vitest';
import { hostKind } from '../../models/vsphere/host.ts';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const empties = (host: string) => [{ at: '600s', operation: 'enter-maintenance', host }];
const isInMaintenance = ({ to }: { to: string }) => to === 'maintenance';

describe('maintenance mode', () => {
  // facts/vsphere-k8s-etcd-rancher.md 1.4, maintenance mode, fully automated DRS: evacuates by vMotion.
  it.each(['esx-01', 'esx-02', 'esx-03', 'esx-04'])('empties %s by vMotion and breaks no rule', (host) => {
    for (const seed of seeds(5)) {
      const { records, run } = ran(article(), empties(host), seed);
      expect(secondsUntil(records, 600, isInMaintenance)).toBe(0);
      const vms = new View(run.world).all(vmKind);
      expect(vms.every((vm) => vm.is('running') && vm.data.host !== host)).toBe(true);
      for (const role of ['master', 'worker']) expect(new Set(vms.filter(({ data }) => data.role === role).map(({ data }) => data.host)).size).toBe(3);
    }
  });

  // Same row: no move when every other host would break a rule; the task waits.
  it('waits while every other host would break a rule, until another host is there', () => {
    const timeline = [{ at: '300s', fault: 'power-loss', target: 'esx-01', for: '30m' }, ...empties('esx-02').map((line) => ({ ...line, at: '1200s' }))];
    const { records, run } = ran(article(), timeline, 1, '2h');
    expect(records.some(({ event }) => event.endsWith('a rule keeps it off every host that has the memory'))).toBe(true);
    const up = secondsUntil(records, 1_200, ({ actor, to }) => actor === 'esx-01' && to === 'up');
    expect(secondsUntil(records, 1_200, isInMaintenance)).toBe(up);
    expect(new View(run.world).get('esx-02', hostKind).is('maintenance')).toBe(true);
  });

  // 1.4, maintenance mode with HA admission control on: VMs might not be evacuated because of reserved capacity.
  it('waits when admission control holds the memory back', () => {
    const small = (tolerated: number) =>
      article((data) => {
        for (const host of data.vsphere.hosts) host.memory = '64Gi';
        data.vsphere.drs.rules = [];
        data.vsphere.ha.admissionControl.hostFailuresToTolerate = tolerated;
      });
    const held = ran(small(1), empties('esx-02'));
    expect(held.records.some(isInMaintenance)).toBe(false);
    expect(held.records.some(({ event }) => event.endsWith('admission control holds the memory back'))).toBe(true);
    expect(ran(small(0), empties('esx-02')).records.some(isInMaintenance)).toBe(true);
  });

  it('waits for people when DRS is not fully automated', () => {
    const design = article((data) => {
      data.vsphere.drs.automation = 'partiallyAutomated';
    });
    expect(ran(design, empties('esx-02')).records.some(isInMaintenance)).toBe(false);
  });

  // 1.1, election length: 15 s, over UDP.
  it('of the HA primary has another host lead after an election', () => {
    const { records } = ran(article(), empties('esx-04'));
    expect(secondsUntil(records, 600, ({ event }) => event === 'esx-03 leads vSphere HA')).toBe(15);
  });
});
