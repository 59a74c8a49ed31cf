/**
 * What an architect writes: the schema of a design, which is at once its validation, its types, its defaults and its
 * documentation. Every default says where it comes from; `(chosen)` marks one that no source gives.
 */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { durationPattern, type Parameter, type Setting } from '../sim/index.ts';
import { defaults } from './defaults.ts';

const object = <T extends Record<string, TSchema>>(properties: T, description: string) =>
  Type.Object(properties, { additionalProperties: false, description, default: {} });
/** What a default is for, and where it comes from. */
const about = (what: string, { provenance, why }: Parameter): string =>
  `${what} ${provenance.source ?? `assumption: ${provenance.assumption}`}${why ? `; ${why}` : ''}.`;
/** A default with its description. */
const preset = <S extends Setting>(what: string, parameter: Parameter<S>): [string, S] => [about(what, parameter), parameter.value];
/** A block without defaults of its own, which has to be written. */
const item = <T extends Record<string, TSchema>>(properties: T, description: string) => Type.Object(properties, { additionalProperties: false, description });
const choice = <const T extends string>(values: readonly T[], description: string, preset?: NoInfer<T>) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description, ...(preset === undefined ? {} : { default: preset }) });
const text = (description: string, preset?: string) => Type.String({ description, minLength: 1, ...(preset === undefined ? {} : { default: preset }) });
const whole = (description: string, preset: number, minimum = 0, maximum = 100_000) => Type.Integer({ description, default: preset, minimum, maximum });
const yes = (description: string, preset: boolean) => Type.Boolean({ description, default: preset });

export const duration = (description: string) => Type.String({ description, pattern: durationPattern, format: 'duration' });
const size = (description: string, preset?: string) =>
  Type.String({ description, pattern: '^\\d+(Mi|Gi|Ti)$', format: 'size', ...(preset ? { default: preset } : {}) });
const cidr = (description: string) => Type.String({ description, format: 'cidr' });
const range = (description: string) => Type.String({ description, format: 'address-range' });
const address = (description: string) => Type.String({ description, format: 'ipv4' });

const host = item(
  {
    name: text('The host.'),
    cpu: Type.Integer({ minimum: 1, description: 'Cores.' }),
    memory: size('As 256Gi.'),
    datastores: Type.Optional(Type.Array(text('A datastore.'), { description: 'Left out: all of them.' })),
  },
  'An ESXi host.',
);

const rule = item(
  {
    name: text('The rule.'),
    type: choice(['separate'], 'separate keeps VMs on different hosts.'),
    of: Type.Union([choice(['masters', 'workers'], 'A group of VMs.'), Type.Array(text('A VM.'), { minItems: 2 })], {
      description: 'masters, workers, or a list of VMs.',
    }),
  },
  'A DRS rule.',
);

const vsphere = item(
  {
    hosts: Type.Array(host, { minItems: 1 }),
    datastores: Type.Array(text('A datastore.'), {
      default: ['datastore-01', 'datastore-02'],
      description: 'Two, since vSphere HA wants two for heartbeats (V1); names chosen.',
    }),
    ha: object(
      {
        enabled: yes(...preset('vSphere HA.', defaults['vsphere.ha.enabled'])),
        respectAntiAffinity: yes(...preset('das.respectVmVmAntiAffinityRules.', defaults['vsphere.ha.respectAntiAffinity'])),
        admissionControl: object(
          { hostFailuresToTolerate: whole(...preset('Fewer than there are hosts.', defaults['vsphere.ha.hostFailuresToTolerate']), 0, 32) },
          'What may be powered on by people; HA restarts are not held back by it (V11).',
        ),
      },
      'vSphere HA.',
    ),
    drs: object(
      {
        automation: choice(
          ['manual', 'partiallyAutomated', 'fullyAutomated'],
          'docs-pks@1.6 asks for partly or fully automated; fully is chosen.',
          'fullyAutomated',
        ),
        mandatoryRules: yes(...preset('Whether a power-on that breaks a rule is refused.', defaults['vsphere.drs.mandatoryRules'])),
        rules: Type.Array(rule, { default: [] }),
      },
      'DRS.',
    ),
    placement: Type.Record(Type.String(), text('A host.'), { default: {}, description: 'Where VMs run at the start; the rest is placed by DRS.' }),
  },
  'The hosts and what looks after them.',
);

const block = <T extends TSchema>(description: string, of: T) =>
  Type.Union([of, item({ range: of, takenByOthers: whole('Subnets or addresses that others hold.', 0, 0, 10_000_000) }, 'A shared block.')], { description });

const nsx = item(
  {
    edges: Type.Array(
      item(
        {
          name: text('The edge node.'),
          size: choice(['medium', 'large'], 'VM form.', 'large'),
          memory: Type.Optional(size('Left out: by its form.')),
          host: text('The host it runs on at the start.'),
        },
        'An edge node VM.',
      ),
      { minItems: 1, maxItems: 10 },
    ),
    ipBlocks: item(
      { nodes: block('One /24 for each cluster.', cidr('As 10.50.8.0/21.')), pods: block('One /24 for each namespace.', cidr('As 10.11.0.0/16.')) },
      'IP blocks.',
    ),
    floatingPool: block('SNAT addresses and VIPs.', range('As 10.50.0.64-10.50.0.254.')),
  },
  'NSX-T.',
);

