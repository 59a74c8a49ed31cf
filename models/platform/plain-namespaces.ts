/** Namespaces that need nothing of the network: pods take addresses of their node's range. */
import type { Controller } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';

/** Has namespaces ready as soon as they are there, and gone as soon as they are deleted; named after the pod network. */
export const plainNamespaces = (name: string): Controller => ({
  name,
  watch: { namespace: (namespace) => (namespace.is('unnetworked.waiting') || namespace.is('terminating') ? namespace.id : undefined) },
  reconcile(id, hand) {
    const namespace = hand.find(id, namespaceKind);
    if (namespace?.is('unnetworked')) hand.send(id, { type: 'networkReady', block: '', subnet: -1, router: -1, snatPool: '', snat: -1, refusal: '' });
    if (namespace?.is('terminating')) hand.send(id, { type: 'released' });
    return undefined;
  },
});
