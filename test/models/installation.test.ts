/** The installation from an empty vSphere: PKS and BOSH make the cluster, and what people forget shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario, type Design } from '../../models/index.ts';
import { Run, simulate, type TraceRecord, toSeconds } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { checkCauses, Invariants } from './invariants.ts';
import { type Ran, ran, secondsUntil, seeds } from './runs.ts';

const plan = { at: '1m', operation: 'create-plan' };
const profile = { at: '1m', operation: 'create-network-profile' };
const create = (at = '2m') => ({ at, operation: 'create-pks-cluster' });
const made = [plan, profile, create()];

/** The article's design before anything is installed. */
const empty = (change: Parameters<typeof article>[0] = () => {}): Design =>
  article((data) => {
    data.installed = 'nothing';
    change(data);
  });

const notes = (records: readonly TraceRecord[]) => records.filter(({ kind }) => kind === 'note').map(({ event }) => event);
const cluster = ({ run }: Ran) => run.world.find('czpksrancher05') as unknown as { state: string; data: { lastAction: string; description: string } };
const taken = ({ pools }: Ran) => pools.map(({ name, taken: n }) => `${name} ${n}`);
const hostOf = ({ run }: Ran, vm: string) => (run.world.find(vm) as unknown as { data: { host: string } }).data.host;

