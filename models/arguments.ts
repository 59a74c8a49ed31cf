/** What operations may be told besides `at`, `count` and `every`: one word per thing, whichever operation takes it. */
import { Type } from '@sinclair/typebox';
import { chains } from './certificates/certificate.ts';
import { downstreamKinds } from './downstream/kinds.ts';
import { cloudProviders, mistakes } from './rancher/provisioning.ts';
import { choice, duration, size } from './shapes.ts';

const text = (description: string) => Type.Optional(Type.String({ description, minLength: 1 }));
const whole = (description: string, maximum: number) => Type.Optional(Type.Integer({ description, minimum: 1, maximum }));

export const argumentShapes = {
  name: text('What to make.'),
  namespace: text('Where.'),
  resurrection: Type.Optional(choice(['on', 'off'], 'Whether BOSH brings lost VMs back.')),
  cluster: text('Which cluster.'),
  version: Type.Optional(Type.String({ description: 'Of Rancher, as 2.5.9.', pattern: '^2\\.[2-5](\\.\\d+)?$' })),
  kind: Type.Optional(choice(downstreamKinds, 'How a downstream cluster comes to Rancher.')),
  nodes: whole('How many nodes.', 1_000),
  mistake: Type.Optional(choice(mistakes, 'What is wrong with the node template.')),
  cloudProvider: Type.Optional(choice(cloudProviders, 'How a cluster that RKE lays speaks to vSphere.')),
  replicas: whole('How many pods.', 1_000),
  plan: text('Which plan.'),
  rule: text('Which DRS rule of the design.'),
  profile: text('Which network profile.'),
  noSnat: Type.Optional(Type.Boolean({ description: 'Annotated ncp/no_snat: without SNAT address.' })),
  ports: whole('How many ports.', 100),
  certificate: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['rancher', 'kube-api', 'ca'], description: 'Whose certificate.' })),
  chain: Type.Optional(choice(chains, 'Whether a certificate is shown with its intermediates.')),
  address: Type.Optional(Type.String({ description: 'An address, as 10.50.0.79.', format: 'ipv4' })),
  record: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['rancher', 'kube-api'], description: 'Whose DNS record.' })),
  claim: text('The claim whose volume it mounts, as create-claim names it.'),
  datastore: text('On which datastore its volume lies; the first one when left out.'),
  mode: Type.Optional(choice(['ReadWriteOnce', 'ReadWriteMany'], 'How a volume is to be shared.')),
  key: text('Under which key a Secret holds its file, as cacerts.pem.'),
  image: text('With its tag, as shop:1.0; latest is pulled at every start.'),
  minAvailable: whole('How many pods its PodDisruptionBudget keeps; without it there is no budget.', 1_000),
  pods: whole('How many pods a quota allows.', 1_000),
  memoryLimit: Type.Optional(size("As 256Mi: a container's limit, a namespace's default for one, or the sum that a quota allows.")),
  project: text('Which project of the local cluster: default, system, or one that was added, as 1.'),
  podsEach: whole("How many pods a project's namespace may have unless it says otherwise.", 1_000),
  memoryLimitEach: Type.Optional(size("As 256Mi: the sum of limits in a project's namespace, unless it says otherwise.")),
  memoryNeed: Type.Optional(size('What a container needs once it is up.')),
  memoryGrowth: Type.Optional(size('What a container takes on every hour and never gives back.')),
  node: text('Which worker, as worker-1.'),
  host: text('Which host.'),
  effect: Type.Optional(choice(['NoSchedule', 'NoExecute'], 'What a taint does.')),
  member: text('Which etcd member.'),
  first: Type.Optional(choice(['remove', 'add'], 'Whether the old member is removed first or the new one added.')),
  age: Type.Optional(duration('How old at the least.')),
};

export type ArgumentName = keyof typeof argumentShapes;

/** A text argument, or what stands for it. */
export const textOr = (value: unknown, preset: string): string => (typeof value === 'string' ? value : preset);
/** A number argument, or what stands for it. */
export const numberOr = (value: unknown, preset: number): number => (typeof value === 'number' ? value : preset);
