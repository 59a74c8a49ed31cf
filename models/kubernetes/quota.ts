/**
 * What a namespace may hold. A ResourceQuota bounds its pods and the sum of their memory limits, a LimitRange gives a
 * container without a limit its default; both act at admission only, so that what runs is left alone
 * (kubernetes/website content/en/docs/concepts/policy/resource-quotas, limit-range).
 * Left out: requests, CPU, counts of other objects, a LimitRange's least and most; one of each kind in a namespace.
 */
import { assign, setup } from 'xstate';
import { type Actor, type ControllerHand, defineKind, defineParameters, duration, type Micros, min, nextTick, type View } from '../../sim/index.ts';
import { podKind, podParameters, type Startup } from './pod.ts';

export const quotaParameters = defineParameters('kubernetes.quota', {
  resyncPeriod: duration(min(5), {
    source: 'rancher/rancher@v2.2.8 vendor/k8s.io/kubernetes pkg/controller/apis/config/v1alpha1/defaults.go: ResourceQuotaSyncPeriod 5 min',
    why: 'only then is a pod that should be gone, and whose node is lost, no longer charged',
  }),
});

/** What a quota bounds; a bound that is left out does not hold. */
export interface Hard {
  pods?: number;
  /** Sum of the containers' limits, in MiB. */
  memoryLimit?: number;
}

interface QuotaContext {
  actor: Actor;
  hard: Hard;
}

export const quotaMachine = setup({
  types: { input: {} as QuotaContext, context: {} as QuotaContext, events: {} as { type: 'replace'; hard: Hard } },
  actions: { keep: assign({ hard: ({ event }) => event.hard }) },
}).createMachine({
  id: 'resource-quota',
  context: ({ input }) => input,
  initial: 'present',
  states: { present: { on: { replace: { actions: 'keep' } } } },
});

export const quotaKind = defineKind('resource-quota', quotaMachine);

interface LimitContext {
  actor: Actor;
  /** Given to a container that names none, in MiB. */
  memoryLimit: number;
}

export const limitRangeMachine = setup({
  types: { input: {} as LimitContext, context: {} as LimitContext, events: {} as { type: 'replace'; memoryLimit: number } },
  actions: { keep: assign({ memoryLimit: ({ event }) => event.memoryLimit }) },
}).createMachine({
  id: 'limit-range',
  context: ({ input }) => input,
  initial: 'present',
  states: { present: { on: { replace: { actions: 'keep' } } } },
});

export const limitRangeKind = defineKind('limit-range', limitRangeMachine);

const named = (namespaceId: string): string => namespaceId.replace('ns/', '');
export const quotaId = (namespaceId: string): string => `quota/${named(namespaceId)}`;
export const limitRangeId = (namespaceId: string): string => `limits/${named(namespaceId)}`;

/** Gives a namespace a ResourceQuota, or another one in its place. */
export function writeQuota(hand: ControllerHand, namespaceId: string, hard: Hard): void {
  const id = quotaId(namespaceId);
  if (hand.find(id)) hand.send(id, { type: 'replace', hard });
  else hand.create(quotaKind, id, { input: { hard } });
}

/** Gives a namespace a LimitRange, or another one in its place. */
export function writeLimitRange(hand: ControllerHand, namespaceId: string, memoryLimit: number): void {
  const id = limitRangeId(namespaceId);
  if (hand.find(id)) hand.send(id, { type: 'replace', memoryLimit });
  else hand.create(limitRangeKind, id, { input: { memoryLimit } });
}

/** A start as the LimitRanger leaves it. */
export function withDefaults(view: View, namespaceId: string, startup: Startup): Startup {
  const range = view.find(limitRangeId(namespaceId), limitRangeKind);
  return range && startup.memoryLimit === undefined ? { ...startup, memoryLimit: range.data.memoryLimit } : startup;
}

type Pod = Actor<{ namespace: string; grace: Micros; deletedAt: Micros }>;

/**
 * Until when a pod counts: as long as it is there, or, where a lost node keeps it Terminating, until the first resync after
 * its grace period (pkg/quota/v1/evaluator/core/pods.go QuotaV1Pod: deleted pods that should be gone are not charged).
 */
function chargedUntil(hand: ControllerHand, pod: Pod): Micros {
  if (!pod.is('doomed')) return pod.is('gone') ? 0 : Number.POSITIVE_INFINITY;
  const { grace, deletedAt } = pod.data;
  const period = hand.value(quotaParameters.resyncPeriod);
  return nextTick(deletedAt + (grace < 0 ? hand.value(podParameters.terminationGrace) : grace), period, hand.phase('resync', period));
}

/** When the next of a namespace's pods stops to count without anything happening to it. */
export function nextRelease(hand: ControllerHand, namespaceId: string): Micros | undefined {
  const times = hand.all(podKind).flatMap((pod) => (pod.data.namespace === namespaceId && pod.is('doomed') ? [chargedUntil(hand, pod)] : []));
  const later = times.filter((at) => at > hand.now());
  return later.length > 0 ? Math.min(...later) : undefined;
}

/** Why the API refuses one more pod in a namespace (403), in its own words; nothing when it does not. */
export function quotaRefusal(hand: ControllerHand, namespaceId: string, { memoryLimit }: Startup): string | undefined {
  const quota = hand.find(quotaId(namespaceId), quotaKind);
  if (!quota) return undefined;
  const name = named(namespaceId);
  const { hard } = quota.data;
  if (hard.memoryLimit !== undefined && memoryLimit === undefined) return `failed quota: ${name}: must specify limits.memory`;
  const pods = hand.all(podKind).filter((pod) => pod.data.namespace === namespaceId && hand.now() < chargedUntil(hand, pod));
  const bounds: [resource: string, requested: number, used: number, limit: number | undefined, unit: string][] = [
    ['limits.memory', memoryLimit ?? 0, pods.reduce((sum, { data }) => sum + (data.startup.memoryLimit ?? 0), 0), hard.memoryLimit, 'Mi'],
    ['pods', 1, pods.length, hard.pods, ''],
  ];
  const over = bounds.filter(([, requested, used, limit]) => limit !== undefined && used + requested > limit);
  if (over.length === 0) return undefined;
  const list = (figure: (bound: (typeof bounds)[number]) => string | number | undefined) =>
    over.map((bound) => `${bound[0]}=${figure(bound)}${bound[4]}`).join(',');
  return `exceeded quota: ${name}, requested: ${list(([, n]) => n)}, used: ${list(([, , n]) => n)}, limited: ${list(([, , , n]) => n)}`;
}
