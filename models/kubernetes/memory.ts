/**
 * Memory limits: the kernel kills a container that passes its own (OOMKilled, exit code 137), whatever is free on the node,
 * and the kubelet starts it again with its back-off. One that needs more than its limit from the start is never ready; one
 * that leaks is killed when it has grown so far, which is computed. A new container begins small again.
 * Left out: memory that runs out on the node, and the kubelet's evictions.
 */
import { type Controller, hours, type Micros } from '../../sim/index.ts';
import { isAnswering, isHung, podKind, type Startup } from './pod.ts';

/** Whether a container is killed before it is up. */
export const isOverLimit = ({ memoryLimit, memoryNeed = 0 }: Startup): boolean => memoryLimit !== undefined && memoryNeed > memoryLimit;

/** How it is told. */
export const oomKilled = ({ memoryLimit }: Startup): string => `is OOMKilled at its limit of ${memoryLimit}Mi (exit code 137)`;

/** How long a container may run before its leak kills it. */
function lifeOf({ memoryLimit, memoryNeed = 0, memoryGrowth = 0 }: Startup): Micros | undefined {
  if (memoryLimit === undefined || memoryGrowth === 0) return undefined;
  return Math.round(((memoryLimit - memoryNeed) / memoryGrowth) * hours(1));
}

/** Kills containers that have leaked up to their limit. */
export const memoryLimits: Controller = {
  name: 'memory-limits',
  watch: { pod: (pod) => (pod.data.startup.memoryGrowth === undefined ? undefined : pod.id) },
  reconcile(id, hand) {
    const pod = hand.find(id, podKind);
    if (!pod || !(isAnswering(pod) || isHung(pod))) {
      delete hand.memory[id];
      return undefined;
    }
    const life = lifeOf(pod.data.startup);
    if (life === undefined) return undefined;
    const { restarts } = pod.data;
    const since: { restarts: number; at: Micros } = hand.memory[id]?.restarts === restarts ? hand.memory[id] : { restarts, at: hand.now() };
    hand.memory[id] = since;
    const due = since.at + life;
    if (hand.now() < due) return due;
    hand.note(`${id} ${oomKilled(pod.data.startup)}`);
    hand.send(id, { type: 'kill' });
    return undefined;
  },
};
