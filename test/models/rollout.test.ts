import { describe, expect, it } from 'vitest';
import { podKind } from '../../models/kubernetes/pod.ts';
import { type TraceRecord, toSeconds, View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, seeds } from './runs.ts';

const deploy = (replicas: number) => ({ at: '60s', operation: 'create-workload', name: 'shop', namespace: 'shop', replicas });
const setImage = (name: string, at = '600s') => ({ at, operation: 'set-image', name, image: `${name}:2` });

/** How many pods of an application were ready at the least, and how many there were at the most, after a time. */
function bounds(records: readonly TraceRecord[], app: string, from: number, before: readonly string[] = []): { least: number; most: number } {
  // Those that were there from the start have no record of it.
  const states = new Map(before.map((pod) => [pod, 'ready']));
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { actor, kind, at, to } of records) {
    if (!actor.startsWith(`${app}-`) || (kind !== 'transition' && kind !== 'start')) continue;
    states.set(actor, to);
    if (toSeconds(at) < from) continue;
    const all = [...states.values()];
    least = Math.min(least, all.filter((state) => state === 'ready').length);
    // One that is Terminating is no longer counted (deployment_util.go FilterActiveReplicaSets, replica_set.go FilterActivePods).
    most = Math.max(most, all.filter((state) => state !== 'gone' && state !== 'terminating').length);
  }
  return { least, most };
}

describe('another image', () => {
  // facts 3.2, Deployment defaults: 25 % / 25 %, surge up, unavailable down.
  it.each([
    [3, 3, 4],
    [4, 3, 5],
    [8, 6, 10],
  ])('replaces the pods of a Deployment of %i with at least %i ready and at most %i there', (replicas, least, most) => {
    for (const seed of seeds(5)) {
      const { records, run } = ran(article(), [deploy(replicas), setImage('shop')], seed, '40m');
      const found = bounds(records, 'shop', 600);
      expect(found.least).toBeGreaterThanOrEqual(least);
      expect(found.most).toBeLessThanOrEqual(most);
      const pods = new View(run.world).with('app', 'shop', podKind);
      expect(pods.map((pod) => [pod.data.startup.image, pod.is('ready')])).toEqual(Array.from({ length: replicas }, () => ['shop:2', true]));
    }
  });

  // facts 3.2, DaemonSet update: maxUnavailable 1.
  it('replaces the pods of a DaemonSet one node after the other, each when the one before it is ready', () => {
    for (const seed of seeds(5)) {
      const { records, run } = ran(article(), [setImage('nginx-ingress')], seed, '40m');
      expect(bounds(records, 'nginx-ingress', 600, ['nginx-ingress-0', 'nginx-ingress-1', 'nginx-ingress-2']).least).toBe(2);
      const pods = new View(run.world).with('app', 'nginx-ingress', podKind);
      expect(pods.map((pod) => [pod.data.startup.image, pod.is('ready')])).toEqual(Array.from({ length: 3 }, () => ['nginx-ingress:2', true]));
    }
  });

  // facts 3.2, Deployment defaults: progress deadline 600 s.
  it('that makes no progress for 600 s is said to have passed its deadline, once', () => {
    const design = article((data) => {
      data.kubernetes = { quotas: [{ namespace: 'shop', pods: 3 }] };
    });
    const said = ran(design, [deploy(3), setImage('shop')], 1, '2h').records.filter(({ event }) => event.includes('ProgressDeadlineExceeded'));
    expect(said.map(({ at }) => toSeconds(at))).toEqual([1_200]);
  });

  it('changes nothing where there is no such workload', () => {
    const { records } = ran(article(), [setImage('nothing')]);
    expect(records.find(({ kind }) => kind === 'note')?.event).toBe('cannot set the image of nothing: there is no such workload');
  });
});
