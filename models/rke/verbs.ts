/** What people do with rke. */
import type { View } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import { certificateId, certificateKind } from '../certificates/certificate.ts';
import { memberKind } from '../etcd/member.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import type { Operation } from '../system.ts';
import { vmKind } from '../vsphere/vm.ts';
import { rkeKind, rkeParameters } from './cluster.ts';

const isUp = (view: View, vm: string | undefined): boolean => vm !== undefined && view.find(vm)?.is('running') === true;

/** Why a node cannot be replaced, if so. */
function obstacle(view: View, vm: string): string | undefined {
  const machine = view.find(vm, vmKind);
  if (machine?.kind !== vmKind.name || machine.data.role !== 'node') return 'it is no node of cluster.yml';
  if (view.get('rke', rkeKind).is('running')) return 'another run of rke is under way';
  if (machine.is('running')) return 'it answers';
  return view.get('etcd').is('led') ? undefined : 'etcd has no leader, and a change of members needs a majority';
}

export const rkeOperations: readonly Operation[] = [
  {
    // cluster.yml without the lost node, rke up, a new machine, cluster.yml with it, rke up.
    name: 'replace-node',
    takes: ['node'],
    run({ node }, hand) {
      const vm = textOr(node, '').replace(/^node-/, '');
      const refusal = obstacle(hand, vm);
      if (refusal) return `cannot replace ${vm}: ${refusal}`;
      hand.send('rke', { type: 'begin', task: 'replace', node: vm });
      hand.wake('rke-run', `remove ${vm}`);
      return `replaces ${vm}: takes it out of cluster.yml, and lays a new machine in its place`;
    },
  },
  {
    /** All members of etcd at once, then all API servers at once (rancher/rke services/etcd.go, services/controlplane.go). */
    name: 'rotate-certificates',
    takes: [],
    run(_, hand) {
      if (hand.get('rke', rkeKind).is('running')) return 'cannot rotate certificates: another run of rke is under way';
      const members = hand.all(memberKind).filter((member) => isUp(hand, member.labels.get('vm')));
      const servers = hand.all(apiServerKind).filter((server) => isUp(hand, server.labels.get('vm')));
      if (servers.length === 0) return 'cannot rotate certificates: no node of the control plane answers SSH';
      for (const { id } of members) hand.send(id, { type: 'kill', isHeld: false });
      // A container that is restarted takes as long as one that starts with its machine.
      for (const { id } of servers) for (const type of ['vmStopped', 'vmStarted']) hand.send(id, { type });
      const { ca, chain } = hand.get(certificateId('kube-api'), certificateKind).data;
      const notAfter = hand.now() + hand.value(rkeParameters.certificateLifetime);
      hand.send(certificateId('kube-api'), { type: 'renew', notAfter, ca, chain });
      return 'rotates the certificates of the cluster: etcd and the API servers restart with new ones';
    },
  },
];
