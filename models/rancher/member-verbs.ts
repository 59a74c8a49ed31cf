/** Who may use which cluster, and what they get of it through Rancher. */
import type { View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { refusalThrough } from '../downstream/access.ts';
import type { Operation } from '../system.ts';
import { clusterKind, isKept } from './cluster.ts';
import { isThere } from './namespaces.ts';
import { isRancherUp } from './server.ts';

const userOf = (name: unknown): string => `user-${textOr(name, 'new')}`;
const labelOf = (cluster: string): string => `member of ${cluster}`;

function refusalOf(view: View, user: string, cluster: string): string | undefined {
  if (!isRancherUp(view)) return 'Rancher does not answer';
  if (!isThere(view, `ns/${user}`)) return 'there is no such user';
  const found = view.find(cluster, clusterKind);
  return found?.kind === clusterKind.name && isKept(found) ? undefined : `there is no cluster ${cluster}`;
}

export const memberOperations: readonly Operation[] = [
  {
    name: 'add-member',
    takes: ['name', 'cluster'],
    run({ name, cluster }, hand) {
      const [user, id] = [userOf(name), textOr(cluster, 'c-00001')];
      const refusal = refusalOf(hand, user, id);
      if (refusal) return `cannot make ${user} a member of ${id}: ${refusal}`;
      hand.labelOther(`ns/${user}`, labelOf(id), 'yes');
      return `makes ${user} a member of ${id}`;
    },
  },
  {
    name: 'remove-member',
    takes: ['name', 'cluster'],
    run({ name, cluster }, hand) {
      const [user, id] = [userOf(name), textOr(cluster, 'c-00001')];
      const refusal = refusalOf(hand, user, id);
      if (refusal) return `cannot end the membership of ${user} in ${id}: ${refusal}`;
      hand.labelOther(`ns/${user}`, labelOf(id), undefined);
      return `ends the membership of ${user} in ${id}`;
    },
  },
  {
    name: 'ask-cluster',
    takes: ['name', 'cluster'],
    /** kubectl get pods with the kubeconfig that Rancher made. */
    run({ name, cluster }, hand) {
      const [user, id] = [userOf(name), textOr(cluster, 'c-00001')];
      const isMember = hand.find(`ns/${user}`)?.labels.get(labelOf(id)) === 'yes';
      const refusal = refusalThrough(hand, user, id, isMember);
      return refusal ? `cannot ask ${id} as ${user}: ${refusal}` : `asks ${id} as ${user}, and is answered`;
    },
  },
];
