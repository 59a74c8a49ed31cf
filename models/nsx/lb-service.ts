/**
 * A load balancer service of a cluster, on its edge nodes. Each cluster has one from its creation; NCP makes another when
 * one of the cluster that carries Rancher is full (docs-pks@1.5 vsphere-nsxt-cluster-objects; ncp.ini l4_lb_auto_scaling).
 * Left out: virtual servers of further clusters, and whether NCP removes one that has become empty: it stays here.
 */
import { setup } from 'xstate';
import { type Actor, type ControllerHand, defineKind, type View } from '../../sim/index.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type BalancerSize, creditsOnEdge, creditsPer, edgesFor, serversPer } from './load-balancer.ts';
import { ncpConfigKind } from './ncp-config.ts';
import { edgeKind } from './service-router.ts';

interface Context {
  actor: Actor;
  cluster: string;
  size: BalancerSize;
  /** The edge nodes' data planes that keep room for it. */
  edges: readonly string[];
  /** Virtual servers that the cluster itself has on it: its API's and its ingress's. */
  ownServers: number;
}

export const lbServiceMachine = setup({
  types: { input: {} as Context, context: {} as Context, events: {} as { type: 'removed' } },
}).createMachine({
  id: 'lb-service',
  context: ({ input }) => input,
  initial: 'realized',
  states: { realized: { on: { removed: 'gone' } }, gone: {} },
});

export const lbServiceKind = defineKind('lb-service', lbServiceMachine);

export const balancerPool = 'lb-services';

/** Those that are there, in the order of their making. */
const present = (view: View): ReturnType<typeof view.all<Context>> => view.all(lbServiceKind).filter((balancer) => balancer.is('realized'));

export const balancersOf = (view: View, cluster: string): ReturnType<typeof present> => present(view).filter(({ data }) => data.cluster === cluster);

export const balancersOnEdge = (view: View, edge: string): ReturnType<typeof present> => present(view).filter(({ data }) => data.edges.includes(edge));

/** The Services whose virtual servers are on one. */
export const servicesOf = (view: View, balancer: string): ReturnType<typeof view.all<{ ports: number; members: readonly string[] }>> =>
  view.all(serviceKind).filter((service) => service.data.balancer === balancer && (service.is('realized') || service.is('terminating.whole')));

/** Whether so many more virtual servers, each with a pool of its own, fit on it. */
export function hasServers(view: View, id: string, ports: number): boolean {
  const { size, ownServers } = view.get(id, lbServiceKind).data;
  const there = servicesOf(view, id).reduce((sum, { data }) => sum + data.ports, ownServers);
  return there + ports <= serversPer(view, size);
}

/** Makes one where the edges have room for it; its id, or undefined when they have none. */
export function makeBalancer(hand: ControllerHand, { cluster, size, ownServers }: Omit<Context, 'actor' | 'edges'>): string | undefined {
  const before = hand.all(lbServiceKind).filter(({ data }) => data.cluster === cluster).length;
  const id = `lb/${cluster}${before === 0 ? '' : `-${before + 1}`}`;
  const edges = edgesFor(freeCredits(hand), creditsPer(hand, size));
  const places = Math.ceil(creditsPer(hand, size) / creditsPer(hand, hand.get('ncp-config', ncpConfigKind).data.unit));
  // What two nodes have no room for may still find places in the pool, which knows the nodes only together.
  if (edges === undefined && hand.pool(balancerPool).free >= places) return undefined;
  if (hand.takeMany(balancerPool, id, places).length === 0 || edges === undefined) return undefined;
  hand.create(lbServiceKind, id, { settled: 'realized', input: { cluster, size, edges, ownServers } });
  return id;
}

function freeCredits(view: View): { edge: string; credits: number }[] {
  return view.all(edgeKind).map(({ id, data }) => ({
    edge: id,
    credits: balancersOnEdge(view, id).reduce((left, balancer) => left - creditsPer(view, balancer.data.size), creditsOnEdge(view, data.size)),
  }));
}

/** Removes all that a cluster has, and gives their places back. */
export function removeBalancers(hand: ControllerHand, cluster: string): void {
  for (const { id } of balancersOf(hand, cluster)) {
    for (const [place, owner] of [...hand.pool(balancerPool).holders()]) if (owner === id) hand.give(balancerPool, place, id);
    hand.send(id, { type: 'removed' });
  }
}
