/**
 * What BOSH puts into a VM and takes away with it: etcd, an API server and NCP on a master, a kubelet on a worker
 * (docs-pks@1.6 verify-health). The first master's etcd begins a cluster of one, and each further member is added to it
 * (cloudfoundry-incubator/cfcr-etcd-release jobs/etcd/templates/bin/etcd.erb).
 */
import type { ControllerHand } from '../../sim/index.ts';
import { memberKind } from '../etcd/member.ts';
import { apiServerKind } from '../kubernetes/api-server.ts';
import { nodeKind } from '../kubernetes/node.ts';
import { removeNode } from '../kubernetes/node-removal.ts';
import { ncpKind } from '../nsx/ncp-process.ts';
import { memberIn, ncpIn, nodeIn, serverIn } from '../platform/homes.ts';
import { inVm } from '../platform/in-vm.ts';
import type { VirtualMachine } from '../vsphere/vm.ts';
import { instanceId } from './instance.ts';

const hasJobs = (hand: ControllerHand, vm: string): boolean => hand.countWith('vm', vm) > 0;

/** Starts the jobs of a new VM, once. */
export function startJobs({ id, data }: VirtualMachine, hand: ControllerHand): void {
  if (hasJobs(hand, id)) return;
  if (data.role === 'master') makeMaster(id, hand);
  else inVm(hand, nodeKind, nodeIn(id), id, { kubelet: 'stopped', condition: 'unregistered', scheduling: 'open' });
  for (const job of hand.with('vm', id)) hand.send(job.id, { type: 'vmStarted' });
}

function makeMaster(id: string, hand: ControllerHand): void {
  const peers = hand.all(memberKind).map((member) => member.id);
  inVm(hand, memberKind, memberIn(id), id, { down: 'withVm' }, { peers, term: 0, disk: 'new' });
  const server = serverIn(id);
  inVm(hand, apiServerKind, server, id, 'stopped');
  inVm(hand, ncpKind, ncpIn(id), id, { down: 'withVm' });
  hand.send('api-pool', { type: 'join', member: server });
  hand.wake('masters', id);
}

/** Takes a deleted worker out of Kubernetes and vSphere; true when nothing is left of it. */
export function removeWorker(vm: string, hand: ControllerHand): boolean {
  if (hand.find(nodeIn(vm))) removeNode(hand, nodeIn(vm));
  if (hand.find(vm)?.is('deleted') === false) {
    hand.send(vm, { type: 'delete' });
    return false;
  }
  for (const id of [vm, instanceId(vm)]) if (hand.find(id)) hand.remove(id);
  return true;
}
