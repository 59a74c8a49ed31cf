/** Plans and trials for fast-check: drawn from what a design has, and shrunk to the few lines that matter. */
import fc from 'fast-check';
import { componentsOf } from '../../models/analysis/component.ts';
import { everyPath, Judge } from '../../models/analysis/judge.ts';
import { type Design, vocabulary } from '../../models/index.ts';
import { etcdVms, memberIn, workerVms } from '../../models/platform/homes.ts';
import { vocabularyOf } from '../../models/vocabulary.ts';
import { parseDuration } from '../../sim/index.ts';
import { aboutArgument } from '../complaint.ts';
import { designChanges } from './changes.ts';
import { madeTrial, type Plan, type PlanLine, showing, type Trial } from './trial.ts';

/** How many, at least and at most; a number alone is exactly so many. */
export type Count = number | { min?: number; max: number };

export interface PlanOptions {
  /** How many faults; up to two when left out. */
  faults?: Count;
  /** How many operations; none when left out. */
  operations?: Count;
  /** Only faults of these verbs, as `power-loss`. */
  verbs?: readonly string[];
  /** Only these targets, by id. */
  targets?: readonly string[];
  /** Only these operations. */
  kinds?: readonly string[];
  /** The stretch in which everything begins, from one minute on; `10m` when left out. */
  within?: string;
  /** Whether faults heal after at most so long, as `20m`; for ever when left out. */
  heal?: string;
}

const second = 1_000_000;
/** Everything begins once the platform has settled. */
const earliest = 60;

/** Plans of faults and operations on a design, shrunk to fewer, earlier and longer ones. */
export function faultPlans(design: Design, options: PlanOptions = {}): fc.Arbitrary<Plan> {
  const { faults = { min: 1, max: 2 }, operations = 0, within = '10m', heal } = options;
  const latest = Math.max(earliest, Math.floor(parseDuration(within) / second));
  const at = fc.integer({ min: earliest, max: latest }).map((time) => `${time}s`);
  const longest = heal === undefined ? 0 : Math.max(1, Math.floor(parseDuration(heal) / second));
  const lasting = longest > 0 ? fc.option(fc.integer({ min: 1, max: longest })) : fc.constant(null);
  const fault = fc.tuple(at, fc.constantFrom(...targetsIn(design, options)), lasting).map(([when, { fault: verb, target, canLast }, lasts]): PlanLine => {
    return { at: when, fault: verb, target, ...(lasts === null || !canLast ? {} : { for: `${lasts}s` }) };
  });
  const parts = [fc.array(fault, { ...bounds(faults), size: 'max' })];
  if (bounds(operations).maxLength > 0) parts.push(fc.array(operationLines(design, at, options.kinds), { ...bounds(operations), size: 'max' }));
  return fc
    .tuple(...parts)
    .map((lines) => lines.flat().sort((a, b) => parseDuration(a.at) - parseDuration(b.at)))
    .map((plan) => showing(plan, (lines) => `\n${lines.map((line) => `  - ${JSON.stringify(line)}`).join('\n')}\n`));
}

export interface TrialsOptions extends PlanOptions {
  /** How many small changes are made to the design first; none when left out. */
  changes?: Count;
}

/** Trials: a design, perhaps changed a little, a plan for it, and a seed. A counterexample prints as a scenario file. */
export function trials(design: Design, { changes = 0, ...options }: TrialsOptions = {}): fc.Arbitrary<Trial> {
  const seed = fc.nat();
  if (bounds(changes).maxLength === 0) return fc.tuple(faultPlans(design, options), seed).map(([plan, one]) => madeTrial(design, plan, one, {}));
  return designChanges(design, { changes }).chain(({ design: changed, set }) =>
    fc.tuple(faultPlans(changed, options), seed).map(([plan, one]) => madeTrial(changed, plan, one, set)),
  );
}

export function bounds(count: Count): { minLength: number; maxLength: number } {
  return typeof count === 'number' ? { minLength: count, maxLength: count } : { minLength: count.min ?? 0, maxLength: count.max };
}

