/**
 * A registry that images are pulled from: it answers or it does not. Only a pull asks it, so its loss is felt by the next
 * container start that needs one, and by no container that runs.
 * Left out: how long a pull takes, credentials, images that are not there, the network on the way.
 */
import { setup } from 'xstate';
import { type Actor, defineKind, type View } from '../../sim/index.ts';

export const registryMachine = setup({
  types: { input: {} as { actor: Actor }, context: {} as { actor: Actor }, events: {} as { type: 'fail' | 'recover' } },
}).createMachine({
  id: 'registry',
  context: ({ input }) => input,
  initial: 'available',
  states: { available: { on: { fail: 'unavailable' } }, unavailable: { on: { recover: 'available' } } },
});

export const registryKind = defineKind('registry', registryMachine);

/** Whether a pull succeeds now. */
export const canPull = (view: View): boolean => view.all(registryKind).some((registry) => registry.is('available'));
