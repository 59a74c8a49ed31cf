/** The container, and the namespaces that Rancher has in its own API. */
import type { ControllerHand } from '../../sim/index.ts';
import { defaults } from '../defaults.ts';
import type { DockerDesign } from '../design.ts';
import { addressOf } from '../dns/records.ts';
import { makeNamespace } from '../platform/namespaces.ts';
import { fixedNamespaces } from '../rancher/fixed-namespaces.ts';
import { dockerKind } from './container.ts';

export function populate(hand: ControllerHand, design: DockerDesign): void {
  const { docker, rancher } = design;
  const address = addressOf(design, rancher.hostname);
  hand.create(dockerKind, 'docker', { settled: 'first', input: { machine: docker.machine.name, address, hasVolume: docker.volume } });
  const fixed = fixedNamespaces.slice(0, hand.value(defaults['rancher.fixedNamespaces']));
  for (const name of ['default', 'kube-public', 'kube-system', ...fixed]) makeNamespace(hand, `ns/${name}`);
  if (rancher.userNamespace) makeNamespace(hand, 'ns/user-admin');
}
