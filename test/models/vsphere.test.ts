import { describe, expect, it } from 'vitest';
import { check } from '../../models/vsphere/check.ts';
import { vmKind } from '../../models/vsphere/vm.ts';
import { View } from '../../sim/index.ts';
import { article, type raw } from './designs.ts';
import { longestOutage, ran, secondsUntil, seeds } from './runs.ts';

const loses = (target: string, length?: string) => [{ at: '600s', fault: 'power-loss', target, ...(length ? { for: length } : {}) }];
const isRestart = ({ from, to }: { from: string; to: string }) => from === 'lost' && to === 'booting';

describe('vSphere HA restarts the VMs of a dead host', () => {
  // equelin/vsphere-ha-deepdive restarting_virtual_machines.md: dead at 18 s with heartbeat datastores.
  it.each(['esx-01', 'esx-02', 'esx-03'])('from 18 s on when %s, a secondary, dies', (host) => {
    for (const seed of seeds(20)) expect(secondsUntil(ran(article(), loses(host), seed).records, 600, isRestart)).toBe(18);
  });

  // Same source: 15 s without heartbeat datastores.
  it('from 15 s on without heartbeat datastores', () => {
    const design = article((data) => {
      data.vsphere.datastores = [];
    });
    for (const seed of seeds(20)) expect(secondsUntil(ran(design, loses('esx-02'), seed).records, 600, isRestart)).toBe(15);
  });

  // Same source: 10 s, 15 s of election, 10 s to read the protected list.
  it('from 35 s on when the primary dies', () => {
    for (const seed of seeds(20)) expect(secondsUntil(ran(article(), loses('HA primary'), seed).records, 600, isRestart)).toBe(35);
  });

  it('and leaves them where they are when it is off', () => {
    const design = article((data) => {
      data.vsphere.ha.enabled = false;
    });
    expect(secondsUntil(ran(design, loses('esx-02')).records, 600, isRestart)).toBe(Number.POSITIVE_INFINITY);
  });

  it('as long as there is memory, and says so when there is none', () => {
    const design = article((data) => {
      for (const host of data.vsphere.hosts) host.memory = '64Gi';
      data.pks.plans[0].workerMemory = '28Gi';
      data.pks.plans[0].masterMemory = '30Gi';
      data.nsx.edges = [{ name: 'edge-01', size: 'large', host: 'esx-01' }];
    });
    const { records, run } = ran(design, loses('esx-02'));
    expect(records.some(({ event }) => event.includes('no host has the memory'))).toBe(true);
    expect(new View(run.world).all(vmKind).some((vm) => vm.is('lost'))).toBe(true);
  });

  // Issue 2: no etcd quorum loss with the rules on.
  it('without a loss of quorum when the rules are kept', () => {
    for (const host of ['esx-01', 'esx-02', 'esx-03', 'esx-04']) {
      for (const seed of seeds(10)) {
        const { records } = ran(article(), loses(host, '20m'), seed);
        expect(
          records
            .filter(({ actor, from, to }) => actor.startsWith('etcd-') && from.startsWith('up') && to.startsWith('down'))
            .every(({ at }) => at === 600_000_000),
        ).toBe(true);
        expect(longestOutage(ran(article(), loses(host, '20m'), seed), 'kube-api')).toBeLessThan(20);
      }
    }
  });

  // Incident I-08: detection (18 s) + boot (40 to 80 s) + etcd's start, election and the API server's start.
  it('after an outage of detection, boot and join when all masters were together', () => {
    const design = article((data) => {
      data.vsphere.drs.rules = [];
      for (const master of ['master-0', 'master-1', 'master-2']) data.vsphere.placement[master] = 'esx-02';
    });
    for (const seed of seeds(20)) {
      const outage = longestOutage(ran(design, loses('esx-02'), seed), 'kube-api');
      expect(outage).toBeGreaterThan(18 + 40);
      expect(outage).toBeLessThan(18 + 80 + 15 + 4 + 15);
    }
  });
});

