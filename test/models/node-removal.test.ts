import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../models/index.ts';
import { removeNode } from '../../models/kubernetes/node-removal.ts';
import { podKind } from '../../models/kubernetes/pod.ts';
import { Run, View } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { checkCauses, Invariants } from './invariants.ts';

/** A run of the article in which an operation of the test's own removes a worker's node. */
function removing(timeline: unknown[], at: string, nodes: readonly string[]) {
  const spec = compileScenario(scenario({ timeline: [...timeline, { at, operation: 'create-secret' }], duration: '1h' }), article());
  const operations = [
    ...spec.twin.vocabulary.operations.filter(({ name }) => name !== 'create-secret'),
    {
      name: 'create-secret',
      run(_: unknown, hand: Parameters<typeof removeNode>[0]) {
        for (const node of nodes) removeNode(hand, node);
        return 'removes nodes';
      },
    },
  ];
  const run = new Run({ ...spec, twin: { ...spec.twin, vocabulary: { ...spec.twin.vocabulary, operations } } });
  const invariants = new Invariants(run);
  while (run.world.schedule.peek() <= run.spec.until) {
    run.world.step();
    invariants.check();
  }
  checkCauses(run);
  return { view: new View(run.world), records: [...run.world.trace.records()] };
}

describe('a node that is removed', () => {
  // facts 3.1, after deletion mark: orphaned pods are collected every 20 s, and the ReplicaSet makes others.
  it('takes its pods along within 20 s, and others come elsewhere', () => {
    const { view, records } = removing([], '600s', ['node-worker-1']);
    const gone = records.filter(({ event, to }) => event === 'forceDelete' && to === 'gone');
    expect(gone.map(({ actor }) => actor).sort()).toEqual(['nginx-ingress-1', 'rancher-1']);
    for (const { at } of gone) expect(at / 1_000_000 - 600).toBeLessThanOrEqual(20);
    const ready = (app: string) => view.with('app', app, podKind).filter((pod) => pod.is('ready')).length;
    expect([ready('rancher'), ready('nginx-ingress')]).toEqual([3, 2]);
    expect(view.share('rancher-ui')).toBe(1);
  });

  it('is safe to remove while it is drained, tainted, silent or just back', () => {
    const timeline = [
      { at: '590s', operation: 'drain', node: 'worker-0' },
      { at: '300s', operation: 'taint', node: 'worker-1', effect: 'NoExecute' },
      { at: '580s', fault: 'crash', target: 'worker-2', for: '15s' },
    ];
    for (const at of ['591s', '597s', '602s', '640s']) {
      const { view } = removing(timeline, at, ['node-worker-0', 'node-worker-2']);
      expect(view.find('node-worker-0')).toBeUndefined();
      expect(view.find('node-worker-1')?.is('condition.ready')).toBe(true);
    }
  });
});
