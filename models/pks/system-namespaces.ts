/**
 * The namespaces that a cluster has from its creation: the API server makes default and the kube- ones by itself, the add-ons
 * bring pks-system (../bosh/errand.ts).
 */
import type { Controller, View } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';
import { pksParameters } from './parameters.ts';

/** Every one of them, as ids. */
export const systemNamespaces = (view: View): string[] =>
  ['default', 'kube-public', 'kube-system', 'pks-system', 'kube-node-lease'].slice(0, view.value(pksParameters.systemNamespaces)).map((name) => `ns/${name}`);

/** Makes the API server's own when it serves for the first time. */
export const firstNamespaces: Controller = {
  name: 'first-namespaces',
  needs: { 'kube-api': 'available' },
  watch: { 'kube-api': (api) => (api.is('available') ? 'namespaces' : undefined) },
  reconcile(_, hand) {
    for (const id of systemNamespaces(hand)) if (id !== 'ns/pks-system' && !hand.find(id)) hand.create(namespaceKind, id, {});
    return undefined;
  },
};
