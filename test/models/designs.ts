/** Designs for tests: the article's, small ones, and generated ones. Read and filled with defaults as the command line does it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { DockerDesign, PksDesign, RkeDesign } from '../../models/design.ts';
import { type Design, designSchema, type Scenario, scenarioSchema } from '../../models/index.ts';

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, validateFormats: false });
const isDesign = ajv.compile(designSchema);
const isScenario = ajv.compile(scenarioSchema);

const root = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** A design from plain data. @throws Error when its shape is wrong. */
export function design(data: unknown): Design {
  const copy = structuredClone(data);
  if (!isDesign(copy)) throw new Error(ajv.errorsText(isDesign.errors));
  return copy as Design;
}

/** A scenario from plain data; what it leaves out is filled in. */
export function scenario(data: Record<string, unknown>): Scenario {
  const copy = structuredClone({ apiVersion: 'paddock/v1', kind: 'Scenario', name: 'test', title: 'A test.', design: 'none', duration: '1h', ...data });
  if (!isScenario(copy)) throw new Error(ajv.errorsText(isScenario.errors));
  return copy as Scenario;
}

/** The raw data of a shipped design, to change before {@link design}. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML, checked when it becomes a design.
export const raw = (name: string): any => parse(readFileSync(`${root}designs/${name}.yaml`, 'utf8'));

type Change = (data: ReturnType<typeof raw>) => void;

function changed(name: string, change: Change): Design {
  const data = raw(name);
  change(data);
  return design(data);
}

/** The article's design with the rules, placement and downstream clusters of a small test. */
export function article(change: Change = () => {}): PksDesign {
  return changed('article', change) as PksDesign;
}

/** Small designs of every shape: hosts, masters, workers, edges, replicas, settings. */
export const smallDesigns: fc.Arbitrary<PksDesign> = fc
  .record({
    hosts: fc.integer({ min: 1, max: 5 }),
    masters: fc.constantFrom(1, 3, 5),
    workers: fc.integer({ min: 1, max: 4 }),
    edges: fc.integer({ min: 1, max: 2 }),
    replicas: fc.integer({ min: 1, max: 4 }),
    clusters: fc.integer({ min: 0, max: 4 }),
    pods: fc.constantFrom('10.11.0.0/16', '10.11.0.0/19'),
    hasRules: fc.boolean(),
    hasZones: fc.boolean(),
    ha: fc.boolean(),
    respect: fc.boolean(),
    resurrector: fc.boolean(),
    datastores: fc.integer({ min: 0, max: 3 }),
    priorities: fc.dictionary(fc.constantFrom('masters', 'workers', 'worker-0'), fc.constantFrom('highest', 'high', 'low', 'lowest')),
    isolationResponse: fc.constantFrom('none', 'shutdown', 'powerOff'),
    apd: fc.constantFrom('disabled', 'warning', 'restartConservative', 'restartAggressive'),
    hostRule: fc.constantFrom('none', 'mustRunOn', 'shouldRunOn', 'shouldNotRunOn'),
    migrationThreshold: fc.integer({ min: 1, max: 5 }),
    restartCondition: fc.constantFrom('none', 'poweredOn', 'guestHbStatusGreen', 'appHbStatusGreen'),
    vmMonitoring: fc.constantFrom('disabled', 'vmMonitoringOnly'),
    pdl: fc.constantFrom('disabled', 'warning', 'restartAggressive'),
    ingress: fc.constantFrom('DaemonSet', 'Deployment'),
    antiAffinity: fc.constantFrom('preferred', 'required'),
    kind: fc.constantFrom('imported', 'hosted', 'node-driver', 'custom'),
  })
  .map((shape) =>
    article((data) => {
      data.vsphere.hosts = Array.from({ length: shape.hosts }, (_, i) => ({ name: `esx-${i}`, cpu: 32, memory: '256Gi' }));
      data.vsphere.placement = {};
      data.vsphere.ha = {
        enabled: shape.ha,
        respectAntiAffinity: shape.respect,
        admissionControl: { hostFailuresToTolerate: Math.min(1, shape.hosts - 1) },
        restartPriorities: shape.priorities,
        isolationResponse: shape.isolationResponse,
        apd: shape.apd,
        pdl: shape.pdl,
        restartCondition: shape.restartCondition,
        vmMonitoring: shape.vmMonitoring,
      };
      data.vsphere.datastores = Array.from({ length: shape.datastores }, (_, i) => `datastore-${i}`);
      data.vsphere.drs.migrationThreshold = shape.migrationThreshold;
      // A VM that a rule ties to a host outside its zone could run nowhere.
      if (shape.hasZones && shape.hosts > 1 && shape.hostRule === 'none') {
        const names = data.vsphere.hosts.map(({ name }: { name: string }) => name);
        data.pks.availabilityZones = [
          { name: 'AZ1', hosts: names.slice(0, 1) },
          { name: 'AZ2', hosts: names.slice(1) },
        ];
      }
      if (!shape.hasRules) data.vsphere.drs.rules = [];
      if (shape.hostRule !== 'none') data.vsphere.drs.rules.push({ name: 'hosts', type: shape.hostRule, of: 'workers', on: ['esx-0'] });
      if (shape.masters === 1) data.vsphere.drs.rules = data.vsphere.drs.rules.filter(({ of }: { of: string }) => of !== 'masters');
      if (shape.workers === 1) data.vsphere.drs.rules = data.vsphere.drs.rules.filter(({ of }: { of: string }) => of !== 'workers');
      data.nsx.edges = Array.from({ length: shape.edges }, (_, i) => ({ name: `edge-${i}`, size: 'large', host: `esx-${i % shape.hosts}` }));
      data.nsx.ipBlocks.pods = shape.pods;
      data.bosh.resurrector = shape.resurrector;
      Object.assign(data.pks.plans[0], { masters: shape.masters, workers: shape.workers });
      data.ingress.kind = shape.ingress;
      Object.assign(data.rancher, { replicas: shape.replicas, antiAffinity: shape.antiAffinity });
      Object.assign(data.downstream, { atStart: shape.clusters, kind: shape.kind });
    }),
  );

