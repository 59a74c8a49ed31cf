/**
 * NCP's configuration on the cluster that carries Rancher, as its network profile makes it (ncp.ini: container_ip_blocks,
 * external_ip_pools, single_tier_topology, max_allowed_virtual_servers, enable_err_crd). Another profile may add pod blocks.
 * Left out: the BOSH task that carries a change to the masters; it takes effect at once.
 */
import { assign, setup } from 'xstate';
import { type Actor, defineKind } from '../../sim/index.ts';
import type { Network, Update } from '../pks/network-profile.ts';
import type { BalancerSize } from './load-balancer.ts';

interface Config extends Network {
  cluster: string;
  /** What every profile of the design gives a further cluster. */
  profiles: Readonly<Record<string, Network>>;
  /** In what size the places of the pool of load balancers are counted. */
  unit: BalancerSize;
  /** What each profile of the design would change. */
  updates: Readonly<Record<string, Update>>;
}

export const ncpConfigMachine = setup({
  types: {
    input: {} as { actor: Actor } & Config,
    context: {} as { actor: Actor } & Config,
    events: {} as { type: 'updated'; podBlocks: readonly string[] },
  },
  actions: { keep: assign({ podBlocks: ({ event }) => event.podBlocks }) },
}).createMachine({
  id: 'ncp-config',
  context: ({ input }) => input,
  initial: 'applied',
  states: { applied: { on: { updated: { actions: 'keep' } } } },
});

export const ncpConfigKind = defineKind('ncp-config', ncpConfigMachine);
