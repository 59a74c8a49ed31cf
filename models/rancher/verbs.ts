/** What people ask Rancher for, and what its replicas go by. */
import type { Roles, View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { agentKind } from '../downstream/agent.ts';
import { clusterId } from '../downstream/names.ts';
import { podsOf } from '../kubernetes/verbs.ts';
import type { Operation } from '../system.ts';
import { clusterKind } from './cluster.ts';

const isRancherUp = (view: View): boolean => view.get('rancher').is('serving') && view.get('kube-api').is('available');

export const rancherOperations: readonly Operation[] = [
  {
    name: 'import-cluster',
    takes: [],
    run(_, hand) {
      if (!isRancherUp(hand)) return 'cannot import a cluster: Rancher does not answer';
      const n = (hand.memory.imported = (hand.memory.imported ?? hand.all(clusterKind).length - 1) + 1);
      const id = clusterId(n);
      hand.create(agentKind, `agent/${id}`, { input: { cluster: id } });
      hand.create(clusterKind, id, { input: { agent: `agent/${id}` } });
      return `imports cluster ${id}`;
    },
  },
  {
    name: 'create-project',
    takes: ['cluster'],
    run({ cluster }, hand) {
      const id = textOr(cluster, 'local');
      if (hand.find(id)?.kind !== clusterKind.name) return `cannot add a project: there is no cluster ${id}`;
      if (!isRancherUp(hand)) return `cannot add a project to ${id}: Rancher does not answer`;
      hand.send(id, { type: 'projectAdded' });
      return `adds a project to ${id}`;
    },
  },
];

const holderOf = (lease: string) => (view: View) => {
  const { holder } = view.get(lease).data as { holder?: string };
  return holder === undefined ? [] : [holder];
};

export const rancherGroups: Roles['groups'] = {
  'rancher replicas': podsOf('rancher'),
  'rancher leader': holderOf('cattle-controllers'),
};
