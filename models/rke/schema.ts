/** What a design says of RKE: its nodes with their roles, and the load balancer in front of them. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, item, object, preset, size, text, yes } from '../shapes.ts';

/** What RKE can be told to put on a node (rancher/docs content/rke/latest/en/config-options/nodes). */
export const roles = ['controlplane', 'etcd', 'worker'] as const;

const node = item(
  {
    name: text('The node and its VM.'),
    roles: Type.Array(choice(roles, 'A role.'), {
      minItems: 1,
      uniqueItems: true,
      default: [...roles],
      description: 'All three, as Rancher wants it for its own cluster (seeds/003: each with etcd, control plane and worker).',
    }),
    memory: size(...preset('Of its VM.', defaults['rke.nodeMemory'])),
  },
  'A node of cluster.yml.',
);

const machine = item(
  {
    name: text('The machine and its VM.'),
    memory: size('Of its VM. (chosen)', '2Gi'),
    host: Type.Optional(text('The host it runs on at the start; placed by DRS when left out.')),
  },
  'A machine with nginx.',
);

export const rkeSchema = item(
  {
    nodes: Type.Array(node, { minItems: 1, maxItems: 20 }),
    balancer: item(
      {
        layer: Type.Unsafe<4 | 7>({
          type: 'integer',
          enum: [4, 7],
          default: 4,
          description: '4 passes TLS on to the ingress, which is advised (seeds/004); 7 ends it, and goes with rancher.tls.termination: external.',
        }),
        machines: Type.Array(machine, {
          minItems: 1,
          maxItems: 2,
          description: 'One, whose loss takes Rancher away, or two that share an address by VRRP.',
        }),
        forwardsProto: yes("At layer 7: whether it sends X-Forwarded-Proto, as Rancher's chart options ask (R7).", true),
      },
      'The load balancer in front of the nodes.',
    ),
    ingress: object(
      { useForwardedHeaders: yes(...preset('use-forwarded-headers, which a layer-7 balancer in front needs.', defaults['rke.useForwardedHeaders'])) },
      "RKE's own ingress-nginx, a DaemonSet in ingress-nginx on the ports 80 and 443 of the workers.",
    ),
    etcdLeader: Type.Optional(text('The node whose etcd member leads at the start; drawn when left out.')),
  },
  'Rancher Kubernetes Engine.',
);
