/** What the facts files say of every parameter, system by system. */
import { boshFacts } from './facts/bosh.ts';
import { designFacts } from './facts/design.ts';
import { downstreamFacts } from './facts/downstream.ts';
import { etcdFacts } from './facts/etcd.ts';
import { ingressFacts } from './facts/ingress.ts';
import { kubernetesFacts } from './facts/kubernetes.ts';
import { monitoringFacts } from './facts/monitoring.ts';
import { nsxFacts } from './facts/nsx.ts';
import { pksFacts } from './facts/pks.ts';
import { rancherFacts } from './facts/rancher.ts';
import { rkeFacts } from './facts/rke.ts';
import type { Fact } from './facts/row.ts';
import { vsphereFacts } from './facts/vsphere.ts';

export const facts: Readonly<Record<string, Fact>> = {
  ...boshFacts,
  ...designFacts,
  ...downstreamFacts,
  ...etcdFacts,
  ...ingressFacts,
  ...kubernetesFacts,
  ...monitoringFacts,
  ...nsxFacts,
  ...pksFacts,
  ...rancherFacts,
  ...rkeFacts,
  ...vsphereFacts,
};
