/** A DNS server, outside the platform: up or down. Clients ask the next one when one is down. Left out: caches and their lifetimes. */
import { setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

export const dnsMachine = setup({
  types: { input: {} as { actor: Actor; address: string }, context: {} as { actor: Actor; address: string }, events: {} as { type: 'fail' | 'recover' } },
}).createMachine({
  id: 'dns-server',
  context: ({ input }) => input,
  initial: 'available',
  states: { available: { on: { fail: 'unavailable' } }, unavailable: { on: { recover: 'available' } } },
});

export const dnsKind = defineKind('dns-server', dnsMachine);

/** Whether names resolve at all. */
export const resolves = (view: View): boolean => view.all(dnsKind).some((server) => server.is('available'));
