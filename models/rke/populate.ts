/** The balancer on its machines, what RKE keeps, and the namespaces that are there once Rancher is installed. */
import type { ControllerHand } from '../../sim/index.ts';
import { defaults } from '../defaults.ts';
import type { RkeDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { apiVms, workerVms } from '../platform/homes.ts';
import { inVm } from '../platform/in-vm.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { fixedNamespaces } from '../rancher/fixed-namespaces.ts';
import { balancerKind, machineKind } from './balancer.ts';
import { rkeKind } from './cluster.ts';
import { misfitOf } from './misfit.ts';

/** Those of Kubernetes, and those that RKE's add-ons live in. */
const systemNamespaces = ['default', 'kube-public', 'kube-system', 'kube-node-lease', 'ingress-nginx'];

export function populate(hand: ControllerHand, design: RkeDesign): void {
  const { balancer } = design.rke;
  const machines = balancer.machines.map(({ name }) => ({ vm: name, id: `balancer-${name}` }));
  for (const { vm, id } of machines) inVm(hand, machineKind, id, vm, 'up');
  const misfit = misfitOf(design);
  const address = addressOf(design, design.rancher.hostname);
  const input = { layer: balancer.layer, address, alive: machines.map(({ id }) => id), nodes: workerVms(design), misfit };
  hand.create(balancerKind, 'balancer', { settled: 'forwarding', input });
  if (misfit !== '') hand.note(`Rancher's page answers nobody: ${misfit}`);
  hand.create(rkeKind, 'rke', { settled: 'laid', input: { kubeconfig: apiVms(design)[0] } });
  const fixed = fixedNamespaces.slice(0, hand.value(defaults['rancher.fixedNamespaces']));
  for (const name of [...systemNamespaces, ...fixed]) makeNamespace(hand, `ns/${name}`);
  if (design.rancher.userNamespace) makeNamespace(hand, 'ns/user-admin');
}
