import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArgumentName } from '../../models/arguments.ts';
import { compileScenario, type Design } from '../../models/index.ts';
import { vocabularyOf } from '../../models/vocabulary.ts';
import { Run, simulate, View } from '../../sim/index.ts';
import { onDocker, scenario, smallDesigns, smallRkeDesigns } from './designs.ts';
import { checkCauses, Invariants } from './invariants.ts';

/** Something for each argument of any operation. */
const generated: { [name in ArgumentName]: fc.Arbitrary<unknown> } = {
  name: fc.nat(3).map((n) => `thing${n}`),
  namespace: fc.nat(3).map((n) => `space${n}`),
  cluster: fc.constantFrom('local', 'c-00001', 'c-00002', 'czpksrancher05'),
  project: fc.constantFrom('default', 'system', '1'),
  podsEach: fc.integer({ min: 1, max: 3 }),
  memoryLimitEach: fc.constantFrom('256Mi', '1Gi'),
  version: fc.constantFrom('2.2.8', '2.3.5', '2.5.9'),
  kind: fc.constantFrom('imported', 'hosted', 'node-driver', 'custom'),
  nodes: fc.integer({ min: 1, max: 3 }),
  cloudProvider: fc.constantFrom('none', 'in-tree', 'out-of-tree'),
  mistake: fc.constantFrom('none', 'no-template', 'wrong-credentials', 'no-ssh-key'),
  resurrection: fc.constantFrom('on', 'off'),
  replicas: fc.integer({ min: 1, max: 3 }),
  profile: fc.constantFrom('lb-medium', 'other'),
  rule: fc.constantFrom('rancher-masters', 'other'),
  plan: fc.constantFrom('rancher', 'other'),
  noSnat: fc.boolean(),
  ports: fc.integer({ min: 1, max: 3 }),
  certificate: fc.constantFrom('rancher', 'kube-api', 'ca'),
  chain: fc.constantFrom('complete', 'leafOnly'),
  record: fc.constantFrom('rancher', 'kube-api'),
  address: fc.constant('10.50.0.71'),
  claim: fc.constantFrom('thing1', 'thing2'),
  datastore: fc.constantFrom('datastore-0', 'datastore-1', 'datastore-9'),
  mode: fc.constantFrom('ReadWriteOnce', 'ReadWriteMany'),
  key: fc.constantFrom('cacerts.pem', 'ca.pem'),
  image: fc.constantFrom('thing:1.0', 'thing:latest'),
  minAvailable: fc.integer({ min: 1, max: 2 }),
  pods: fc.integer({ min: 1, max: 5 }),
  memoryLimit: fc.constantFrom('64Mi', '256Mi'),
  memoryNeed: fc.constantFrom('32Mi', '128Mi'),
  memoryGrowth: fc.constantFrom('32Mi', '1Gi'),
  node: fc.constantFrom('worker-0', 'worker-1', 'worker-9', 'rke-1', 'rke-2'),
  host: fc.constantFrom('esx-0', 'esx-1', 'esx-9'),
  effect: fc.constantFrom('NoSchedule', 'NoExecute'),
  member: fc.constantFrom('etcd-0', 'etcd-2', 'etcd-4', 'etcd-rke-1'),
  first: fc.constantFrom('remove', 'add'),
  age: fc.constantFrom('0s', '20m', '2h'),
};

/** A further PKS cluster may not be called like a cluster that Rancher has yet to make. */
const renamed = (operation: string) => (operation === 'create-pks-cluster' ? { cluster: 'dev' } : {});

/** A line of a timeline: any verb at any target of a design that it fits, now and then an operation. */
function lines(design: Design): fc.Arbitrary<Record<string, unknown>> {
  const start = new Run(compileScenario(scenario({}), design));
  const { faults, operations } = vocabularyOf(design);
  const targets = faults.flatMap(({ name, kinds }) =>
    start.world.actors.flatMap((actor) => (actor && kinds.includes(actor.kind) ? [{ fault: name, target: actor.id }] : [])),
  );
  const at = fc.integer({ min: 1, max: 2_400 }).map((second) => `${second}s`);
  const fault = fc
    .tuple(at, fc.constantFrom(...targets), fc.option(fc.integer({ min: 1, max: 1_200 })))
    .map(([when, what, length]) => ({ at: when, ...what, ...(length === null ? {} : { for: `${length}s` }) }));
  const operation = fc
    .tuple(at, fc.constantFrom(...operations), fc.record(generated))
    .map(([when, { name, takes }, told]) => ({ at: when, operation: name, ...Object.fromEntries(takes.map((key) => [key, told[key]])), ...renamed(name) }));
  return fc.oneof({ weight: 4, arbitrary: fault }, { weight: 1, arbitrary: operation });
}

