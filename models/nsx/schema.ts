/** What a design says of NSX-T: edges, blocks, the floating pool. */
import { type TSchema, Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, cidr, item, preset, range, size, text, whole } from '../shapes.ts';

const block = <T extends TSchema>(description: string, of: T) =>
  Type.Union([of, item({ range: of, takenByOthers: whole('Subnets or addresses that others hold.', 0, 0, 10_000_000) }, 'A shared block.')], { description });

export const nsxSchema = item(
  {
    managers: Type.Unsafe<1 | 3>({
      type: 'integer',
      enum: [1, 3],
      description: preset('Nodes of the manager cluster: 3, or 1 in a laboratory.', defaults['nsx.managers'])[0],
      default: defaults['nsx.managers'].value,
    }),
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
    tier0: choice(
      ['activeStandby', 'activeActive'],
      'Where the Tier-0 is active: on one edge, or on up to eight, which it may be where it does no NAT (docs-pks@1.6 nsxt-install-create-t0).',
      'activeStandby',
    ),
    ipBlocks: item(
      { nodes: block('One /24 for each cluster.', cidr('As 10.50.8.0/21.')), pods: block('One /24 for each namespace.', cidr('As 10.11.0.0/16.')) },
      'IP blocks.',
    ),
    furtherIpBlocks: Type.Array(
      item(
        {
          name: text('As network profiles name it; its pool in a run too.'),
          range: cidr('As 10.12.0.0/16.'),
          takenByOthers: whole('Subnets that others hold.', 0, 0, 10_000_000),
        },
        'An IP block for pods or nodes beside those of the PKS tile.',
      ),
      { default: [], description: 'Blocks that network profiles name.' },
    ),
    furtherFloatingPools: Type.Array(
      item(
        {
          name: text('As network profiles name it; its pool in a run too.'),
          range: range('As 10.50.1.0-10.50.1.254.'),
          takenByOthers: whole('Addresses that others hold.', 0, 0, 10_000_000),
        },
        'A pool of floating addresses beside that of the PKS tile.',
      ),
      { default: [], description: 'Pools that network profiles name.' },
    ),
    floatingPool: block('SNAT addresses and VIPs.', range('As 10.50.0.64-10.50.0.254.')),
  },
  'NSX-T.',
);
