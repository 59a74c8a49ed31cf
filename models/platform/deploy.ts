/** Applications that run at the start: their workload, its pods on their nodes, and a Service over them. */
import type { ControllerHand } from '../../sim/index.ts';
import { podKind, type Startup } from '../kubernetes/pod.ts';
import { serviceKind } from '../kubernetes/service.ts';
import { type AntiAffinity, makePod, workloadKind } from '../kubernetes/workload.ts';

/** The pods of an application, in the order of their making. */
export const podsOf = (hand: ControllerHand, app: string): string[] => hand.with('app', app, podKind).map(({ id }) => id);

/** n pods on some nodes, in turn. */
export const spread = (nodes: readonly string[], n: number): string[] => Array.from({ length: n }, (_, i) => nodes[i % nodes.length] as string);

/** A workload whose pods run on `homes`. */
export function deploy(
  hand: ControllerHand,
  app: string,
  namespaceId: string,
  type: 'Deployment' | 'DaemonSet',
  homes: readonly string[],
  antiAffinity: AntiAffinity,
  startup: Startup,
  toleratesAll = type === 'DaemonSet',
): void {
  const input = { app, type, replicas: homes.length, namespace: namespaceId, antiAffinity, toleratesAll, startup, made: homes.length };
  const workload = hand.create(workloadKind, `deploy/${app}`, { settled: 'active', input });
  for (const [i, home] of homes.entries()) makePod(hand, workload, i - homes.length, undefined, home);
}

/** A Service that selects an application. */
export function makeService(hand: ControllerHand, app: string, { settled, ...input }: { settled: string } & Record<string, unknown>): void {
  const endpoints = podsOf(hand, app);
  hand.create(serviceKind, `svc/${app}`, { settled, input: { app, endpoints, ...input } });
  hand.labelOther(`svc/${app}`, 'selects', app);
}