/** Every fault at every target that it fits, as the platform stands at the start, and whether it can heal there. */
function targetsIn(design: Design, { verbs, targets }: PlanOptions): { fault: string; target: string; canLast: boolean }[] {
  const steady = new Judge(design, everyPath).steady(1);
  const { components } = componentsOf(steady);
  const found = components.filter(({ fault, target }) => (verbs?.includes(fault) ?? true) && (targets?.includes(target) ?? true));
  const canLast = (fault: string, target: string) => {
    const { lasting, kinds = [] } = vocabulary.faults.find(({ name }) => name === fault) ?? {};
    return (lasting ?? kinds).includes(steady.world.find(target)?.kind ?? '');
  };
  if (found.length > 0) return found.map(({ fault, target }) => ({ fault, target, canLast: canLast(fault, target) }));
  throw aboutArgument('verbs, targets', [...(verbs ?? []), ...(targets ?? [])].join(', '), {
    code: 'unknown-name',
    message: 'the design has nothing that these faults could strike',
    expected: `verbs ${vocabulary.faults.map(({ name }) => name).join(', ')}; targets such as ${components
      .slice(0, 4)
      .map(({ target }) => target)
      .join(', ')}`,
  });
}

/** Values for what operations may be told; an operation that takes anything else is left out. */
function argumentsFor(design: Design): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  return {
    name: fc.nat({ max: 9 }).map((n) => `thing-${n}`),
    namespace: fc.nat({ max: 9 }).map((n) => `home-${n}`),
    cluster: fc.constantFrom('local', ...(design.pks?.clusters ?? []).map(({ name }) => name), ...(design.downstream.atStart > 0 ? ['c-00001'] : [])),
    project: fc.constantFrom('default', 'system'),
    podsEach: fc.integer({ min: 1, max: 3 }),
    memoryLimitEach: fc.constantFrom('256Mi', '1Gi'),
    version: fc.constantFrom('2.3.5', '2.5.9'),
    kind: fc.constantFrom('imported', 'hosted', 'node-driver', 'custom'),
    nodes: fc.integer({ min: 1, max: 3 }),
    cloudProvider: fc.constantFrom('none', 'in-tree', 'out-of-tree'),
    mistake: fc.constantFrom('none', 'no-template', 'wrong-credentials', 'no-ssh-key'),
    resurrection: fc.constantFrom('on', 'off'),
    replicas: fc.integer({ min: 1, max: 3 }),
    profile: fc.constantFrom(...(design.pks?.networkProfiles ?? []).map(({ name }) => name), 'none'),
    rule: fc.constantFrom(...design.vsphere.drs.rules.map(({ name }) => name), 'none'),
    plan: fc.constantFrom(...(design.pks?.plans ?? []).map(({ name }) => name), 'none'),
    noSnat: fc.boolean(),
    ports: fc.integer({ min: 1, max: 2 }),
    certificate: fc.constantFrom('rancher', 'kube-api', 'ca'),
    chain: fc.constantFrom('complete', 'leafOnly'),
    claim: fc.constantFrom('thing-1', 'thing-2'),
    datastore: fc.constantFrom(...(design.vsphere.datastores.length > 0 ? design.vsphere.datastores : ['none'])),
    mode: fc.constantFrom('ReadWriteOnce', 'ReadWriteMany'),
    key: fc.constantFrom('cacerts.pem', 'ca.pem'),
    image: fc.constantFrom('thing:1.0', 'thing:latest'),
    minAvailable: fc.integer({ min: 1, max: 2 }),
    pods: fc.integer({ min: 1, max: 5 }),
    memoryLimit: fc.constantFrom('64Mi', '256Mi'),
    memoryNeed: fc.constantFrom('32Mi', '128Mi'),
    memoryGrowth: fc.constantFrom('32Mi', '1Gi'),
    node: fc.constantFrom(...workerVms(design)),
    host: fc.constantFrom(...design.vsphere.hosts.map(({ name }) => name)),
    effect: fc.constantFrom('NoSchedule', 'NoExecute'),
    member: fc.constantFrom(...etcdVms(design).map(memberIn)),
    first: fc.constantFrom('remove', 'add'),
    age: fc.constantFrom('0s', '5m'),
  };
}

/** What is made is called as nothing else is. */
const ownValues: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  'create-pks-cluster': { cluster: fc.nat({ max: 9 }).map((n) => `cluster-${n}`) },
};

function operationLines(design: Design, at: fc.Arbitrary<string>, kinds: readonly string[] | undefined): fc.Arbitrary<PlanLine> {
  const values = argumentsFor(design);
  const known = vocabularyOf(design)
    .operations.map(({ name, takes: keys }) => ({ name, keys }))
    .filter(({ name, keys }) => (kinds?.includes(name) ?? true) && keys.every((key) => key in values));
  return fc.oneof(
    ...known.map(({ name, keys }) =>
      fc
        .record({
          at,
          operation: fc.constant(name),
          ...Object.fromEntries(keys.map((key) => [key, { ...values, ...ownValues[name] }[key] as fc.Arbitrary<unknown>])),
        })
        .map((line) => line as PlanLine),
    ),
  );
}
