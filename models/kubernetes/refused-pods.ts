/**
 * Workloads whose pods the API refuses: a controller's sync fails and is put back into its queue with a back-off of 5 ms
 * that doubles up to 1,000 s. Its tries are no events; the one that will succeed is computed when room is made.
 */
import { type ControllerHand, defineParameters, duration, type Micros, ms, s } from '../../sim/index.ts';
import { nextTry } from './back-off.ts';

const queue = 'kubernetes/client-go@kubernetes-1.14.6 util/workqueue/default_rate_limiters.go DefaultControllerRateLimiter';

export const retryParameters = defineParameters('kubernetes.retry', {
  first: duration(ms(5), { source: `${queue}: 5 ms` }),
  max: duration(s(1_000), { source: `${queue}: 1000 s` }),
});

/** Since when each workload is refused, and with which words. */
type Refused = Record<string, { since: Micros; why: string }>;

const refusedBy = (hand: ControllerHand): Refused => (hand.memory.refused ??= {});

/** Whether a workload's pods are refused at present. */
export const isRefused = (hand: ControllerHand, id: string): boolean => refusedBy(hand)[id] !== undefined;

/** Remembers a refusal; its words are said when they are new. */
export function refuse(hand: ControllerHand, id: string, why: string, say: (why: string) => string): void {
  const known = refusedBy(hand)[id];
  refusedBy(hand)[id] = { since: known?.since ?? hand.now(), why };
  if (known?.why !== why) hand.note(say(why));
}

export const forgive = (hand: ControllerHand, id: string): void => {
  delete refusedBy(hand)[id];
};

/** The keys by which refused workloads are tried again. */
export const retries = (hand: ControllerHand): string[] => Object.keys(refusedBy(hand)).map((id) => `retry ${id}`);

/** The next try of a workload that is refused: the queue's own, whatever has changed meanwhile. */
export function nextRetry(hand: ControllerHand, id: string): Micros {
  const { since } = refusedBy(hand)[id] ?? { since: hand.now() };
  return nextTry(hand.now(), since, hand.value(retryParameters.first), hand.value(retryParameters.max));
}
