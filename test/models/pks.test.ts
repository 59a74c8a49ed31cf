import { describe, expect, it } from 'vitest';
import { type TraceRecord, toSeconds } from '../../sim/index.ts';
import { article } from './designs.ts';
import { type Ran, ran, secondsUntil, seeds } from './runs.ts';

const upgrade = { at: '60s', operation: 'upgrade-pks-cluster' };

/** What `pks cluster` would say. */
function lastAction({ run }: Ran): string {
  const { data, state } = run.world.find('czpksrancher05') as unknown as { data: { lastAction: string; description: string }; state: string };
  return `${data.lastAction} ${state}: ${data.description}`;
}

/** VMs in the order in which they are deleted, with the time of it. */
const deleted = (records: readonly TraceRecord[]) => records.filter(({ actor, event }) => /^(master|worker)-/.test(actor) && event === 'crash');
const healthy = (records: readonly TraceRecord[]) => records.filter(({ event }) => event === 'healthy');
const notes = (records: readonly TraceRecord[]) => records.filter(({ kind }) => kind === 'note').map(({ event }) => event);

/** The article's design on another PKS. */
const of = (version: string) =>
  article((data) => {
    data.versions = { pks: version };
  });

describe('an upgrade of the cluster that carries Rancher', () => {
  // facts/nsx-pks-bosh.md 5 PKS update behaviour: masters re-made first, then workers one VM at a time (1.4).
  it('makes masters anew one by one, then workers, one at a time', () => {
    const one = ran(article(), [upgrade]);
    expect(deleted(one.records).map(({ actor }) => actor)).toEqual(['master-0', 'master-1', 'master-2', 'worker-0', 'worker-1', 'worker-2']);
    const ends = healthy(one.records).map(({ at }) => at);
    for (const [i, { at }] of deleted(one.records).slice(1).entries()) expect(at).toBeGreaterThanOrEqual(ends[i] as number);
    expect(lastAction(one)).toBe('UPGRADE succeeded: Instance upgrade completed');
  });

  // facts/nsx-pks-bosh.md 4d Time to upgrade: 19 min 54 s for one cluster in the sample of 1.6; 3 masters + 3 workers are an example of the same size.
  it('takes about twenty minutes', () => {
    const took = seeds(12).map((seed) => secondsUntil(ran(article(), [upgrade], seed).records, 60, ({ to, event }) => to === 'succeeded' && event === 'done'));
    const mean = took.reduce((sum, one) => sum + one, 0) / took.length;
    expect(mean).toBeGreaterThan(0.75 * 1_194);
    expect(mean).toBeLessThan(1.25 * 1_194);
  });

  // facts/nsx-pks-bosh.md 5: "Worker VM Max in Flight" 1 (1.4, 1.5), 4 on new 1.6+ installs; 5 Update block semantics: canaries first.
  it('has one canary and then four workers in flight on PKS 1.6', () => {
    const { records } = ran(
      article((data) => {
        data.versions = { pks: '1.6' };
        data.pks.plans[0].workers = 6;
        data.vsphere.drs.rules = [];
      }),
      [upgrade],
    );
    const workers = new Map<string, number>();
    let most = 0;
    const seen: number[] = [];
    for (const { actor, event } of records) {
      if (!actor.startsWith('instance/worker')) continue;
      if (event === 'begin') workers.set(actor, 1);
      if (seen.length === 0 && workers.size === 0) continue;
      if (event === 'healthy') workers.delete(actor);
      most = Math.max(most, workers.size);
      seen.push(workers.size);
    }
    expect(seen.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(most).toBe(4);
  });

  // facts/nsx-pks-bosh.md 4a Drain defaults: grace 10 s, ignore-daemonsets true.
  it('evicts every pod but the DaemonSets with a grace of 10 s before a worker is deleted, and takes pods again after', () => {
    const { records, run } = ran(article(), [upgrade]);
    const drained = records.find(({ actor, to }) => actor === 'instance/worker-0' && to === 'draining') as TraceRecord;
    const gone = deleted(records).find(({ actor }) => actor === 'worker-0') as TraceRecord;
    expect(toSeconds(gone.at - drained.at)).toBeCloseTo(10, 1);
    const evicted = records.filter(({ event, at }) => event === 'delete' && at === drained.at).map(({ actor }) => actor);
    expect(evicted.length).toBeGreaterThan(0);
    expect(evicted.filter((id) => id.startsWith('nginx-ingress'))).toEqual([]);
    for (const worker of ['worker-0', 'worker-1', 'worker-2']) {
      expect((run.world.find(`node-${worker}`) as unknown as { state: string }).state).toContain('open');
    }
  });

  // facts/nsx-pks-bosh.md 4a Drain defaults: timeout 0 waits for ever, force-node false.
  it('waits for ever at a pod that may not be evicted, fails when the drain has a timeout, and goes on when forced', () => {
    const plan = [{ at: '1s', operation: 'create-workload', name: 'shop', replicas: 6, minAvailable: 6 }, upgrade];
    const set = (parameters: Record<string, string | boolean>) => article((data) => Object.assign(data, { parameters }));
    expect(lastAction(ran(article(), plan, 1, '10h'))).toBe('UPGRADE inProgress.upgrading: Instance upgrade in progress');
    expect(lastAction(ran(set({ 'pks.drain.timeout': '10m' }), plan, 1, '2h'))).toMatch(/^UPGRADE failed: Instance upgrade failed: .*drain/);
    expect(lastAction(ran(set({ 'pks.drain.timeout': '10m', 'pks.drain.forceNode': true }), plan, 1, '3h'))).toMatch(/^UPGRADE succeeded/);
  });

  // facts/nsx-pks-bosh.md 5 Director settings: agent RPC 45 s.
  it('fails when an agent does not answer, and leaves every VM as it is', () => {
    const one = ran(article(), [{ at: '50s', fault: 'crash', target: 'worker-1' }, upgrade]);
    expect(lastAction(one)).toBe("UPGRADE failed: Instance upgrade failed: Timed out sending 'get_state' to instance: 'worker/1' after 45 seconds");
    expect(secondsUntil(one.records, 60, ({ to }) => to === 'failed')).toBeCloseTo(45, 3);
    expect(healthy(one.records)).toEqual([]);
  });

  // facts/nsx-pks-bosh.md 4d No room in an AZ, CPI text.
  it('fails with the text of the CPI when no host has room, and a second upgrade mends what it left', () => {
    const tight = article((data) => {
      data.vsphere.hosts = data.vsphere.hosts.map((host: object) => ({ ...host, memory: '64Gi' }));
      data.vsphere.drs.automation = 'manual';
    });
    const cut = (names: string[]) => names.map((target) => ({ at: '65s', fault: 'power-loss', target, for: '30m' }));
    const one = ran(tight, [upgrade, ...cut(['esx-02', 'esx-03', 'esx-04'])], 1, '20m');
    expect(lastAction(one)).toMatch(/^UPGRADE failed/);
    const two = ran(tight, [upgrade, ...cut(['esx-02', 'esx-03', 'esx-04']), { at: '1h', operation: 'upgrade-pks-cluster' }], 1, '2h');
    expect(lastAction(two)).toBe('UPGRADE succeeded: Instance upgrade completed');
  });

  // facts/nsx-pks-bosh.md 5 scan_and_fix task: deployment lock with timeout 0.
  it('holds the lock that the resurrector asks for in vain', () => {
    const { records } = ran(
      article((data) => {
        data.bosh.resurrector = true;
      }),
      [upgrade],
    );
    expect(
      notes(records).filter((text) => text.includes('Unable to get deployment lock, maybe a deployment is in progress. Try again later.')).length,
    ).toBeGreaterThan(0);
    expect(notes(records).filter((text) => text.startsWith('recreates'))).toEqual([]);
  });

  // facts/nsx-pks-bosh.md 5: one task at a time holds the lock; one-master plans have one API server.
  it('takes the API away on one master, and only for elections and the health check on three', () => {
    const out = (masters: number) => {
      const { levels } = ran(
        article((data) => {
          Object.assign(data.pks.plans[0], { masters });
          data.vsphere.placement = {};
          data.vsphere.drs.rules = [];
        }),
        [upgrade],
      );
      return Math.max(
        0,
        ...(levels.find(({ name }) => name === 'kube-api')?.outages ?? []).filter(({ share }) => share === 0).map(({ from, to }) => toSeconds(to - from)),
      );
    };
    expect(out(1)).toBeGreaterThan(100);
    expect(out(3)).toBeLessThan(20);
  });

  it('is refused while the last one goes on', () => {
    const { records } = ran(article(), [
      upgrade,
      { at: '120s', operation: 'upgrade-pks-cluster' },
      { at: '121s', operation: 'upgrade-pks-cluster', cluster: 'other' },
    ]);
    expect(notes(records)).toContain(
      'cannot upgrade PKS cluster czpksrancher05: An operation is in progress for your service instance. Please try again later.',
    );
    expect(notes(records)).toContain('cannot upgrade PKS cluster other: there is none');
  });
});

describe('the resurrector', () => {
  const resurrecting = (change: NonNullable<Parameters<typeof article>[0]> = () => {}) =>
    article((data) => {
      data.bosh.resurrector = true;
      change(data);
    });

  // facts/nsx-pks-bosh.md 5 scan_and_fix task: deployment lock with timeout 0; Action: asked again each 60 s.
  it('repairs one VM after the other, since the first repair holds the lock', () => {
    const down = ['worker-0', 'worker-1'].map((target) => ({ at: '60s', fault: 'crash', target }));
    const { records } = ran(resurrecting(), down);
    const recreated = records.filter(({ event }) => event.startsWith('recreates'));
    const first = records.find(({ actor, event, at }) => actor === 'deployment/czpksrancher05' && event === 'repaired' && at > 0) as TraceRecord;
    expect(recreated.map(({ event }) => event)).toHaveLength(2);
    expect(recreated[1]?.at).toBeGreaterThanOrEqual(first.at);
    expect(notes(records).filter((text) => text.includes('Unable to get deployment lock'))).toHaveLength(1);
  });

  // facts/nsx-pks-bosh.md 5 Not covered: `bosh update-resurrection off` before planned shutdown; Action: sev 1 alert.
  it('leaves VMs alone while resurrection is off, and looks at them anew when it is on', () => {
    const plan = [
      { at: '30s', operation: 'update-resurrection', resurrection: 'off' },
      { at: '60s', fault: 'crash', target: 'worker-0' },
      { at: '30m', operation: 'update-resurrection', resurrection: 'on' },
    ];
    const { records } = ran(resurrecting(), plan);
    expect(notes(records)).toContain('leaves worker-0 alone: Resurrection is disabled by resurrection config');
    const up = secondsUntil(records, 60, ({ actor, to }) => actor === 'worker-0' && to === 'running');
    expect(up).toBeGreaterThan(1_740);
    expect(up).toBeLessThan(1_740 + 120 + 10 + 180 + 80);
  });

  // facts/nsx-pks-bosh.md 5: cck by hand is the same scan_and_fix task, which knows no meltdown and needs no resurrector.
  it('is not needed for a scan and fix by hand', () => {
    const plan = [...['master-0', 'master-1', 'worker-0'].map((target) => ({ at: '60s', fault: 'crash', target })), { at: '10m', operation: 'scan-and-fix' }];
    const { run, records } = ran(article(), plan);
    for (const vm of ['master-0', 'master-1', 'worker-0']) expect(run.world.find(vm)?.state).toBe('running');
    expect(secondsUntil(records, 600, ({ event }) => event.startsWith('recreates'))).toBeCloseTo(10, 1);
  });

  // facts/nsx-pks-bosh.md 5 Deployment lock: one task at a time; an upgrade asked for meanwhile waits (4d: queued).
  it('makes an upgrade wait for its lock on PKS 1.6, and has it turned away before', () => {
    const plan = [
      { at: '60s', fault: 'crash', target: 'worker-0' },
      { at: '61s', operation: 'scan-and-fix' },
      { at: '62s', operation: 'upgrade-pks-cluster' },
    ];
    const one = ran(of('1.6'), plan);
    const begun = one.records.find(({ to }) => to === 'inProgress.upgrading') as TraceRecord;
    const back = one.records.find(({ actor, to, at }) => actor === 'worker-0' && to === 'running' && at > 0) as TraceRecord;
    expect(begun.at).toBeGreaterThanOrEqual(back.at);
    expect(lastAction(one)).toBe('UPGRADE succeeded: Instance upgrade completed');
    const early = ran(article(), plan);
    expect(lastAction(early)).toBe('CREATE succeeded: Instance provisioning completed');
    expect(notes(early.records).filter((text) => text.includes('An operation is in progress')).length).toBe(1);
  });

  // facts/nsx-pks-bosh.md 5 Not covered: whole-host loss -> vSphere HA; incident I-11.
  it('recreates the VMs of a dead host only once that host is out of the inventory', () => {
    const dead = { at: '60s', fault: 'power-loss', target: 'esx-02' };
    const design = resurrecting((data) => {
      data.vsphere.ha = { enabled: false };
    });
    expect(ran(design, [dead], 1, '3h').run.world.find('worker-2')?.state).toBe('lost');
    expect(ran(design, [dead, { at: '1h', operation: 'remove-host', host: 'esx-02' }], 1, '3h').run.world.find('worker-2')?.state).toBe('running');
    expect(notes(ran(design, [{ at: '60s', operation: 'remove-host', host: 'esx-02' }]).records)).toContain('cannot remove esx-02: it is in service');
  });
});

describe('a resize of the cluster that carries Rancher', () => {
  const resize = (nodes?: number, at = '60s') => ({ at, operation: 'resize-pks-cluster', ...(nodes === undefined ? {} : { nodes }) });
  const vms = ({ run }: Ran) => run.world.actors.flatMap((actor) => (actor?.kind === 'vm' && actor.labels.get('role') !== 'edge' ? [actor.id] : []));
  const nodes = ({ run }: Ran) => run.world.actors.flatMap((actor) => (actor?.kind === 'node' ? [`${actor.id} ${actor.state}`] : []));

  // docs-pks scale-clusters; facts/nsx-pks-bosh.md 4d Last Action: a resize is UPDATE, "Instance update completed".
  it('has BOSH create the missing workers side by side and start them one by one, and Kubernetes use them', () => {
    const one = ran(article(), [resize(5)]);
    expect(lastAction(one)).toBe('UPDATE succeeded: Instance update completed');
    expect(vms(one).slice(-2)).toEqual(['worker-3', 'worker-4']);
    expect(nodes(one).length).toBe(5);
    expect(nodes(one).every((state) => state.includes('ready') && state.includes('open'))).toBe(true);
    const begun = one.records.filter(({ actor, event }) => /^instance\/worker/.test(actor) && event === 'begin').map(({ actor, to }) => `${actor} ${to}`);
    expect(begun).toEqual(['instance/worker-3 creating', 'instance/worker-4 creating', 'instance/worker-3 starting', 'instance/worker-4 starting']);
    const nginx = one.run.world.actors.filter((actor) => actor?.labels.get('app') === 'nginx-ingress' && actor.state === 'ready');
    expect(nginx.length).toBe(5);
  });

  // The same page: "To scale down your existing cluster, enter a number lower"; job-lifecycle: drain first.
  it('drains and deletes the workers that are too many, with their Nodes', () => {
    const one = ran(article(), [resize(5), resize(2, '30m')], 1, '2h');
    expect(lastAction(one)).toBe('UPDATE succeeded: Instance update completed');
    expect(vms(one)).toEqual(['master-0', 'master-1', 'master-2', 'worker-0', 'worker-1']);
    expect(nodes(one).length).toBe(2);
    const drained = one.records.filter(({ to }) => to === 'draining').map(({ actor }) => actor);
    expect(drained).toEqual(['instance/worker-2', 'instance/worker-3', 'instance/worker-4']);
    const rancher = one.run.world.actors.filter((actor) => actor?.labels.get('app') === 'rancher' && actor.state === 'ready');
    expect(rancher.length).toBe(3);
    expect(one.run.world.pool('pods-ip-block').taken).toBe(ran(article(), []).run.world.pool('pods-ip-block').taken);
  });

  // docs-pks _plans: max workers; facts/nsx-pks-bosh.md 4c pks resize: default 1; on-demand-service-broker broker/errors.go.
  it('is refused beyond the plan and while something else goes on, and goes to one worker without a number', () => {
    const small = article((data) => {
      data.pks.plans[0].maxWorkers = 4;
    });
    const one = ran(small, [resize(5), resize(4, '2m'), resize(3, '3m'), resize(undefined, '40m')], 1, '2h');
    expect(notes(one.records).filter((text) => text.startsWith('cannot resize'))).toEqual([
      'cannot resize PKS cluster czpksrancher05: plan rancher allows at most 4 workers',
      'cannot resize PKS cluster czpksrancher05: An operation is in progress for your service instance. Please try again later.',
    ]);
    expect(nodes(one).length).toBe(1);
  });

  // facts/nsx-pks-bosh.md 4d No room in an AZ: create fails with the CPI's text; a second request takes up what is there.
  it('fails with the text of the CPI when no host has the memory', () => {
    const tight = article((data) => {
      data.vsphere.hosts = data.vsphere.hosts.map((host: object) => ({ ...host, memory: '80Gi' }));
      data.vsphere.ha.admissionControl.hostFailuresToTolerate = 0;
      data.pks.plans[0].workerMemory = '32Gi';
    });
    const one = ran(tight, [resize(12), resize(3, '40m')], 1, '2h');
    expect(one.records.filter(({ actor, to }) => actor.startsWith('instance/') && to === 'failed').length).toBeGreaterThan(0);
    expect(one.records.some(({ actor, to }) => actor === 'czpksrancher05' && to === 'failed')).toBe(true);
    expect(lastAction(one)).toBe('UPDATE succeeded: Instance update completed');
    expect(nodes(one).length).toBe(3);
  });
});

describe('availability zones', () => {
  const zoned = (change: Parameters<typeof article>[0] = () => {}) =>
    article((data) => {
      data.vsphere.placement = {};
      data.vsphere.drs.rules = [];
      data.pks.availabilityZones = [
        { name: 'AZ1', hosts: ['esx-01'] },
        { name: 'AZ2', hosts: ['esx-02', 'esx-03'] },
        { name: 'AZ3', hosts: ['esx-04'] },
      ];
      change(data);
    });
  const hostOf = ({ run }: Ran, vm: string) => (run.world.find(vm) as unknown as { data: { host: string } }).data.host;

  // facts/nsx-pks-bosh.md 4a AZ spread: round-robin over the plan's AZs; no anti-affinity inside one.
  it('are given to masters and workers in turn, whoever makes the VMs', () => {
    const expected = (one: Ran) => {
      for (const role of ['master', 'worker']) {
        expect(hostOf(one, `${role}-0`)).toBe('esx-01');
        expect(['esx-02', 'esx-03']).toContain(hostOf(one, `${role}-1`));
        expect(hostOf(one, `${role}-2`)).toBe('esx-04');
      }
    };
    expected(ran(zoned(), []));
    const empty = zoned((data) => {
      data.installed = 'nothing';
    });
    const made = ['create-plan', 'create-network-profile', 'create-pks-cluster'].map((operation, i) => ({ at: `${i + 1}m`, operation }));
    expected(ran(empty, made));
    const grown = ran(zoned(), [{ at: '60s', operation: 'resize-pks-cluster', nodes: 4 }]);
    expect(hostOf(grown, 'worker-3')).toBe('esx-01');
    const one = zoned((data) => {
      data.pks.plans[0].masterAzs = ['AZ3'];
    });
    expect(['master-0', 'master-1', 'master-2'].map((vm) => hostOf(ran(one, []), vm))).toEqual(['esx-04', 'esx-04', 'esx-04']);
  });

  it('keep their VMs, whatever becomes of their hosts', () => {
    const lost = { at: '60s', fault: 'power-loss', target: 'esx-01', for: '30m' };
    const one = ran(zoned(), [lost], 1, '20m');
    expect(one.run.world.find('master-0')?.state).toBe('lost');
    expect(notes(one.records).some((text) => text.includes('no host of its availability zone is up'))).toBe(true);
    expect(ran(zoned(), [lost], 1, '2h').run.world.find('master-0')?.state).toBe('running');
    const within = ran(zoned(), [{ at: '60s', fault: 'power-loss', target: hostOf(ran(zoned(), []), 'master-1') }], 1, '20m');
    expect(within.run.world.find('master-1')?.state).toBe('running');
    expect(['esx-02', 'esx-03']).toContain(hostOf(within, 'master-1'));
  });
});

// facts/nsx-pks-bosh.md 4d Interruption: PKS API VM re-made: no pks commands, clusters unaffected.
it('PKS out of reach takes no command, and what BOSH has begun for it goes on', () => {
  const plan = [
    { at: '60s', operation: 'resize-pks-cluster', nodes: 4 },
    { at: '61s', fault: 'outage', target: 'pks', for: '20m' },
    { at: '10m', operation: 'upgrade-pks-cluster' },
    { at: '10m', operation: 'create-pks-cluster', cluster: 'dev' },
  ];
  const one = ran(article(), plan, 1, '20m');
  expect(lastAction(one)).toBe('UPDATE succeeded: Instance update completed');
  expect(notes(one.records)).toContain('cannot upgrade pks cluster: the PKS API does not answer');
  expect(one.run.world.find('dev')).toBeUndefined();
  expect(one.levels.map(({ availability }) => availability)).toEqual(one.levels.map(() => 1));
  const after = ran(article(), [...plan, { at: '30m', operation: 'create-pks-cluster', cluster: 'dev' }], 1, '70m');
  expect(after.run.world.find('dev')?.state).toBe('succeeded');
});

// facts/nsx-pks-bosh.md 4c pks delete-cluster; 4d Descriptions, First reply of create; 3a what a cluster takes.
it('a deleted PKS cluster gives back every place that its creation took, and its name is free again', () => {
  const plan = [
    { at: '60s', operation: 'create-pks-cluster', cluster: 'dev' },
    { at: '40m', operation: 'delete-pks-cluster', cluster: 'dev' },
    { at: '50m', operation: 'create-pks-cluster', cluster: 'dev' },
    { at: '50m', operation: 'delete-pks-cluster', cluster: 'czpksrancher05' },
  ];
  const taken = ({ pools }: Ran) => pools.map(({ name, taken: n }) => `${name} ${n}`);
  const quiet = taken(ran(article(), [], 1, '1h'));
  expect(taken(ran(article(), plan.slice(0, 1), 1, '39m'))).not.toEqual(quiet);
  const whole = ran(article(), plan.slice(0, 2), 1, '48m');
  expect(taken(whole)).toEqual(quiet);
  expect(whole.run.world.find('dev')?.state).toBe('deleted');
  const again = ran(article(), plan, 1, '90m');
  expect(again.run.world.find('dev')?.state).toBe('succeeded');
  expect(notes(again.records)).toContain('cannot delete PKS cluster czpksrancher05: it carries Rancher');
});
