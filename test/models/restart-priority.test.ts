import { describe, expect, it } from 'vitest';
import { check } from '../../models/vsphere/check.ts';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil } from './runs.ts';

/** A platform on which one of a lost host's two VMs finds room. */
const tight = (ha: Record<string, unknown>, resurrector = false) =>
  article((data) => {
    for (const host of data.vsphere.hosts) host.memory = '64Gi';
    Object.assign(data.vsphere.ha, ha);
    Object.assign(data.pks.plans[0], { masterMemory: '30Gi', workerMemory: '28Gi' });
    data.nsx.edges = [{ name: 'edge-01', size: 'large', host: 'esx-01' }];
    data.bosh.resurrector = resurrector;
  });

const loses = [{ at: '600s', fault: 'power-loss', target: 'esx-02' }];

const stateOf = (design: ReturnType<typeof tight>, vm: string) => new View(ran(design, loses).run.world).get(vm, vmKind).state;

describe('restart priority', () => {
  // facts/vsphere-k8s-etcd-rancher.md 1.2, restart order: priority classes, medium by default, or disabled.
  it.each([
    [{ masters: 'highest' }, 'master-1', 'worker-2'],
    [{ workers: 'high' }, 'worker-2', 'master-1'],
    [{ workers: 'highest', 'worker-2': 'lowest' }, 'master-1', 'worker-2'],
    [{ 'master-1': 'disabled' }, 'worker-2', 'master-1'],
  ])('of %o gives the room to %s', (restartPriorities, first, second) => {
    const design = tight({ restartPriorities });
    expect(stateOf(design, first)).toBe('running');
    expect(stateOf(design, second)).toBe('lost');
  });

  it('disabled leaves the VM off and says so', () => {
    const { records } = ran(
      article((data) => Object.assign(data.vsphere.ha, { restartPriority: 'disabled' })),
      loses,
    );
    expect(records.some(({ from, to }) => from === 'lost' && to === 'booting')).toBe(false);
    expect(records.some(({ event }) => event === 'cannot restart master-1: its restart priority is disabled')).toBe(true);
  });

  it('of a VM that there is not is refused', () => {
    const problems = check(tight({ restartPriorities: { 'master-9': 'high' } }));
    expect(problems).toMatchObject([{ code: 'unknown-name', found: 'master-9', nearest: expect.stringMatching(/^master-/) }]);
  });
});

describe('admission control', () => {
  // 1.3, what it refuses: a power-on by users, not an HA restart.
  it('refuses BOSH a VM that vSphere HA restarts', () => {
    const crash = [{ at: '600s', fault: 'crash', target: 'worker-1' }];
    const isBack = ({ actor, to }: { actor: string; to: string }) => actor === 'worker-1' && to === 'booting';
    const held = ran(tight({}, true), crash).records;
    expect(held.some(({ event }) => event === 'cannot create worker-1: admission control holds the memory back')).toBe(true);
    expect(held.some(isBack)).toBe(false);
    expect(secondsUntil(ran(tight({ admissionControl: { hostFailuresToTolerate: 0 } }, true), crash).records, 600, isBack)).toBeLessThan(600);
    expect(stateOf(tight({}, true), 'master-1')).toBe('running');
  });
});

describe('the next class', () => {
  /** All masters and workers on one host. */
  const together = (ha: Record<string, unknown>, parameters: Record<string, unknown> = {}) =>
    article((data) => {
      Object.assign(data.vsphere.ha, { restartPriorities: { masters: 'high' }, ...ha });
      data.vsphere.drs.rules = [];
      data.vsphere.placement = Object.fromEntries(['master', 'worker'].flatMap((role) => [0, 1, 2].map((i) => [`${role}-${i}`, 'esx-02'])));
      data.parameters = parameters;
    });
  const first = (role: string, design: ReturnType<typeof together>, to = 'booting') =>
    secondsUntil(ran(design, loses).records, 600, (record) => record.actor.startsWith(role) && record.to === to && record.from !== 'running');
  const last = (role: string, design: ReturnType<typeof together>) =>
    Math.max(
      ...ran(design, loses)
        .records.filter(({ actor, to, at }) => actor.startsWith(role) && to === 'running' && at > 600_000_000)
        .map(({ at }) => at / 1_000_000 - 600),
    );

  // facts/vsphere-k8s-etcd-rancher.md 1.2, gate between classes: none by default; powered on takes no time here.
  it.each(['none', 'poweredOn'])('waits for %s and follows at once', (restartCondition) => {
    expect(first('worker', together({ restartCondition }))).toBeCloseTo(18, 3);
  });

  it('waits for the heartbeats of the one before, and for a delay after them', () => {
    const design = together({ restartCondition: 'guestHbStatusGreen' });
    expect(first('worker', design)).toBeCloseTo(last('master', design), 3);
    const later = together({ restartCondition: 'guestHbStatusGreen' }, { 'vsphere.ha.restartAdditionalDelay': '100s' });
    expect(first('worker', later)).toBeCloseTo(last('master', later) + 100, 3);
  });

  // Same row: class timeout 600 s.
  it('waits for no longer than 600 s', () => {
    expect(first('worker', together({ restartCondition: 'appHbStatusGreen' }))).toBeCloseTo(618, 3);
  });

  it('does not wait for one that is disabled', () => {
    const design = together({ restartCondition: 'guestHbStatusGreen', restartPriorities: { masters: 'disabled' } });
    expect(first('worker', design)).toBeCloseTo(18, 3);
  });

  // Found by a generated plan: both hosts of two are lost to HA for a while, and one of them runs its VMs all along.
  it('does not wait for one whose host was held for dead and is heard again', () => {
    const design = article((data) => {
      Object.assign(data.vsphere.ha, { restartPriorities: { workers: 'high', masters: 'lowest' }, restartCondition: 'appHbStatusGreen' });
      Object.assign(data.vsphere, { hosts: data.vsphere.hosts.slice(0, 2), datastores: [] });
      data.vsphere.drs.rules = [];
      data.vsphere.placement = {
        'master-0': 'esx-01',
        'master-1': 'esx-02',
        'master-2': 'esx-01',
        'worker-0': 'esx-02',
        'worker-1': 'esx-02',
        'worker-2': 'esx-02',
      };
      for (const edge of data.nsx.edges) edge.host = edge.name === 'edge-01' ? 'esx-01' : 'esx-02';
    });
    const { run } = ran(design, [
      { at: '1s', fault: 'partition', target: 'esx-02', for: '60s' },
      { at: '26s', fault: 'power-loss', target: 'esx-01', for: '60s' },
    ]);
    const view = new View(run.world);
    expect(['master-0', 'master-2', 'edge-01'].map((vm) => view.get(vm, vmKind).state)).toEqual(['running', 'running', 'running']);
  });
});
