/**
 * NSX-T's L7 in the place of nginx: rules on the two virtual servers that a cluster has from the start. NCP can make it
 * insert X-Forwarded-For and nothing else (docs-pks@1.6 network-profiles-ncp-lb). TLS ends there, so Rancher sees plain
 * HTTP without X-Forwarded-Proto and sends everybody to https, where they are (rancher/rancher@v2.2.8
 * pkg/dynamiclistener/server.go): GET and HEAD run in circles, other methods get 400. Left out: what else an L7 rule can do.
 */
import { setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

export const l7Machine = setup({ types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: string } } }).createMachine({
  id: 'l7-ingress',
  context: ({ input }) => input,
  initial: 'realized',
  states: { realized: {} },
});

export const l7Kind = defineKind('l7-ingress', l7Machine);

/** What a browser meets behind it. */
export const l7Answer = "NSX-T's L7 passes no X-Forwarded-Proto, so Rancher redirects every GET to https without end and answers other methods with 400";

/**
 * What meets a browser at the address of the cluster's own L7 virtual servers; undefined for another address. NCP writes
 * there the rules of every Ingress without a class, as Rancher's chart makes one (vmware/nsx-container-plugin-operator configmap.yaml: default_ingress_class_nsx True).
 */
export function ownIngressAnswer(view: View, address: string): string | undefined {
  if (!view.find('ncp-config')) return undefined;
  const pool = view.pool('floating-ip-pool');
  const isOwn = [...pool.holders()].some(([place, owner]) => owner.startsWith('ingress of ') && pool.label(place) === address);
  if (!isOwn) return undefined;
  return view.find('ingress/rancher')?.is('accepted') ? l7Answer : "NSX-T's L7 has no rule for the host";
}
