/**
 * The single-node installation: one container with Rancher, its own API server and etcd, started with --restart=unless-stopped
 * (rancher/docs installation/other-installation-methods/single-node-docker). Whatever ends the machine ends all of it, and what
 * ends the container ends the data with it unless they lie in a volume.
 */
import { setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';

interface Context {
  actor: Actor;
  /** The VM that Docker runs on. */
  machine: string;
  /** Where its name leads. */
  address: string;
  hasVolume: boolean;
}

export const containerMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'replaced' } },
}).createMachine({
  id: 'container',
  context: ({ input }) => input,
  initial: 'first',
  states: { first: { on: { replaced: 'later' } }, later: { on: { replaced: 'later' } } },
});

export const dockerKind = defineKind('container', containerMachine);
