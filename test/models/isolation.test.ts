import { describe, expect, it } from 'vitest';
import { primaryOf } from '../../models/vsphere/high-availability.ts';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const cut = (fault: string, target: string, length?: string) => [{ at: '600s', fault, target, ...(length ? { for: length } : {}) }];
const responding = (isolationResponse: string) =>
  article((data) => {
    Object.assign(data.vsphere.ha, { isolationResponse });
  });
const reaches = (state: string) => (record: { actor: string; to: string }) => record.actor.startsWith('fdm-') && record.to.startsWith(state);

describe('a host that is cut off from the management network', () => {
  // facts/vsphere-k8s-etcd-rancher.md 1.1, slave isolated: 30 s declares isolation, 60 s response; master isolated: 5 s and 35 s.
  it.each([
    ['esx-02', 30, 60],
    ['HA primary', 5, 35],
  ])('when isolated, %s, declares it after %i s and responds after %i s', (target, declares, responds) => {
    for (const response of ['shutdown', 'powerOff']) {
      const { records, run } = ran(responding(response), cut('isolate', target));
      expect(secondsUntil(records, 600, reaches('cutOff.isolated'))).toBe(declares);
      expect(secondsUntil(records, 600, ({ event }) => event.endsWith(': it is isolated'))).toBeCloseTo(responds, 5);
      const vms = new View(run.world).all(vmKind);
      expect(vms.every((vm) => vm.is('running'))).toBe(true);
      expect(vms.some((vm) => vm.data.host === (target === 'esx-02' ? target : 'esx-04'))).toBe(false);
    }
  });

  // 1.1, default isolation response: leave powered on; partition: VMs keep running, only one master succeeds in a restart.
  it.each(['isolate', 'partition'])('by %s keeps its VMs running by default, and none is started elsewhere', (fault) => {
    for (const target of ['esx-01', 'esx-02', 'HA primary']) {
      for (const seed of seeds(3))
        expect(ran(article(), cut(fault, target), seed).records.some(({ actor, to }) => /^(master|worker|edge)-\d+$/.test(actor) && to === 'booting')).toBe(
          false,
        );
    }
  });

  // 1.1, slave isolated: elects itself at 25 s; partition: each elects its own master.
  it('when partitioned, leads itself after 25 s, and the others have a primary', () => {
    const { records, run } = ran(article(), cut('partition', 'esx-02'));
    expect(secondsUntil(records, 600, reaches('cutOff.partitioned'))).toBe(25);
    expect(primaryOf(new View(run.world))).toBe('esx-04');
  });

  // 1.1, master host dies: 10 s, election 15 s; the same silence.
  it('as the primary is followed by another after 25 s', () => {
    const { records } = ran(article(), cut('partition', 'HA primary'));
    expect(secondsUntil(records, 600, ({ event }) => event === 'esx-03 leads vSphere HA')).toBe(25);
  });

  it('does not respond when its network is back in time, or nobody could restart its VMs', () => {
    const isResponse = ({ event }: { event: string }) => event.endsWith(': it is isolated');
    expect(ran(responding('powerOff'), cut('isolate', 'esx-02', '59s')).records.some(isResponse)).toBe(false);
    const all = ['esx-01', 'esx-02', 'esx-03', 'esx-04'].flatMap((host) => cut('isolate', host));
    expect(ran(responding('powerOff'), all).records.some(isResponse)).toBe(false);
  });

  it('takes no VM of a host that dies meanwhile', () => {
    const { run } = ran(article(), [...cut('isolate', 'esx-02'), { at: '700s', fault: 'power-loss', target: 'esx-01' }]);
    const vms = new View(run.world).all(vmKind);
    expect(vms.filter((vm) => vm.data.host === 'esx-02').map(({ id }) => id)).toEqual(['master-1', 'worker-2']);
    expect(vms.every((vm) => vm.is('running'))).toBe(true);
  });
});
