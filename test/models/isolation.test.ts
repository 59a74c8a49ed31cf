import { describe, expect, it } from 'vitest';
import { primaryOf } from '../../models/vsphere/primary.ts';
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

describe('a host that beats on no datastore either', () => {
  const heartless = (isolationResponse = 'none') =>
    article((data) => {
      data.vsphere.datastores = [];
      Object.assign(data.vsphere.ha, { isolationResponse });
    });
  const notes = ({ records }: ReturnType<typeof ran>, pattern: RegExp) =>
    records.filter(({ actor, event }) => actor === 'vsphere-ha' && pattern.test(event)).map(({ at }) => Math.round(at / 1_000) / 1_000 - 600);

  // facts/vsphere-k8s-etcd-rancher.md 1.1: 15 s: dead, restarts begin, if no heartbeat datastore; 1.2, attempts: at 0, 2, 6, 14, 30 min.
  it('is held for dead after 15 s; the files of its VMs are locked, so that five attempts fail', () => {
    for (const fault of ['isolate', 'partition']) {
      const result = ran(heartless(), cut(fault, 'esx-02'), 1, '2h');
      expect(notes(result, /^holds esx-02 for dead/)).toEqual([15]);
      expect(notes(result, /^cannot restart master-1: its files are locked by esx-02/)).toEqual([15, 135, 375, 855, 1_815]);
      expect(new View(result.run.world).all(vmKind).every((vm) => vm.is('running'))).toBe(true);
    }
  });

  // 1.2: the counter starts anew under a new master.
  it('is tried anew by the next primary', () => {
    const result = ran(heartless(), [...cut('isolate', 'esx-02'), { at: '3000s', fault: 'power-loss', target: 'HA primary' }], 1, '3h');
    expect(notes(result, /^cannot restart master-1: .* \(attempt 1 of 5\)$/)).toEqual([15, 2_435]);
    expect(notes(result, /^cannot restart master-1: .* \(attempt 5 of 5\)$/)).toEqual([1_815, 4_235]);
  });

  it('is not held for dead any longer when it is heard again', () => {
    const result = ran(heartless(), cut('isolate', 'esx-02', '3m'));
    expect(notes(result, /^cannot restart master-1/)).toEqual([15, 135]);
  });

  // vSphere Availability 6.5: the attempt succeeds if the host has lost the VMs' datastores too.
  it('loses its VMs to others when it has lost their datastores', () => {
    const both = [...cut('isolate', 'esx-02', '20m'), ...cut('all-paths-down', 'esx-02', '20m')];
    const { records, run } = ran(article(), both);
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'master-1' && to === 'booting')).toBeCloseTo(15, 4);
    expect(run.stateAt(900_000_000).get('master-1')).toBe('running');
    // One that loses its paths later is missed from then on.
    const later = ran(article(), [...cut('isolate', 'esx-02'), { at: '700s', fault: 'all-paths-down', target: 'esx-02' }]);
    expect(notes(later, /^holds esx-02 for dead/)).toEqual([115]);
  });

  // 1.1, master host dies: restarts at 35 s; one that is cut off is missed just as long.
  it('as the primary is held for dead by its successor', () => {
    expect(notes(ran(heartless(), cut('isolate', 'HA primary')), /^holds esx-04 for dead/)).toEqual([35]);
  });
});

// facts/vsphere-k8s-etcd-rancher.md 1.1, shutdown response time limit: 300 s, then power off.
describe('a guest that hangs when its isolated host shuts it down', () => {
  const hang = { at: '500s', fault: 'hang', target: 'master-1' };

  it('is powered off after 300 s', () => {
    const { records } = ran(responding('shutdown'), [hang, ...cut('isolate', 'esx-02')]);
    expect(secondsUntil(records, 600, ({ actor, event }) => actor === 'master-1' && event === 'after shutdownTimeout')).toBeCloseTo(360, 5);
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'worker-2' && to === 'lost')).toBeCloseTo(60, 5);
  });

  it('is powered off at once by the other response', () => {
    const { records } = ran(responding('powerOff'), [hang, ...cut('isolate', 'esx-02')]);
    expect(secondsUntil(records, 600, ({ actor, to }) => actor === 'master-1' && to === 'lost')).toBeCloseTo(60, 5);
  });

  it('shuts down at last when it goes on in time', () => {
    const { records } = ran(responding('shutdown'), [{ ...hang, for: '200s' }, ...cut('isolate', 'esx-02')]);
    expect(secondsUntil(records, 600, ({ actor, event, to }) => actor === 'master-1' && event === 'resume' && to === 'lost')).toBe(100);
  });
});
