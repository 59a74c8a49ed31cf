import { describe, expect, it } from 'vitest';
import { etcdKind } from '../../models/etcd/cluster.ts';
import { askEtcd } from '../../models/etcd/requests.ts';
import { compileScenario } from '../../models/index.ts';
import { Run, View } from '../../sim/index.ts';
import { article, scenario } from './designs.ts';
import { ran, seeds } from './runs.ts';

const elections = ({ records }: ReturnType<typeof ran>) => records.filter(({ actor, event }) => actor === 'etcd' && event === 'elected').length;
const slow = (target: string) => ({ at: '10m', fault: 'slow-disk', target });

// facts/vsphere-k8s-etcd-rancher.md 2, slow disk: "repeated spikes above the election timeout give elections and request timeouts".
describe('a slow disk', () => {
  it("costs a leader its leadership when an fsync outlasts the followers' patience, and then no more", () => {
    const runs = seeds(20).map((seed) => ran(article(), [slow('etcd leader')], seed, '3h'));
    for (const run of runs) {
      expect(elections(run)).toBeGreaterThan(0);
      const { records } = run;
      const last = records.findLast(({ actor, event }) => actor === 'etcd' && event === 'elected');
      expect(records.some(({ to, at }) => to === 'up.leader.stalled' && at > (last?.at ?? 0))).toBe(false);
    }
  });

  it('of a follower costs nothing and asks for no event', () => {
    for (const seed of seeds(20)) {
      const quiet = ran(article(), [slow('one of etcd followers')], seed, '10h');
      expect(elections(quiet)).toBe(0);
      expect(quiet.levels.find(({ name }) => name === 'kube-api')?.availability).toBe(1);
      expect(quiet.records.filter(({ actor, at }) => actor.startsWith('etcd') && at > 600e6)).toEqual([]);
    }
  });

  it('stalls a leader no more once it is fast again', () => {
    for (const seed of seeds(10)) {
      const { records } = ran(article(), [{ ...slow('etcd leader'), for: '5m' }], seed, '3h');
      expect(records.some(({ to, at }) => to === 'up.leader.stalled' && at > 900e6)).toBe(false);
    }
  });

  // Shorter than every election timeout: the leader goes on in its own term ("counts as loss of leader liveness").
  it('that stalls for less than an election timeout leaves the leader and its term', () => {
    const patient = article((data) => {
      data.parameters = { 'etcd.disk.stall': '500ms to 700ms' };
    });
    for (const seed of seeds(10)) {
      const { run } = ran(patient, [slow('etcd leader')], seed, '1h');
      const { term } = new View(run.world).get('etcd').data as { term: number };
      expect(term).toBe(1);
    }
  });
});

// facts/vsphere-k8s-etcd-rancher.md 2: "write, no leader: ... request timed out after 7 s"; "serializable read still answers".
describe('without a leader', () => {
  const timeline = ['etcd-0', 'etcd-1'].map((target) => ({ at: '10s', fault: 'kill', target, for: '60s' }));
  const at = (seconds: number, lines: unknown[] = timeline) => {
    const run = new Run(compileScenario(scenario({ timeline: lines, duration: '2m' }), article(), 3)).advance(seconds * 1_000_000);
    return askEtcd(new View(run.world));
  };

  it('requests wait for 7 s, then they fail; a member answers from its own copy', () => {
    const run = new Run(compileScenario(scenario({ timeline, duration: '2m' }), article(), 3)).advance(30e6);
    const { ledUntil } = new View(run.world).get('etcd', etcdKind).data;
    const lost = ledUntil / 1e6;
    expect(at(lost + 6.9)).toMatchObject({ refusal: 'etcd has no leader: reads and writes wait for one', isReadable: false, isSerializable: true });
    expect(at(lost + 6.9).until).toBe(ledUntil + 7e6);
    expect(at(lost + 7)).toMatchObject({ refusal: 'etcd has no leader: reads and writes time out', isReadable: false, isSerializable: true });
  });

  it('nobody answers at all when no member is up', () => {
    const all = ['etcd-0', 'etcd-1', 'etcd-2'].map((target) => ({ at: '10s', fault: 'kill', target, for: '60s' }));
    expect(at(30, all).isSerializable).toBe(false);
  });

  it('all is served again with one', () => {
    expect(at(100)).toMatchObject({ refusal: undefined, isReadable: true, isSerializable: true });
  });
});