/** Plans on designs of a platform. */
const plansOn = (designs: fc.Arbitrary<Design>) =>
  designs.chain((design) =>
    fc.record({ design: fc.constant(design), timeline: fc.array(lines(design), { maxLength: 8 }), seed: fc.integer({ min: 0, max: 2 ** 31 }) }),
  );

const plans = plansOn(smallDesigns);

const spec = ({ design, timeline, seed }: { design: Design; timeline: unknown[]; seed: number }) => compileScenario(scenario({ timeline }), design, seed);

/** Holds the invariants against the state after every event. */
function keepsInvariants(plan: Parameters<typeof spec>[0]): void {
  const run = new Run(spec(plan));
  const invariants = new Invariants(run);
  while (run.world.schedule.peek() <= run.spec.until) {
    run.world.step();
    invariants.check();
  }
  checkCauses(run);
}

/** First under faults, then healed and bound to recover (tigerbeetle/tigerbeetle: src/vopr.zig). */
function recovers(plan: { design: Design; timeline: unknown[]; seed: number }): void {
  const healing = {
    ...plan,
    timeline: plan.timeline
      .filter((line) => 'fault' in (line as object) && !['delete'].includes((line as { fault: string }).fault))
      .map((line) => ({ ...(line as object), for: '60s' })),
  };
  const run = new Run({ ...compileScenario(scenario({ timeline: healing.timeline, duration: '6h' }), healing.design, plan.seed) });
  run.advance();
  const view = new View(run.world);
  const offNow = view.all({ name: 'vm', machine: undefined as never }).filter((vm) => !vm.is('running'));
  // With HA off nobody restarts the VMs of a host that lost power.
  if (offNow.length > 0 && !plan.design.vsphere.ha.enabled) return;
  if (offNow.length > 0 && plan.design.vsphere.ha.respectAntiAffinity && plan.design.vsphere.drs.rules.length > 0) return;
  expect(offNow.map(({ id, state }) => `${id} ${state}`)).toEqual([]);
  expect(view.share('kube-api')).toBe(1);
  expect(view.share('rancher-ui')).toBe(1);
  expect(view.share('agent-tunnel')).toBe(1);
}

describe('generated fault plans on small designs', () => {
  // design.md, section 2, and issue 2: no VM on two hosts, no pool overdrawn or leaked, never two leaders in one term.
  it('keep every invariant after every event', () => {
    fc.assert(fc.property(plans, keepsInvariants), { numRuns: 120 });
  }, 120_000);

  it('give one trace in both interpreters and on a second run', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const first = simulate(spec(plan));
        expect(simulate(spec(plan)).hash).toBe(first.hash);
        expect(simulate({ ...spec(plan), engine: 'reference' }).hash).toBe(first.hash);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('fork at any time to the same end', () => {
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 1, noNaN: true }), (plan, part) => {
        const whole = simulate(spec(plan));
        const at = Math.floor(whole.until * part);
        const paused = new Run(spec(plan)).advance(at);
        const fork = paused.fork(at, paused.checkpoint());
        expect(fork.advance().result().hash).toBe(whole.hash);
        expect(paused.advance().result().hash).toBe(whole.hash);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  // Common random numbers: what comes later, or is done elsewhere, changes nothing before it.
  it('are the same up to a later fault', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 2_401, max: 3_000 }), (plan, second) => {
        const before = [...simulate(spec(plan)).run.world.trace.records()].filter(({ at }) => at < second * 1_000_000);
        const later = { ...plan, timeline: [...plan.timeline, { at: `${second}s`, fault: 'power-loss', target: plan.design.vsphere.hosts[0]?.name }] };
        const after = [...simulate(spec(later)).run.world.trace.records()].filter(({ at }) => at < second * 1_000_000);
        expect(after).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('recover once every fault is healed, where vSphere HA and the resurrector look after them', () => {
    fc.assert(fc.property(plans, recovers), { numRuns: 60 });
  }, 120_000);
});

describe('generated fault plans on RKE and on a single node', () => {
  const single = fc.boolean().map((volume) => onDocker((data) => void Object.assign(data.docker, { volume })));
  const onOthers = plansOn(fc.oneof({ weight: 3, arbitrary: smallRkeDesigns as fc.Arbitrary<Design> }, { weight: 1, arbitrary: single }));

  it('keep every invariant, in both interpreters alike', () => {
    fc.assert(
      fc.property(onOthers, (plan) => {
        keepsInvariants(plan);
        expect(simulate({ ...spec(plan), engine: 'reference' }).hash).toBe(simulate(spec(plan)).hash);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('recover once every fault is healed, where vSphere HA looks after them', () => {
    fc.assert(fc.property(onOthers, recovers), { numRuns: 30 });
  }, 120_000);
});