const dns = object(
  {
    servers: Type.Array(item({ name: text('The server.'), address: address('Its address.') }, 'A DNS server.'), {
      default: [{ name: 'dns-01', address: '10.10.30.13' }],
      minItems: 1,
    }),
    records: Type.Record(Type.String(), address('What it resolves to.'), { default: {} }),
  },
  'Name resolution.',
);

const plan = item(
  {
    name: text('The plan.'),
    masters: Type.Unsafe<1 | 3 | 5>({ type: 'integer', enum: [1, 3, 5], description: '1, 3 or 5, nothing else (docs-pks _plans).' }),
    workers: Type.Integer({ minimum: 1, maximum: 50, description: 'Workers.' }),
    masterMemory: size(...preset('Of a master.', defaults['pks.masterMemory'])),
    workerMemory: size(...preset('Of a worker.', defaults['pks.workerMemory'])),
    masterDisk: size("etcd's disk; upstream default 5 GB, the article advises more.", '20Gi'),
    allowPrivileged: yes('Rancher agents need it (article).', true),
  },
  'A PKS plan.',
);

const pks = item(
  {
    plans: Type.Array(plan, { minItems: 1 }),
    networkProfiles: Type.Array(
      item({ name: text('The profile.'), lbSize: choice(['small', 'medium', 'large'], ...preset('lb_size.', defaults['pks.lbSize'])) }, 'A network profile.'),
      { default: [] },
    ),
    clusters: Type.Array(
      item(
        {
          name: text('The cluster.'),
          hostname: text('External host name of its API.'),
          plan: text('A plan.'),
          networkProfile: Type.Optional(text('A network profile.')),
          etcdLeader: Type.Optional(text('The master whose etcd member leads at the start; drawn when left out.')),
        },
        'A PKS cluster.',
      ),
      { minItems: 1, maxItems: 1, description: 'The cluster that carries Rancher.' },
    ),
  },
  'Enterprise PKS.',
);

const failure = item({ mtbf: duration('Mean time between failures.'), mttr: duration('Mean time to repair.') }, 'Exponential in both.');

const back = duration('Time within which the path must be back.');

export const designSchema = Type.Object(
  {
    apiVersion: Type.Literal('paddock/v1'),
    kind: Type.Literal('Design'),
    name: text('The design.'),
    start: Type.String({ format: 'date-time', default: '2019-09-08T00:00:00Z', description: 'Date and time of the start of every run.' }),
    vsphere,
    nsx,
    dns,
    bosh: object({ resurrector: yes(...preset('hm.resurrector_enabled.', defaults['bosh.resurrector'])) }, 'BOSH.'),
    pks,
    ingress: object(
      {
        controller: choice(['nginx'], 'NSX-T L7 does not pass X-Forwarded-Proto, so Rancher cannot sit behind it.', 'nginx'),
        kind: choice(['DaemonSet', 'Deployment'], ...preset('Of the controller.', defaults['ingress.kind'])),
        replicas: whole('Of a Deployment.', 1, 1, 50),
        namespace: text(...preset('Its namespace.', defaults['ingress.namespace'])),
      },
      'The ingress controller.',
    ),
    rancher: item(
      {
        replicas: whole(...preset('Replicas.', defaults['rancher.replicas']), 1, 50),
        hostname: text('External host name.'),
        antiAffinity: choice(['preferred', 'required'], ...preset('Between replicas.', defaults['rancher.antiAffinity'])),
        startOn: Type.Optional(Type.Array(text('A worker.'), { description: 'Where the replicas run at the start; spread when left out.' })),
        userNamespace: yes(...preset("Whether the administrator's user-xxxxx namespace exists.", defaults['rancher.userNamespace'])),
        tls: object({ source: choice(['secret'], 'The article.', 'secret'), privateCA: yes('The article.', true) }, 'Certificates.'),
      },
      'Rancher.',
    ),
    downstream: object(
      {
        atStart: whole('Clusters imported before the run.', 0),
        arrive: Type.Optional(Type.String({ pattern: '^\\d+ per (day|week|month|year)$', description: 'As 10 per week.' })),
        upTo: whole('No more than these.', 300),
        extraProjectsPerCluster: whole('Projects beyond the two that Rancher makes.', 0, 0, 1_000),
        kind: choice(['imported'], 'How they came to Rancher.', 'imported'),
        nodesPerCluster: whole('For sizing tables.', 3, 1, 1_000),
      },
      'The clusters that Rancher manages.',
    ),
    reliability: object(
      {
        host: Type.Optional(failure),
        vm: Type.Optional(failure),
        edge: Type.Optional(failure),
        etcd: Type.Optional(failure),
        site: Type.Optional(failure),
      },
      'Failures drawn by chance, in runs that ask for them.',
    ),
    objectives: object(
      { 'rancher-ui': Type.Optional(back), 'kube-api': Type.Optional(back), 'agent-tunnel': Type.Optional(back) },
      'What is asked of each path.',
    ),
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      default: {},
      description: 'Other values for parameters, by name; `paddock parameters` lists them.',
    }),
  },
  { additionalProperties: false, $id: 'https://paddock.invalid/schema/design', title: 'Design', description: 'What is to be built.' },
);

export type Design = Static<typeof designSchema>;