describe('DRS', () => {
  // Mastering VMware vSphere 6.7, ch. 12: a pass every 300 s.
  it('parts masters that HA restarted beside each other within one pass', () => {
    for (const seed of seeds(20)) {
      const { records, run } = ran(article(), loses('esx-02'), seed);
      const masters = new View(run.world).all(vmKind).filter((vm) => vm.data.role === 'master');
      expect(new Set(masters.map((vm) => vm.data.host)).size).toBe(3);
      const restarted = secondsUntil(records, 600, ({ actor, to }) => actor === 'master-1' && to === 'running');
      const moved = records.filter(({ actor, event, at }) => actor.startsWith('master') && event === 'migrate' && at > 600_000_000).at(-1);
      if (moved) expect(moved.at / 1_000_000 - 600 - restarted).toBeLessThanOrEqual(300);
    }
  });

  // VMware KB 1007485: 6 - ceil(deviation / 0.1 * sqrt(hosts)). With 256 GiB a host the article's four deviate by some 0.08, which is
  // priority 4; with 96 GiB by 0.2, which is priority 2; 1 is for rules and maintenance.
  it.each([
    ['256Gi', 3, false],
    ['256Gi', 4, true],
    ['96Gi', 1, false],
    ['96Gi', 2, true],
    ['96Gi', 3, true],
  ])('of %s hosts and threshold %i moves VMs to one that is back: %s', (memory, migrationThreshold, isMoved) => {
    const design = article((data) => {
      for (const host of data.vsphere.hosts) host.memory = memory;
      Object.assign(data.vsphere.drs, { migrationThreshold });
    });
    const { run, records } = ran(design, loses('esx-01', '20m'), 1, '4h');
    expect(new View(run.world).all(vmKind).some((vm) => vm.data.host === 'esx-01' && vm.is('running'))).toBe(isMoved);
    // It comes to rest.
    expect(records.filter(({ event, at }) => event === 'migrate' && at > 7_200_000_000)).toEqual([]);
  });

  it('does nothing when it is manual', () => {
    const design = article((data) => {
      data.vsphere.drs.automation = 'manual';
    });
    expect(ran(design, loses('esx-02', '20m')).records.some(({ event }) => event === 'migrate')).toBe(false);
  });
});

// facts/vsphere-k8s-etcd-rancher.md 1.4: required VM-Host rules are never broken by DRS or HA; preferences may be.
describe('a VM-Host rule', () => {
  const ruled = (type: string, of: string | string[], on: string[], change: (data: ReturnType<typeof raw>) => void = () => {}) =>
    article((data) => {
      data.vsphere.drs.rules = [{ name: 'hosts', type, of, on }];
      change(data);
    });
  const hostsOf = (result: ReturnType<typeof ran>, role: string) =>
    new View(result.run.world)
      .all(vmKind)
      .filter((vm) => vm.data.role === role)
      .map((vm) => (vm.is('running') ? vm.data.host : vm.state));

  it('places its VMs', () => {
    const placed = (type: string, on: string[]) =>
      hostsOf(
        ran(
          ruled(type, 'workers', on, (data) => delete data.vsphere.placement),
          [],
          1,
          '1m',
        ),
        'worker',
      );
    expect(new Set(placed('mustRunOn', ['esx-04']))).toEqual(new Set(['esx-04']));
    expect(placed('shouldNotRunOn', ['esx-01', 'esx-02', 'esx-03'])).toEqual(['esx-04', 'esx-04', 'esx-04']);
  });

  it('that must be kept leaves a VM off, and says so', () => {
    const result = ran(ruled('mustRunOn', ['master-1'], ['esx-02']), loses('esx-02'));
    expect(hostsOf(result, 'master')).toEqual(['esx-01', 'lost', 'esx-03']);
    expect(result.records.some(({ event }) => event === 'cannot restart master-1: a rule keeps it off every host that has the memory')).toBe(true);
    const other = ran(ruled('mustNotRunOn', ['master-1'], ['esx-01', 'esx-03']), loses('esx-02'));
    expect(hostsOf(other, 'master')[1]).toBe('esx-04');
  });

  it('that should be kept is kept where it can be, and mended when it could not', () => {
    const result = ran(ruled('shouldRunOn', ['master-1'], ['esx-02', 'esx-04']), loses('esx-02'));
    expect(hostsOf(result, 'master')[1]).toBe('esx-04');
    const back = ran(ruled('shouldRunOn', ['master-1'], ['esx-02']), loses('esx-02', '20m'), 1, '2h');
    expect(back.run.stateAt(1_500_000_000).get('master-1')).toBe('running');
    expect(hostsOf(back, 'master')[1]).toBe('esx-02');
    expect(back.records.some(({ event }) => /^moves master-1 from \S+ to esx-02: rule hosts$/.test(event))).toBe(true);
  });

  it('that must be kept blocks maintenance where there is no other host for it', () => {
    const enter = [{ at: '600s', operation: 'enter-maintenance', host: 'esx-02' }];
    const { records } = ran(ruled('mustRunOn', ['master-1'], ['esx-02']), enter);
    expect(records.some(({ event }) => event === 'cannot move master-1: a rule keeps it off every host that has the memory')).toBe(true);
  });

  it.each([
    [{ type: 'mustRunOn', of: 'masters' }, 'missing', 'the rule "r" needs hosts'],
    [{ type: 'mustRunOn', of: 'masters', on: ['esx-1'] }, 'unknown-name', 'there is no host "esx-1"'],
    [{ type: 'separate', of: 'masters', on: ['esx-01'] }, 'unknown-key', 'the rule "r" keeps VMs apart, on whatever hosts'],
    [{ type: 'separate', of: ['master-0'] }, 'too-few', 'the rule "r" keeps one VM apart from nothing'],
  ])('like %o is refused', (rule, code, message) => {
    const problems = check(
      article((data) => {
        data.vsphere.drs.rules = [{ name: 'r', ...rule }];
      }),
    );
    expect(problems).toMatchObject([{ code, message }]);
  });
});
