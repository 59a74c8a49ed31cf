/** What people write about the resources of a namespace. What is written again replaces what was there. */
import type { View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { toMiB } from '../platform/vms.ts';
import type { Operation } from '../system.ts';
import { namespaceKind } from './namespace.ts';
import { type Hard, writeLimitRange, writeQuota } from './quota.ts';

/** Why a namespace takes no such object, if so. */
function refusalOf(view: View, namespaceId: string): string | undefined {
  if (!view.get('kube-api').is('available')) return 'the API does not answer';
  return view.find(namespaceId)?.kind === namespaceKind.name ? undefined : 'there is no such namespace';
}

const words = ({ pods, memoryLimit }: Hard): string =>
  [...(pods === undefined ? [] : [`pods=${pods}`]), ...(memoryLimit === undefined ? [] : [`limits.memory=${memoryLimit}Mi`])].join(',');

export const quotaOperations: readonly Operation[] = [
  {
    name: 'create-quota',
    takes: ['namespace', 'pods', 'memoryLimit'],
    run({ namespace, pods, memoryLimit }, hand) {
      const name = textOr(namespace, 'app');
      const hard: Hard = { ...(typeof pods === 'number' ? { pods } : {}), ...(typeof memoryLimit === 'string' ? { memoryLimit: toMiB(memoryLimit) } : {}) };
      const refusal = refusalOf(hand, `ns/${name}`);
      if (refusal) return `cannot write a quota for namespace ${name}: ${refusal}`;
      writeQuota(hand, `ns/${name}`, hard);
      return `gives namespace ${name} the quota ${words(hard) || 'without bounds'}`;
    },
  },
  {
    name: 'create-limit-range',
    takes: ['namespace', 'memoryLimit'],
    run({ namespace, memoryLimit }, hand) {
      const name = textOr(namespace, 'app');
      const limit = textOr(memoryLimit, '256Mi');
      const refusal = refusalOf(hand, `ns/${name}`);
      if (refusal) return `cannot write a LimitRange for namespace ${name}: ${refusal}`;
      writeLimitRange(hand, `ns/${name}`, toMiB(limit));
      return `gives containers in namespace ${name} a default limit of ${limit}`;
    },
  },
];
