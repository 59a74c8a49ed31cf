/**
 * The NSXError object of a Kubernetes resource that NCP could not make, from PKS 1.6 on where the network profile says
 * enable_err_crd (docs-pks@1.6 nsxt-health): one for each failing resource, gone once the resource is made. Without it
 * the error stands in NCP's log on the masters only, which users of the cluster cannot read.
 */
import { assign, setup } from 'xstate';
import { type Actor, type ControllerHand, defineKind } from '../../sim/index.ts';
import { ncpConfigKind } from './ncp-config.ts';

export const nsxErrorMachine = setup({
  types: {
    input: {} as { actor: Actor; of: string; message: string },
    context: {} as { actor: Actor; of: string; message: string },
    events: {} as { type: 'reported'; message: string } | { type: 'resolved' },
  },
  actions: { keep: assign({ message: ({ context, event }) => (event.type === 'reported' ? event.message : context.message) }) },
}).createMachine({
  id: 'nsx-error',
  context: ({ input }) => input,
  initial: 'present',
  states: { present: { on: { reported: { actions: 'keep' }, resolved: 'gone' } }, gone: { on: { reported: { target: 'present', actions: 'keep' } } } },
});

export const nsxErrorKind = defineKind('nsx-error', nsxErrorMachine);

const idOf = (resource: string): string => `nsxerror/${resource.replace('/', '-')}`;

/** Shows an error, if the profile asks for it and it does not stand there already. */
export function report(hand: ControllerHand, resource: string, message: string): void {
  if (!hand.get('ncp-config', ncpConfigKind).data.hasErrorObjects) return;
  const found = hand.find(idOf(resource), nsxErrorKind);
  if (!found) hand.create(nsxErrorKind, idOf(resource), { input: { of: resource, message } });
  else if (found.is('gone') || found.data.message !== message) hand.send(found.id, { type: 'reported', message });
}

export function resolve(hand: ControllerHand, resource: string): void {
  if (hand.find(idOf(resource), nsxErrorKind)?.is('present')) hand.send(idOf(resource), { type: 'resolved' });
}
