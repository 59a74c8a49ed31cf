/** The installation of Rancher, step by step, where a design begins with the cluster alone. */
import { rancherNeeds } from '../rancher/server.ts';
import type { System } from '../system.ts';
import { firstStart, installationKind } from './installation.ts';
import { installationOperations } from './verbs.ts';

export const installation: System = {
  name: 'installation',
  kinds: [installationKind],
  controllers: ({ installed }) => (installed === 'rancher' ? [] : [firstStart]),
  populate: (hand, design) => {
    const { installed, ingress, rancher } = design;
    if (installed === 'rancher') return;
    const { kind, replicas, namespace } = ingress;
    const input = {
      ingress: { kind, replicas, namespace },
      rancher: { replicas: rancher.replicas, antiAffinity: rancher.antiAffinity, needs: rancherNeeds(design) },
    };
    hand.create(installationKind, 'installation', { settled: 'underway', input });
  },
  operations: installationOperations,
  ownNames: ['installation', /^tiller-deploy-\d+$/],
  names: { installation: 'the installation', 'first-start': 'Rancher' },
  phrases: { installation: { firstStart: 'has Rancher answer for the first time', localActive: 'is complete' } },
  facts: {
    installation: (record) =>
      record.to === 'complete' ? { record, sign: '✔', one: 'the installation is complete', aside: 'the local cluster is active' } : undefined,
  },
};
