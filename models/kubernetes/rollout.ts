/**
 * A Deployment's rolling update: pods of the new template beside those of the old one, as far as its surge allows, and old
 * ones deleted as far as enough pods are available (kubernetes/kubernetes pkg/controller/deployment/rolling.go).
 */
import type { Actor, ControllerHand } from '../../sim/index.ts';
import type { podKind } from './pod.ts';
import { askForPod, makePod, type Workload } from './workload.ts';

/** How many pods there may be beyond the replicas, and how many may be missing of them, while a template is replaced. */
export interface Strategy {
  surge: number;
  unavailable: number;
}

type Pod = Actor<NonNullable<(typeof podKind)['context']>>;

/** One look at a Deployment some of whose living pods are of an older template. */
export function rollOut(hand: ControllerHand, workload: Workload, living: readonly Pod[]): undefined {
  const { replicas, revision, strategy } = workload.data;
  const fresh = living.filter((pod) => pod.data.revision === revision);
  const old = living.filter((pod) => pod.data.revision !== revision);
  const asked = Math.max(0, Math.min(replicas - fresh.length, replicas + strategy.surge - living.length));
  let coming = 0;
  while (coming < asked && askForPod(hand, workload)) makePod(hand, workload, coming++, undefined);
  const least = replicas - strategy.unavailable;
  const starting = coming + fresh.filter((pod) => !pod.is('ready')).length;
  const spare = living.length + coming - least - starting;
  // What serves nobody goes first.
  const idle = old.filter((pod) => !pod.is('ready')).slice(0, Math.max(0, spare));
  const serving = old.filter((pod) => pod.is('ready'));
  const available = living.filter((pod) => pod.is('ready')).length;
  const going = serving.slice(0, Math.max(0, Math.min(spare - idle.length, available - least)));
  for (const pod of [...idle, ...going]) hand.send(pod.id, { type: 'delete' });
}
