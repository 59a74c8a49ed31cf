/** Kubernetes: API servers, leases, nodes, namespaces, workloads, pods, Services. */
import { leaseKind } from '../../sim/index.ts';
import type { System } from '../system.ts';
import { apiClients } from './api-clients.ts';
import { apiHealth, apiKind, apiServerKind } from './api-server.ts';
import { check } from './check.ts';
import { serverOf } from './connection.ts';
import { drains, taints } from './drain.ts';
import { images } from './image.ts';
import { setImage } from './image-verb.ts';
import { masterLeases, masters } from './master.ts';
import { memoryLimits } from './memory.ts';
import { namespaceKind } from './namespace.ts';
import { kubeletStatus, nodeKind, nodeLifecycle } from './node.ts';
import { podGc } from './node-removal.ts';
import { nodeOperations } from './node-verbs.ts';
import { podKind } from './pod.ts';
import { populate } from './populate.ts';
import { limitRangeKind, quotaKind } from './quota.ts';
import { quotaOperations } from './quota-verbs.ts';
import { scheduler } from './scheduler.ts';
import { secretKind } from './secret.ts';
import { endpoints, serviceKind } from './service.ts';
import { facts, namePatterns, names, phrases, shows } from './telling.ts';
import { kubernetesFaults, kubernetesOperations } from './verbs.ts';
import { sandboxes, workloadKind, workloads } from './workload.ts';

export const kubernetes: System = {
  name: 'kubernetes',
  kinds: [apiServerKind, apiKind, leaseKind, nodeKind, namespaceKind, workloadKind, podKind, serviceKind, secretKind, quotaKind, limitRangeKind],
  controllers: () => [
    apiHealth,
    apiClients,
    masters,
    kubeletStatus,
    nodeLifecycle,
    workloads,
    scheduler,
    sandboxes,
    images,
    endpoints,
    drains,
    taints,
    podGc,
    memoryLimits,
  ],
  populate,
  check,
  faults: kubernetesFaults,
  operations: [...kubernetesOperations, ...nodeOperations, ...quotaOperations, setImage],
  relations: {
    'API server': (view, id) => {
      const client = view.find(id);
      return client?.kind === nodeKind.name || client?.kind === podKind.name ? serverOf(client) : undefined;
    },
  },
  ownNames: ['kube-api', ...masterLeases, /^(?:node-)?(?:master|worker)-\d+$/, /^api-server-\d+$/],
  names,
  namePatterns,
  phrases,
  facts,
  shows,
};