/** The shipped design on RKE, changed. */
export function onRke(change: Change = () => {}): RkeDesign {
  return changed('rke', change) as RkeDesign;
}

/** The shipped design of a single node, changed. */
export function onDocker(change: Change = () => {}): DockerDesign {
  return changed('docker', change) as DockerDesign;
}

/** Small designs on RKE: nodes with all roles and with some, either layer, one machine or two for the load balancer. */
export const smallRkeDesigns: fc.Arbitrary<RkeDesign> = fc
  .record({
    hosts: fc.integer({ min: 1, max: 4 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    isWorkerApart: fc.boolean(),
    isLayer7: fc.boolean(),
    machines: fc.integer({ min: 1, max: 2 }),
    ha: fc.boolean(),
    hasRule: fc.boolean(),
    replicas: fc.integer({ min: 1, max: 4 }),
    clusters: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom('imported', 'hosted', 'node-driver', 'custom'),
  })
  .map((shape) =>
    onRke((data) => {
      data.vsphere.hosts = Array.from({ length: shape.hosts }, (_, i) => ({ name: `esx-${i}`, cpu: 32, memory: '256Gi' }));
      data.vsphere.placement = {};
      data.vsphere.ha = { enabled: shape.ha, admissionControl: { hostFailuresToTolerate: Math.min(1, shape.hosts - 1) } };
      data.rke.nodes = Array.from({ length: shape.nodes }, (_, i) => ({ name: `rke-${i + 1}` }));
      if (shape.isWorkerApart) data.rke.nodes.push({ name: 'rke-worker', roles: ['worker'] });
      if (!shape.hasRule || data.rke.nodes.length === 1) data.vsphere.drs.rules = [];
      data.rke.balancer = { layer: shape.isLayer7 ? 7 : 4, machines: Array.from({ length: shape.machines }, (_, i) => ({ name: `lb-${i + 1}` })) };
      if (shape.isLayer7) {
        data.rke.ingress = { useForwardedHeaders: true };
        data.rancher.tls.termination = 'external';
      }
      data.rancher.replicas = shape.replicas;
      Object.assign(data.downstream, { atStart: shape.clusters, kind: shape.kind });
    }),
  );
