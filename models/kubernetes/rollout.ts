/**
 * Rolling updates. A Deployment has pods of the new template beside those of the old one, as far as its surge allows, and
 * deletes old ones as far as enough pods are available (kubernetes/kubernetes pkg/controller/deployment/rolling.go). A
 * DaemonSet deletes first and makes the next pod of a node when the last one is gone (pkg/controller/daemon/update.go).
 * Left out: OnDelete and Recreate, pauses, roll-backs.
 */
import { type Actor, type ControllerHand, count, defineParameters, duration, type Micros, min, ratio } from '../../sim/index.ts';
import type { podKind } from './pod.ts';
import { askForPod, makePod, type Workload } from './workload.ts';

const defaults = 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/apis/apps/v1/defaults.go';

export const rolloutParameters = defineParameters('kubernetes.rollout', {
  surgeShare: ratio(0.25, { source: `${defaults}: maxSurge 25 %, rounded up` }),
  unavailableShare: ratio(0.25, { source: `${defaults}: maxUnavailable 25 %, rounded down` }),
  daemonUnavailable: count(1, { source: `${defaults}: maxUnavailable 1 of a DaemonSet` }),
  progressDeadline: duration(min(10), { source: `${defaults}: progressDeadlineSeconds 600` }),
});

/** How many pods there may be beyond the replicas, and how many may be missing of them, while a template is replaced. */
export interface Strategy {
  surge: number;
  unavailable: number;
}

export type Pod = Actor<NonNullable<(typeof podKind)['context']>>;

/** What holds for a workload that says nothing of it. */
export function defaultStrategy(hand: ControllerHand, { data: { type, replicas } }: Workload): Strategy {
  if (type === 'DaemonSet') return { surge: 0, unavailable: hand.value(rolloutParameters.daemonUnavailable) };
  return {
    surge: Math.ceil(replicas * hand.value(rolloutParameters.surgeShare)),
    unavailable: Math.floor(replicas * hand.value(rolloutParameters.unavailableShare)),
  };
}

/** One look at a Deployment some of whose living pods are of an older template. Returns when it has made no progress for too long. */
export function rollOut(hand: ControllerHand, workload: Workload, living: readonly Pod[]): Micros | undefined {
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
  return watchProgress(hand, workload, fresh.filter((pod) => pod.is('ready')).length);
}

/** Says once that a rollout stands still; it goes on when it can. */
function watchProgress(hand: ControllerHand, { id, data: { app, revision } }: Workload, updated: number): Micros | undefined {
  const key = `rollout ${id}`;
  const before: { revision: number; updated: number; at: Micros; isSaid: boolean } | undefined = hand.memory[key];
  const isProgress = before?.revision !== revision || before.updated !== updated;
  const now = isProgress ? { revision, updated, at: hand.now(), isSaid: false } : before;
  hand.memory[key] = now;
  const due = now.at + hand.value(rolloutParameters.progressDeadline);
  if (now.isSaid) return undefined;
  if (hand.now() < due) return due;
  now.isSaid = true;
  hand.note(`${app} stays half rolled out: ${updated} of its pods are of the new template (ProgressDeadlineExceeded)`);
  return undefined;
}

/** One look at a DaemonSet: deletes old pods that serve nobody, and of the others as many as may be missing at once. */
export function rollOutOnNodes({ data: { revision, strategy } }: Workload, living: readonly Pod[], nodes: readonly string[], hand: ControllerHand): void {
  const old = living.filter((pod) => pod.data.revision !== revision);
  if (old.length === 0) return;
  const served = new Set(living.filter((pod) => pod.is('ready')).map(({ data }) => data.node));
  const missing = nodes.filter((node) => !served.has(node)).length;
  const serving = old.filter((pod) => pod.is('ready')).slice(0, Math.max(0, strategy.unavailable - missing));
  for (const pod of [...old.filter((one) => !one.is('ready')), ...serving]) hand.send(pod.id, { type: 'delete' });
}
