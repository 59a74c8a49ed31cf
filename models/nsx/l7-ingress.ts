/**
 * NSX-T's L7 in the place of nginx: rules on the two virtual servers that a cluster has from the start. NCP can make it
 * insert X-Forwarded-For and nothing else (docs-pks@1.6 network-profiles-ncp-lb). TLS ends there, so Rancher sees plain
 * HTTP without X-Forwarded-Proto and sends everybody to https, where they are (rancher/rancher@v2.2.8
 * pkg/dynamiclistener/server.go): GET and HEAD run in circles, other methods get 400. Left out: what else an L7 rule can do.
 */
import { setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

export const l7Machine = setup({ types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: string } } }).createMachine({
  id: 'l7-ingress',
  context: ({ input }) => input,
  initial: 'realized',
  states: { realized: {} },
});

export const l7Kind = defineKind('l7-ingress', l7Machine);

/** What a browser meets behind it. */
export const l7Answer = "NSX-T's L7 passes no X-Forwarded-Proto, so Rancher redirects every GET to https without end and answers other methods with 400";