describe('a cluster that PKS makes in an empty vSphere', () => {
  // facts/nsx-pks-bosh.md 3a: what a fresh cluster has; design.md: the same platform as designs begin with.
  it('is the cluster that designs begin with, and has taken the same of every pool', () => {
    const one = ran(empty(), made);
    const whole = ran(
      article((data) => {
        data.installed = 'cluster';
      }),
      [],
    );
    expect(taken(one)).toEqual(taken(whole));
    const actors = ({ run }: Ran) =>
      run.world.actors.flatMap((actor) => (actor && !/^(instance|deployment|record|rule|secret)\//.test(actor.id) ? [`${actor.id} ${actor.kind}`] : [])).sort();
    expect(actors(one)).toEqual(actors(whole));
    expect(cluster(one).data).toMatchObject({ lastAction: 'CREATE', description: 'Instance provisioning completed' });
    expect(one.run.world.find('etcd')?.data).toMatchObject({ size: 3 });
  });

  // facts/nsx-pks-bosh.md 4d Time to create: up to 30 min; the article: "It'll take a few minutes".
  it('takes some minutes, and less than half an hour', () => {
    for (const seed of seeds(10)) {
      const took = secondsUntil(ran(empty(), made, seed).records, 120, ({ actor, to }) => actor === 'czpksrancher05' && to === 'succeeded');
      expect(took).toBeGreaterThan(180);
      expect(took).toBeLessThan(1_800);
    }
  });

  // cloudfoundry/bosh src/bosh-director: missing VMs first, side by side; then the instance groups, masters first, one by one (1.4).
  it('has all of its VMs before the first job starts, then masters one by one, then workers', () => {
    const { records } = ran(empty(), made);
    const at = (vm: string, event: string, from: string) =>
      records.find((record) => record.actor === vm && record.event === event && record.from === from)?.at ?? 0;
    const vms = ['master-0', 'master-1', 'master-2', 'worker-0', 'worker-1', 'worker-2'];
    const running = vms.map((vm) => at(vm, 'after bootTime', 'booting'));
    const started = vms.map((vm) => at(`instance/${vm}`, 'begin', 'settled'));
    const jobs = records.filter(({ actor, to }) => actor.startsWith('instance/') && to === 'starting').map(({ actor }) => actor.replace('instance/', ''));
    expect(jobs).toEqual(vms);
    expect(Math.max(...started)).toBeLessThan(Math.min(...running));
    const first = records.find(({ actor, to }) => actor === 'instance/master-0' && to === 'starting')?.at ?? 0;
    expect(first).toBeGreaterThanOrEqual(Math.max(...running));
  });

  // cloudfoundry-incubator/cfcr-etcd-release jobs/etcd/templates/bin/etcd.erb: the bootstrap instance alone, then member add.
  it('has an etcd that begins with one member, which leads, and is joined by the others', () => {
    const { records } = ran(empty(), made);
    const up = records.filter(({ actor, from, to }) => actor.startsWith('etcd-') && from.startsWith('down') && to.startsWith('up'));
    expect(up.map(({ actor }) => actor)).toEqual(['etcd-0', 'etcd-1', 'etcd-2']);
    const led = records.filter(({ actor, from, to }) => actor === 'etcd' && to === 'led' && from !== to);
    expect(led.length).toBe(1);
    expect(led[0]?.at).toBeLessThan(up[1]?.at ?? 0);
  });

  // The article makes its rules last; until then nothing keeps VMs apart but how full the hosts are.
  it('obeys separation rules that are there, and is put right by DRS when they come later', () => {
    const rules = ['rancher-masters', 'rancher-workers'].map((rule) => ({ at: '1m', operation: 'create-drs-rule', rule }));
    const masters = ['master-0', 'master-1', 'master-2'];
    for (const seed of seeds(5)) {
      const early = ran(empty(), [...rules, ...made], seed, '30m');
      expect(new Set(masters.map((vm) => hostOf(early, vm))).size).toBe(3);
      expect(early.records.filter(({ event }) => event === 'migrate')).toEqual([]);
    }
    const big = empty((data) => {
      data.vsphere.hosts[2].memory = '2Ti';
    });
    const late = ran(big, made, 1, '30m');
    expect(masters.map((vm) => hostOf(late, vm))).toEqual(['esx-03', 'esx-03', 'esx-03']);
    const mended = ran(big, [...made, ...rules.map((rule) => ({ ...rule, at: '30m' }))], 1, '1h');
    expect(new Set(masters.map((vm) => hostOf(mended, vm))).size).toBe(3);
  });

  // Incident I-08: masters that share a host are lost together, and the API with them; spread, one of them is.
  it('loses its API with one host as long as nobody has made the rules', () => {
    const lost = { at: '40m', fault: 'power-loss', target: 'esx-03', for: '20m' };
    const big = empty((data) => {
      data.vsphere.hosts[2].memory = '2Ti';
    });
    const record = { at: '20m', operation: 'change-record', record: 'kube-api' };
    /** How long nobody could write from the fault on, in seconds. */
    const out = (timeline: unknown[]) => {
      const { records } = ran(big, timeline, 1, '1h');
      const changes = records.filter(({ actor, from, to, at }) => actor === 'etcd' && from !== to && toSeconds(at) >= 2_400);
      return toSeconds((changes[1]?.at ?? 0) - (changes[0]?.at ?? 0));
    };
    expect(out([...made, record, lost])).toBeGreaterThan(40);
    expect(out([...made, record, { at: '20m', operation: 'create-drs-rule', rule: 'rancher-masters' }, lost])).toBeLessThan(5);
  });
});

describe('what is missing', () => {
  it('is named by PKS before it begins', () => {
    expect(notes(ran(empty(), [create()]).records)).toContain('cannot create PKS cluster czpksrancher05: there is no plan rancher');
    expect(notes(ran(empty(), [plan, create()]).records)).toContain('cannot create PKS cluster czpksrancher05: there is no network profile lb-medium');
    const twice = ran(empty(), [...made, { ...plan, at: '3m' }, { ...create('3m'), cluster: 'czpksrancher05' }]);
    expect(notes(twice.records)).toContain('cannot create plan rancher: it exists');
    expect(notes(twice.records)).toContain('cannot create PKS cluster czpksrancher05: it exists');
  });

  // facts/nsx-pks-bosh.md 1b: a Medium VM edge carries one small load balancer and no medium one.
  it('in the edges fails the creation, which has taken nothing then', () => {
    const small = empty((data) => {
      for (const edge of data.nsx.edges) edge.size = 'medium';
    });
    const one = ran(small, made);
    expect(cluster(one).data.description).toBe('Instance provisioning failed: the edges carry no further medium load balancer');
    expect(taken(one)).toEqual(taken(ran(small, [])));
  });

  // facts/nsx-pks-bosh.md 4d No room in an AZ: the CPI's own text.
  it('in the hosts fails it with the text of the CPI; asked again when there is room, PKS goes on with what is there', () => {
    const tight = empty((data) => {
      data.vsphere.ha.admissionControl.hostFailuresToTolerate = 0;
      data.vsphere.hosts = data.vsphere.hosts.map((host: object, i: number) => ({ ...host, memory: i === 3 ? '256Gi' : '40Gi' }));
    });
    const cut = { at: '90s', fault: 'power-loss', target: 'esx-04', for: '28m' };
    expect(cluster(ran(tight, [...made, cut], 1, '29m')).data.description).toMatch(
      /^Instance provisioning failed: No valid placement found for requested memory: \d+/,
    );
    expect(cluster(ran(tight, [...made, cut, create('45m')], 1, '2h')).state).toBe('succeeded');
  });

  // DNS for the API is the operator's, where no add-on does it (the article's pks-dns).
  it('in DNS keeps kubectl away from a cluster that is there', () => {
    const without = ran(empty(), made);
    expect(without.run.world.paths.get('kube-api')?.current).toMatchObject({ share: 0, reason: 'the name does not resolve: it has no record' });
    const withRecord = ran(empty(), [...made, { at: '30m', operation: 'change-record', record: 'kube-api' }]);
    expect(withRecord.run.world.paths.get('kube-api')?.share).toBe(1);
  });
});

describe('Rancher on a cluster that is there', () => {
  const at = (minute: number, operation: string, rest: object = {}) => ({ at: `${minute}m`, operation, ...rest });
  const before = [at(1, 'initialize-helm'), at(2, 'install-ingress'), at(3, 'change-record', { record: 'rancher' })];
  const ingress = at(4, 'create-ingress', { name: 'rancher' });
  const rancher = at(5, 'install-rancher');
  const extra = at(6, 'delete-ingress', { name: 'rancher' });
  const url = at(15, 'set-server-url');
  const bare = (change: Parameters<typeof article>[0] = () => {}): Design =>
    article((data) => {
      data.installed = 'cluster';
      change(data);
    });
  const page = ({ run }: Ran) => run.world.paths.get('rancher-ui')?.current;
  const restarts = ({ run }: Ran) =>
    run.world.actors.flatMap((actor) => (actor?.labels.get('app') === 'rancher' ? [(actor.data as { restarts: number }).restarts] : []));

  // facts/vsphere-k8s-etcd-rancher.md 5.1 first start seen: two of three pods restarted twice; rancher/rancher#32116, pull 32163.
  it('starts with two restarts of two replicas, since they race to make the same objects, until 2.5.8 lets them', () => {
    const one = ran(bare(), [...before, ingress, rancher, extra]);
    expect(restarts(one)).toEqual([0, 2, 2]);
    expect(secondsUntil(one.records, 300, ({ actor, to }) => actor === 'rancher-2' && to === 'ready')).toBeLessThan(332);
    expect(notes(one.records).filter((text) => text.includes('[FATAL] settings.management.cattle.io already exists')).length).toBe(2);
    const later = bare((data) => {
      data.versions = { rancher: '2.5.9' };
    });
    expect(restarts(ran(later, [...before, ingress, rancher, extra]))).toEqual([0, 0, 0]);
    const again = ran(bare(), [...before, ingress, rancher, extra, { at: '20m', fault: 'kill', target: 'rancher-1' }]);
    expect(notes(again.records).filter((text) => text.includes('[FATAL]')).length).toBe(4);
  });

  // facts/nsx-pks-bosh.md 3d Ingress: one without class is taken by NCP; 1b: NSX-T's L7 passes no X-Forwarded-Proto.
  it("is met through NSX-T's L7 too while the chart's own Ingress is left, where it sends everybody in circles", () => {
    const astray = at(10, 'change-record', { record: 'rancher', address: '10.50.0.65' });
    const left = ran(bare(), [...before, ingress, rancher, astray]);
    expect(page(left)).toMatchObject({ share: 0, reason: expect.stringContaining('redirects every GET to https without end') });
    const deleted = ran(bare(), [...before, ingress, rancher, extra, astray]);
    expect(page(deleted)).toMatchObject({ share: 0, reason: "the name resolves to 10.50.0.65: NSX-T's L7 has no rule for the host" });
    expect(page(ran(bare(), [...before, ingress, rancher]))).toMatchObject({ share: 1 });
  });

  // kubernetes/ingress-nginx (4624b5bc) internal/ingress/annotations/class: a blank class is the default controller's.
  it("answers with nginx's own certificate when the chart's Ingress is the only one", () => {
    expect(page(ran(bare(), [...before, rancher]))).toMatchObject({ share: 0, reason: expect.stringContaining('tls-rancher-ingress') });
    expect(page(ran(bare(), [...before, rancher, extra]))).toMatchObject({ share: 0, reason: '404: no Ingress matches the host' });
  });

  // The article, step 1: Allow Privileged; kubernetes/kubernetes#83700; facts/vsphere-k8s-etcd-rancher.md 5.4: on RKE only in 2.5.
  it('has no active local cluster without privileged mode, which 2.5 does not need', () => {
    const steps = [...before, ingress, rancher, extra, url];
    const plain = (version: string) =>
      bare((data) => {
        data.pks.plans[0].allowPrivileged = false;
        data.versions = { rancher: version };
      });
    const early = ran(plain('2.2.8'), steps);
    expect(early.run.world.find('local')?.state).not.toBe('active');
    expect(notes(early.records).at(-1)).toContain('spec.template.spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy');
    expect(ran(plain('2.5.9'), steps).run.world.find('local')?.state).toBe('active');
    expect(ran(bare(), steps).run.world.find('local')?.state).toBe('active');
  });
});

describe('faults while a cluster is made', () => {
  const timeline = fc.array(
    fc.record({
      at: fc.integer({ min: 121, max: 900 }).map((second) => `${second}s`),
      what: fc.constantFrom(
        { fault: 'power-loss', target: 'esx-02' },
        { fault: 'power-loss', target: 'esx-03' },
        { fault: 'crash', target: 'edge-01' },
        { fault: 'crash', target: 'master-0' },
        { fault: 'crash', target: 'worker-1' },
        { fault: 'kill', target: 'etcd-1' },
        { fault: 'outage', target: 'nsx-manager' },
      ),
    }),
    { maxLength: 3 },
  );
  const spec = (lines: { at: string; what: object }[], seed: number) => {
    const faults = lines.map(({ at, what }) => ({ at, ...what, for: '60s' }));
    const again = ['1h', '2h', '3h'].map(create);
    return compileScenario(scenario({ timeline: [...made, ...faults, ...again], duration: '4h' }), empty(), seed);
  };

  it('break no invariant, and leave a cluster once they are over and PKS is asked again', () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 1, max: 1_000 }), (lines, seed) => {
        const run = new Run(spec(lines, seed));
        const invariants = new Invariants(run);
        while (run.world.schedule.peek() <= run.spec.until) {
          run.world.step();
          invariants.check();
        }
        checkCauses(run);
        expect(run.world.find('czpksrancher05')?.state).toBe('succeeded');
        expect(run.world.find('kube-api')?.state).toBe('available');
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it('give one trace in both interpreters', () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 1, max: 1_000 }), (lines, seed) => {
        expect(simulate({ ...spec(lines, seed), engine: 'reference' }).hash).toBe(simulate(spec(lines, seed)).hash);
      }),
      { numRuns: 10 },
    );
  }, 120_000);
});
