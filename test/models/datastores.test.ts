import { describe, expect, it } from 'vitest';
import { datastoreKind } from '../../models/vsphere/datastore.ts';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { type Ran, ran, secondsUntil, seeds } from './runs.ts';

const strikes = (fault: string, target: string, length?: string) => [{ at: '600s', fault, target, ...(length ? { for: length } : {}) }];

const protectedBy = (ha: { apd?: string; pdl?: string }) =>
  article((data) => {
    Object.assign(data.vsphere.ha, ha);
  });

const isEnd = ({ from, event }: { from: string; event: string }) => from.startsWith('stalled') && event === 'terminate';

const vms = ({ run }: Ran) => new View(run.world).all(vmKind);

describe('a datastore without paths', () => {
  it('hangs the VMs whose disks lie there, and no other', () => {
    const result = ran(article(), strikes('all-paths-down', 'datastore-02'));
    const hanging = vms(result).filter((vm) => vm.is('stalled'));
    expect(hanging.map(({ id }) => id).sort()).toEqual(['edge-02', 'master-1', 'worker-1']);
    expect(vms(result).every((vm) => vm.is('stalled') || vm.is('running'))).toBe(true);
  });

  // facts/vsphere-k8s-etcd-rancher.md 1.5, PDL and APD responses: disabled unless set.
  it.each(['all-paths-down', 'permanent-device-loss'])('or lost, by %s, is left to itself by default', (fault) => {
    for (const seed of seeds(5)) expect(ran(article(), strikes(fault, 'datastore-01'), seed).records.some(isEnd)).toBe(false);
  });

  it('lets its VMs go on when it answers again, also where both faults overlap', () => {
    const timeline = [
      ...strikes('all-paths-down', 'datastore-01', '300s'),
      { at: '700s', fault: 'permanent-device-loss', target: 'datastore-01', for: '400s' },
    ];
    const result = ran(article(), timeline);
    const running = (at: number) => result.run.stateAt(at * 1_000_000).get('master-0');
    expect(running(950)).toBe('stalled.hung');
    expect(running(1_101)).toBe('running');
    expect(new View(result.run.world).get('datastore-01', datastoreKind).is('available')).toBe(true);
  });

  it('keeps a VM off that is to be powered on meanwhile', () => {
    const result = ran(article(), [...strikes('all-paths-down', 'datastore-01', '20m'), { at: '700s', fault: 'power-loss', target: 'esx-01', for: '5m' }]);
    expect(secondsUntil(result.records, 600, ({ actor, to }) => actor === 'master-0' && to === 'booting')).toBeCloseTo(1_200, 5);
    expect(result.records.some(({ event }) => event === 'cannot restart master-0: no host reaches its datastore')).toBe(true);
  });
});

describe('VM Component Protection', () => {
  // facts/vsphere-k8s-etcd-rancher.md 1.5, APD: 140 s to the timeout, 3 min more, so about 320 s.
  it.each(['restartConservative', 'restartAggressive'])('restarts the VMs of a host without paths elsewhere after 320 s when APD is %s', (apd) => {
    for (const seed of seeds(10)) {
      const result = ran(protectedBy({ apd }), strikes('all-paths-down', 'esx-02'), seed);
      expect(secondsUntil(result.records, 600, isEnd)).toBe(320);
      expect(vms(result).filter((vm) => vm.is('running') && vm.data.host !== 'esx-02').length).toBe(8);
    }
  });

  // Same row: an APD that clears earlier has no response.
  it('does nothing when the paths are back sooner', () => {
    const { records } = ran(protectedBy({ apd: 'restartAggressive' }), strikes('all-paths-down', 'esx-02', '319s'));
    expect(records.some(isEnd)).toBe(false);
  });

  // 1.5, APD responses: conservative only if another host can run it; aggressive also where nobody can say so.
  it('ends VMs that no other host reaches only when it is aggressive', () => {
    expect(ran(protectedBy({ apd: 'restartConservative' }), strikes('all-paths-down', 'datastore-01')).records.some(isEnd)).toBe(false);
    const { records } = ran(protectedBy({ apd: 'restartAggressive' }), strikes('all-paths-down', 'datastore-01', '20m'));
    expect(secondsUntil(records, 600, isEnd)).toBe(320);
    expect(secondsUntil(records, 600, ({ from, to }) => from === 'lost' && to === 'booting')).toBe(1_200);
  });

  // Same row: not done if capacity is short.
  it('ends nothing that finds no memory elsewhere', () => {
    const design = article((data) => {
      Object.assign(data.vsphere.ha, { apd: 'restartAggressive' });
      for (const host of data.vsphere.hosts) host.memory = '64Gi';
      data.pks.plans[0].workerMemory = '28Gi';
      data.pks.plans[0].masterMemory = '30Gi';
      data.nsx.edges = [{ name: 'edge-01', size: 'large', host: 'esx-01' }];
      data.vsphere.hosts[3].memory = '28Gi';
    });
    const { records } = ran(design, strikes('all-paths-down', 'esx-02'));
    expect(records.filter(isEnd).map(({ actor }) => actor)).not.toContain('master-1');
    expect(records.some(({ event }) => event.endsWith('and no host has the memory'))).toBe(true);
  });

  // 1.5, PDL: immediate kill and restart elsewhere, if set.
  it('ends VMs on a lost device at once, and restarts them when it is back', () => {
    const { records } = ran(protectedBy({ pdl: 'restartAggressive' }), strikes('permanent-device-loss', 'datastore-01', '10m'));
    expect(secondsUntil(records, 600, isEnd)).toBe(0);
    expect(secondsUntil(records, 600, ({ from, to }) => from === 'lost' && to === 'booting')).toBe(600);
  });
});

