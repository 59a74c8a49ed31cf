import { describe, expect, it } from 'vitest';
import { dataKind } from '../../models/etcd/data.ts';
import { memberKind } from '../../models/etcd/member.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { longestOutage, ran, secondsUntil } from './runs.ts';

const lose = (target: string, at = '10m') => ({ at, fault: 'disk-loss', target });
const stateOf = ({ run }: ReturnType<typeof ran>, id: string) => new View(run.world).get(id).state;
const said = ({ records }: ReturnType<typeof ran>) => records.filter(({ kind, actor }) => kind === 'note' && actor === 'operator').map(({ event }) => event);
const withMasters = (masters: number, parameters = {}) =>
  article((data) => {
    data.vsphere.placement = {};
    data.pks.plans[0].masters = masters;
    data.parameters = parameters;
  });

// facts/vsphere-k8s-etcd-rancher.md 2, "replace a dead member": remove first, then add; adding first makes quorum 3 of 4.
describe('a member that lost its disk', () => {
  it('is out until it is replaced, even when its VM starts anew', () => {
    const out = ran(article(), [lose('etcd-0'), { at: '20m', fault: 'crash', target: 'master-0', for: '2m' }]);
    expect(stateOf(out, 'etcd-0')).toBe('down.empty');
    expect(stateOf(out, 'etcd-data')).toBe('whole');
    const back = ran(article(), [lose('etcd-0'), { at: '20m', operation: 'replace-member', member: 'etcd-0' }]);
    // "disk need: 100 MB at 10 MB/s in 15 s".
    expect(secondsUntil(back.records, 1_200, ({ actor, to }) => actor === 'etcd-0' && to.startsWith('up'))).toBe(15);
    expect(new View(back.run.world).get('etcd-data', dataKind).data.holders).toHaveLength(3);
  });

  it('keeps its data through a crash of its VM, since the disk is persistent', () => {
    const out = ran(article(), [{ at: '10m', fault: 'crash', target: 'master-0', for: '5m' }]);
    expect(stateOf(out, 'etcd-0')).toMatch(/^up/);
  });

  it('has its data again when the disk comes back', () => {
    const out = ran(article(), [{ ...lose('all of etcd members'), for: '10m' }]);
    expect(stateOf(out, 'etcd-data')).toBe('whole');
    expect(longestOutage(out, 'kube-api')).toBeGreaterThan(600);
    expect(stateOf(out, 'etcd')).toBe('led');
  });

  // "strict-reconfig-check on: refuses changes that would lose quorum; members must have been connected for 5 s".
  it.each([
    ['the new one is added first', [], { first: 'add' }, 'cannot add a member before etcd-0 is removed: unhealthy cluster, the quorum would be 3 of 4'],
    ['it has its data', [], { member: 'etcd-1' }, 'cannot replace etcd-1: no disk of it is lost'],
    ['there is no such member', [], { member: 'etcd-9' }, 'cannot replace etcd-9: there is no such member'],
    ['another is gone for good', [lose('etcd-1')], {}, 'cannot replace a member of etcd: etcd has no leader, and a change of members needs a majority'],
  ])('is not replaced when %s', (_, before, args, refusal) => {
    const out = ran(article(), [lose('etcd-0'), ...before, { at: '20m', operation: 'replace-member', ...args }]);
    expect(said(out)).toEqual([refusal]);
    expect(stateOf(out, 'etcd-0')).toBe('down.empty');
  });

  it('is not replaced while another member is away or has just come back', () => {
    const kill = { at: '15m', fault: 'kill', target: 'etcd-4', for: '5m' };
    const away = ran(withMasters(5), [lose('etcd-0'), kill, { at: '18m', operation: 'replace-member' }]);
    expect(said(away)).toEqual(['cannot add etcd-0 anew: unhealthy cluster, etcd-4 is not connected']);
    const fresh = ran(withMasters(5), [lose('etcd-0'), kill, { at: '1203s', operation: 'replace-member' }]);
    expect(said(fresh)).toEqual(['cannot add etcd-0 anew: a member has been connected for less than 5 s']);
  });
});

// facts/vsphere-k8s-etcd-rancher.md 2, "quorum (size: majority, tolerated)": 1 tolerates 0, 3 tolerate 1, 5 tolerate 2.
it.each([
  [1, 0],
  [3, 1],
  [5, 2],
])('of %i disks %i may be lost', (masters, tolerated) => {
  const lost = (n: number) =>
    ran(
      withMasters(masters),
      Array.from({ length: n }, (_, i) => lose(`etcd-${i}`)),
      1,
      '15m',
    );
  expect(stateOf(lost(tolerated), 'etcd-data')).toBe('whole');
  expect(stateOf(lost(tolerated + 1), 'etcd-data')).toBe('lost');
});

// facts/vsphere-k8s-etcd-rancher.md 2, "loss of majority": restore all members from one snapshot as a new logical cluster.
describe('a restore', () => {
  const disaster = [lose('etcd-0', '30m'), lose('etcd-1', '30m')];

  it('loses what was written between the snapshot and the loss, and says so', () => {
    const out = ran(article(), [{ at: '10m', operation: 'snapshot' }, ...disaster, { at: '50m', operation: 'restore' }]);
    expect(said(out).at(-1)).toBe('restores etcd from the snapshot of 40 m ago as a new cluster: loses the last 20 m');
    expect(stateOf(out, 'etcd-data')).toBe('rolledBack');
    const { gone, generation } = new View(out.run.world).get('etcd-data', dataKind).data;
    expect(gone).toEqual({ from: 600_000_000, to: 1_800_000_000 });
    expect(generation).toBe(2);
    expect(new View(out.run.world).all(memberKind).every((member) => member.is('up'))).toBe(true);
  });

  it('needs a snapshot', () => {
    const out = ran(article(), [...disaster, { at: '50m', operation: 'restore' }]);
    expect(said(out)).toEqual(['cannot restore etcd: there is no snapshot']);
    expect(stateOf(out, 'etcd-data')).toBe('lost');
  });

  // "scheduled snapshots, RKE: every 12 h, 6 kept".
  it('finds one that is at most 12 h old, and six of them, where they are recurring', () => {
    for (let seed = 0; seed < 20; seed++) {
      const recurring = withMasters(3, { 'etcd.snapshots.recurring': true });
      const at = (age: string) => ran(recurring, [...disaster, { at: '31m', operation: 'restore', age }], seed, '32m');
      const { gone } = new View(at('0s').run.world).get('etcd-data', dataKind).data;
      expect(1_800e6 - (gone?.from ?? Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(12 * 3_600e6);
      expect(stateOf(at('60h'), 'etcd-data')).toBe('rolledBack');
      expect(said(at('73h'))).toEqual(['cannot restore etcd: there is no snapshot that is 3 d 1 h old']);
    }
  });
});
