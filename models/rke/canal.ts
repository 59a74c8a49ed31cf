/**
 * Canal, RKE's usual pod network: a namespace needs nothing of its own, since pods take addresses of their node's range
 * (rancher/rke@v0.2.8 cluster/defaults.go: network plugin canal, cluster CIDR 10.42.0.0/16).
 */
import type { Controller } from '../../sim/index.ts';
import { namespaceKind } from '../kubernetes/namespace.ts';

export const canal: Controller = {
  name: 'canal',
  watch: { namespace: (namespace) => (namespace.is('unnetworked.waiting') || namespace.is('terminating') ? namespace.id : undefined) },
  reconcile(id, hand) {
    const namespace = hand.find(id, namespaceKind);
    if (namespace?.is('unnetworked')) hand.send(id, { type: 'networkReady', block: '', subnet: -1, router: -1, snatPool: '', snat: -1, refusal: '' });
    if (namespace?.is('terminating')) hand.send(id, { type: 'released' });
    return undefined;
  },
};
