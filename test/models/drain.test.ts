import { describe, expect, it } from 'vitest';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil, seeds } from './runs.ts';

const on = (operation: string, node: string, at = '600s', more = {}) => ({ at, operation, node, ...more });
const sample = seeds(10);

describe('a node that is emptied', () => {
  // facts 3.2: termination grace 30 s, then SIGKILL; docs-pks _plans: --ignore-daemonsets.
  it('is drained once its pods have had their 30 s, and keeps those of DaemonSets', () => {
    for (const seed of sample) {
      const { records, run } = ran(article(), [on('drain', 'worker-0')], seed, '15m');
      const drained = secondsUntil(records, 600, ({ event }) => event === 'drained');
      expect(drained).toBeGreaterThanOrEqual(30);
      expect(drained).toBeLessThanOrEqual(31);
      const left = new View(run.world).with('node', 'node-worker-0').map(({ data }) => (data as { app: string }).app);
      expect(left.filter((app) => app !== 'cattle-cluster-agent')).toEqual(['nginx-ingress']);
    }
  });

  // kubernetes/kubernetes pkg/kubectl/cmd/drain/drain.go: 429 is tried again after 5 s, so a pod that is free goes at a multiple of it.
  it('waits for a budget, and tries again every 5 s', () => {
    const timeline = [
      { at: '60s', operation: 'create-workload', name: 'shop', replicas: 1, minAvailable: 1 },
      ...['worker-0', 'worker-1', 'worker-2'].map((node) => on('drain', node)),
    ];
    const { records, run } = ran(article(), timeline, 1, '30m');
    const home = new View(run.world).get('shop-0').data as { node: string };
    expect(records.filter(({ actor, event }) => actor === 'shop-0' && event === 'delete')).toEqual([]);
    expect(new View(run.world).get(home.node).is('scheduling.draining')).toBe(true);
    // With two replicas on one node the first goes at once, the second when its successor is ready.
    const two = [
      { at: '60s', operation: 'create-workload', name: 'shop', replicas: 2, minAvailable: 1 },
      on('cordon', 'worker-1', '50s'),
      on('cordon', 'worker-2', '50s'),
      on('uncordon', 'worker-1', '500s'),
      on('drain', 'worker-0'),
    ];
    const evictions = ran(article(), two, 1, '30m').records.filter(({ actor, event }) => actor.startsWith('shop-') && event === 'delete');
    const [first, second] = evictions.map(({ at }) => at / 1_000_000 - 600);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect((second ?? 0) % 5).toBe(0);
  });

  // A drain of a lost node waits too: its pods are Terminating until the kubelet answers (facts 3.1, after deletion mark).
  it('is not drained while its kubelet is silent', () => {
    const { run } = ran(article(), [{ at: '590s', fault: 'crash', target: 'worker-0' }, on('drain', 'worker-0')], 1, '40m');
    expect(new View(run.world).get('node-worker-0').is('scheduling.draining')).toBe(true);
  });

  // facts 5.3: the cluster agent tolerates everything, so the mark does not keep it off.
  it('takes no new pod while it is cordoned, but for those that tolerate everything', () => {
    const timeline = [
      ...['worker-0', 'worker-1', 'worker-2'].map((node) => on('cordon', node)),
      { at: '601s', operation: 'create-workload', name: 'shop' },
      { at: '700s', fault: 'delete', target: 'cattle-cluster-agent-0' },
    ];
    const { records, run } = ran(article(), timeline, 1, '20m');
    const view = new View(run.world);
    expect(view.get('shop-0').is('pending')).toBe(true);
    expect(records.filter(({ event }) => event.startsWith('shop-0 stays Pending')).length).toBe(1);
    expect(view.get('cattle-cluster-agent-1').is('ready')).toBe(true);
  });
});

describe('a tainted node', () => {
  // facts 3.1, DaemonSet pods tolerate not-ready and unreachable; not a taint that people make.
  it('with NoExecute loses what does not tolerate it, nginx too, until the taint is taken off', () => {
    const { records, run } = ran(article(), [on('taint', 'worker-1', '600s', { effect: 'NoExecute' }), on('untaint', 'worker-1', '900s')], 1, '20m');
    const deleted = records.filter(({ event, at }) => event === 'delete' && at === 600_000_000).map(({ actor }) => actor);
    expect(deleted).toEqual(['nginx-ingress-1', 'rancher-1']);
    expect(records.some(({ actor, event, at }) => actor === 'nginx-ingress-3' && event === 'bind' && at >= 900_000_000)).toBe(true);
    expect(new View(run.world).get('nginx-ingress-3').is('ready')).toBe(true);
  });

  it('with NoSchedule keeps its pods and takes no new one', () => {
    const taints = ['worker-0', 'worker-1', 'worker-2'].map((node) => on('taint', node, '600s', { effect: 'NoSchedule' }));
    const { records, run } = ran(article(), [...taints, { at: '700s', fault: 'delete', target: 'rancher-0' }], 1, '20m');
    expect(records.filter(({ kind, event }) => kind === 'transition' && event === 'delete').length).toBe(1);
    expect(new View(run.world).get('rancher-3').is('pending')).toBe(true);
  });
});
