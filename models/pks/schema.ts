/** What a design says of Enterprise PKS: plans, network profiles, the cluster. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, item, preset, size, text, yes } from '../shapes.ts';

const optional = Type.Optional;
const names = (description: string) => optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, uniqueItems: true, description }));
const plan = item(
  {
    name: text('The plan.'),
    masters: Type.Unsafe<1 | 3 | 5>({ type: 'integer', enum: [1, 3, 5], description: '1, 3 or 5, nothing else (docs-pks _plans).' }),
    workers: Type.Integer({ minimum: 1, maximum: 50, description: 'Workers of a new cluster.' }),
    maxWorkers: Type.Integer({ minimum: 1, maximum: 50, description: 'Most workers that a resize may give it (docs-pks scale-clusters).', default: 50 }),
    masterAzs: names('Availability zones of the masters, in turn; all when left out.'),
    workerAzs: names('Availability zones of the workers, in turn; all when left out.'),
    masterMemory: size(...preset('Of a master.', defaults['pks.masterMemory'])),
    workerMemory: size(...preset('Of a worker.', defaults['pks.workerMemory'])),
    masterDisk: size("etcd's disk; upstream default 5 GB, the article advises more.", '20Gi'),
    allowPrivileged: yes('Rancher agents need it (article).', true),
  },
  'A PKS plan.',
);

const prefix = (what: string) =>
  optional(Type.Integer({ minimum: 16, maximum: 28, description: preset(`${what}; goes with its blocks.`, defaults['pks.subnetPrefix'])[0] }));

/** Keys are PKS's own, in camel case; what a profile leaves out is the tile's. */
const networkProfile = item(
  {
    name: text('The profile.'),
    lbSize: optional(choice(['small', 'medium', 'large'], preset('lb_size.', defaults['pks.lbSize'])[0])),
    podIpBlockIds: names(
      "pod_ip_block_ids: names of nsx.furtherIpBlocks, the next one used when the first is used up. The tile's block may not be among them (docs-pks@1.4 network-profiles-define).",
    ),
    podSubnetPrefix: prefix('pod_subnet_prefix: of the subnets of namespaces'),
    podRoutable: optional(Type.Boolean({ description: 'pod_routable: no SNAT, so that a namespace costs no floating address; false.' })),
    nodeIpBlockIds: names('node_ip_block_ids: names of nsx.furtherIpBlocks, the next one used when the first is used up.'),
    nodeRoutable: optional(Type.Boolean({ description: 'node_routable: no SNAT address for the nodes; false.' })),
    nodeSubnetPrefix: prefix("node_subnet_prefix: of a cluster's subnet of nodes"),
    fipPoolIds: names('fip_pool_ids: floating-ip-pool and names of nsx.furtherFloatingPools, in their order.'),
    singleTierTopology: optional(
      Type.Boolean({
        description: preset('single_tier_topology, PKS 1.5 and NSX-T 2.5: one Tier-1 router for the cluster.', defaults['pks.singleTierTopology'])[0],
      }),
    ),
    maxL4LbService: optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: 'max_l4_lb_service, PKS 1.5: most virtual servers for Services, in spite of its name (docs-pks@1.6 network-profiles-ncp-lb).',
      }),
    ),
    enableErrCrd: optional(Type.Boolean({ description: 'enable_err_crd, PKS 1.6: an NSXError object for what fails (docs-pks@1.6 nsxt-health); false.' })),
  },
  'A network profile.',
);

export const pksSchema = item(
  {
    plans: Type.Array(plan, { minItems: 1 }),
    networkProfiles: Type.Array(networkProfile, { default: [] }),
    availabilityZones: Type.Array(
      item(
        { name: text('The zone.'), hosts: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, uniqueItems: true, description: 'Its hosts.' }) },
        'An availability zone.',
      ),
      { default: [], description: "BOSH's availability zones; without any, every VM may run on every host." },
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