describe('a datastore that is lost for good', () => {
  const lost = (n: number) => Array.from({ length: n }, (_, i) => i + 1).flatMap((i) => strikes('permanent-device-loss', `datastore-0${i}`));
  const stateOf = ({ run }: Ran, id: string) => new View(run.world).get(id).state;

  // facts/vsphere-k8s-etcd-rancher.md 2, quorum: three copies tolerate the loss of one.
  it.each([
    [1, 'whole'],
    [2, 'lost'],
    [3, 'lost'],
  ])("takes etcd's disks along: of %i, the data are %s", (n, state) => {
    expect(stateOf(ran(article(), lost(n)), 'etcd-data')).toBe(state);
  });

  it('takes none along when it comes back, also where VM Component Protection has ended the VMs', () => {
    for (const design of [article(), protectedBy({ pdl: 'restartAggressive' })]) {
      const result = ran(design, [...strikes('permanent-device-loss', 'datastore-01', '10m'), ...strikes('permanent-device-loss', 'datastore-02', '10m')]);
      expect(result.records.some(({ event }) => event === 'diskDestroyed')).toBe(false);
      expect(stateOf(result, 'etcd-data')).toBe('whole');
      expect(stateOf(result, 'etcd')).toBe('led');
    }
  });

  it('may be lost for a time first, and does not come back when that is over', () => {
    const result = ran(article(), [
      ...strikes('permanent-device-loss', 'datastore-01', '20m'),
      { at: '700s', fault: 'permanent-device-loss', target: 'datastore-01' },
      { at: '800s', fault: 'disk-loss', target: 'etcd-0', for: '5m' },
    ]);
    expect(stateOf(result, 'datastore-01')).toBe('lost.forGood');
    expect(stateOf(result, 'etcd-0')).toBe('down.withVm');
    expect(new View(result.run.world).get('etcd-data').data).toMatchObject({ holders: ['etcd-1', 'etcd-2'] });
  });

  it('is of no use to VMs, which BOSH creates with new disks elsewhere once their references are deleted', () => {
    const resurrected = article((data) => {
      data.bosh.resurrector = true;
    });
    const left = ran(resurrected, strikes('permanent-device-loss', 'datastore-01'));
    expect(stateOf(left, 'master-0')).toBe('stalled.hung');
    expect(left.records.some(({ event }) => event === 'cannot delete master-0: its datastore datastore-01 does not answer')).toBe(true);
    const mended = ran(resurrected, [...strikes('permanent-device-loss', 'datastore-01'), { at: '20m', operation: 'delete-disk-reference' }]);
    expect(
      vms(mended)
        .filter((vm) => !vm.is('running'))
        .map(({ id }) => id),
    ).toEqual(['edge-01']);
    expect(stateOf(mended, 'etcd-0')).toBe('down.empty');
  });

  it('leaves nothing to delete where no disk is missing, and nowhere to go where no datastore answers', () => {
    const said = (timeline: object[]) => ran(article(), [...timeline, { at: '20m', operation: 'delete-disk-reference' }]).records.map(({ event }) => event);
    expect(said(strikes('permanent-device-loss', 'datastore-01', '30m'))).toContain('cannot delete a disk reference: no disk is missing');
    expect(said(lost(3))).toContain('cannot delete a disk reference: no datastore answers that could hold a new disk');
  });
});
