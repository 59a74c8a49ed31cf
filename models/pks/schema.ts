/** What a design says of Enterprise PKS: plans, network profiles, the cluster. */
import { Type } from '@sinclair/typebox';
import { defaults } from '../defaults.ts';
import { choice, item, preset, size, text, yes } from '../shapes.ts';

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

export const pksSchema = item(
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
