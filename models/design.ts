/**
 * What an architect writes: the schema of a design, which is at once its validation, its types, its defaults and its
 * documentation. Each system describes its own block. Every default says where it comes from; `(chosen)` marks one that no
 * source gives.
 */
import { type Static, Type } from '@sinclair/typebox';
import { boshSchema } from './bosh/schema.ts';
import { certificatesSchema } from './certificates/schema.ts';
import { dnsSchema } from './dns/schema.ts';
import { dockerSchema } from './docker/schema.ts';
import { downstreamSchema } from './downstream/schema.ts';
import { ingressSchema } from './ingress/schema.ts';
import { kubernetesSchema } from './kubernetes/schema.ts';
import { monitoringSchema } from './monitoring/schema.ts';
import { nsxSchema } from './nsx/schema.ts';
import { pksSchema } from './pks/schema.ts';
import { platforms } from './platform/platforms.ts';
import { rancherSchema } from './rancher/schema.ts';
import { registrySchema } from './registry/schema.ts';
import { rkeSchema } from './rke/schema.ts';
import { choice, duration, item, object, text } from './shapes.ts';
import { versionsSchema } from './versions.ts';
import { vsphereSchema } from './vsphere/schema.ts';

const failure = item({ mtbf: duration('Mean time between failures.'), mttr: duration('Mean time to repair.') }, 'Exponential in both.');

const back = duration('Time within which the path must be back.');

export const designSchema = Type.Object(
  {
    apiVersion: Type.Literal('paddock/v1'),
    kind: Type.Literal('Design'),
    name: text('The design.'),
    start: Type.String({ format: 'date-time', default: '2019-09-08T00:00:00Z', description: 'Date and time of the start of every run.' }),
    platform: choice(
      platforms,
      'What carries Rancher: pks, which the article builds on, rke, a cluster of Docker containers that Rancher Kubernetes Engine lays out (seeds/003, 004), or docker, one container on one machine.',
      'pks',
    ),
    versions: versionsSchema,
    installed: choice(
      ['rancher', 'cluster', 'nothing'],
      "What is there at the start: all of the platform; the PKS cluster without Helm, ingress and Rancher, for the article's steps 2 to 6 as operations; or nothing but hosts, NSX-T and PKS, for all six.",
      'rancher',
    ),
    vsphere: vsphereSchema,
    nsx: Type.Optional(nsxSchema),
    dns: dnsSchema,
    bosh: Type.Optional(boshSchema),
    pks: Type.Optional(pksSchema),
    rke: Type.Optional(rkeSchema),
    docker: Type.Optional(dockerSchema),
    kubernetes: kubernetesSchema,
    registry: registrySchema,
    ingress: ingressSchema,
    certificates: certificatesSchema,
    monitoring: monitoringSchema,
    rancher: rancherSchema,
    downstream: downstreamSchema,
    reliability: object(
      {
        host: Type.Optional(failure),
        vm: Type.Optional(failure),
        edge: Type.Optional(failure),
        etcd: Type.Optional(failure),
        disk: Type.Optional(failure),
        datastore: Type.Optional(failure),
        site: Type.Optional(failure),
      },
      'Failures drawn by chance, in runs that ask for them: power losses of hosts, crashes of VMs and edges, ends of etcd processes, disks of etcd members lost for good and replaced, datastores without paths, cut links of sites.',
    ),
    objectives: object(
      {
        'rancher-ui': Type.Optional(back),
        'kube-api': Type.Optional(back),
        'agent-tunnel': Type.Optional(back),
        'downstream-kubectl': Type.Optional(back),
        'authorized-endpoint': Type.Optional(back),
      },
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

/** The paths that any design can have. */
export type PathName = keyof Design['objectives'];

/** A design of Rancher on PKS, checked. */
export type PksDesign = Design & Required<Pick<Design, 'nsx' | 'pks'>>;

/** A design of Rancher on RKE, checked. */
export type RkeDesign = Design & Required<Pick<Design, 'rke'>>;

/** A design of Rancher in one container, checked. */
export type DockerDesign = Design & Required<Pick<Design, 'docker'>>;

export const isOnPks = (design: Design): design is PksDesign => design.platform === 'pks';
export const isOnRke = (design: Design): design is RkeDesign => design.platform === 'rke';
export const isOnDocker = (design: Design): design is DockerDesign => design.platform === 'docker';
