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
