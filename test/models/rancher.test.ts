import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerOf, sortedPeers } from '../../models/rancher/ownership.ts';
import { rancherKind } from '../../models/rancher/server.ts';
import { View } from '../../sim/index.ts';
import { article } from './designs.ts';
import { ran, secondsUntil } from './runs.ts';

const hashes = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('who runs the controllers of a cluster', () => {
  // facts 5.2 per-cluster controllers: index = floor(crc32(cluster UID) x n / (2^32-1)).
  it('is one of the ready replicas, the same for whoever asks, in equal parts', () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 1, max: 9 }), (hash, n) => {
        const peers = sortedPeers(Array.from({ length: n }, (_, i) => `rancher-${i}`));
        expect(peers).toContain(ownerOf(peers, hash));
        expect(sortedPeers([...peers].reverse())).toEqual(peers);
      }),
    );
    const peers = ['rancher-0', 'rancher-1', 'rancher-2'];
    const third = 2 ** 32 / 3;
    expect([0, 1, 2].map((i) => ownerOf(peers, Math.floor((i + 0.5) * third)))).toEqual(peers);
  });

  // facts 5.2: peers are sorted by IP as text, so that .11 and .12 come before .2.
  it('goes by addresses as text', () => {
    expect(sortedPeers(['rancher-0', 'rancher-8', 'rancher-9'])).toEqual(['rancher-8', 'rancher-9', 'rancher-0']);
  });

  // Of three peers in thirds and two in halves, the middle third changes hands and, by which one is lost, a sixth more or the lost third.
  it('changes for a third to two thirds of the clusters when one of three replicas is lost', () => {
    const design = article((data) => {
      data.downstream.atStart = 50;
    });
    for (const target of ['rancher-0', 'rancher-1', 'rancher-2']) {
      const { run, records } = ran(design, [{ at: '600s', fault: 'delete', target }], 1, '601s');
      const { moved, peers } = new View(run.world).get('rancher', rancherKind).data;
      expect(peers).toHaveLength(2);
      expect(moved).toBeGreaterThanOrEqual(51 * 0.2);
      expect(moved).toBeLessThanOrEqual(51 * 0.8);
      expect(records.some(({ event }) => event.startsWith(`the controllers of ${moved} of 51 clusters go to other replicas`))).toBe(true);
    }
  });

  // facts 5.2: peers come from Endpoints, which lose the pods of a dead node after 30 to 45 s (3.1).
  it('changes 30 to 45 s after a worker is lost', () => {
    const { records } = ran(article(), [{ at: '600s', fault: 'crash', target: 'worker-1' }]);
    const time = secondsUntil(records, 600, ({ event }) => event === 'peersChanged');
    expect(time).toBeGreaterThanOrEqual(30);
    expect(time).toBeLessThanOrEqual(46);
  });

  it('costs nothing while nobody comes or goes', () => {
    expect(ran(article(), [], 1, '8760h').events).toBe(0);
  });
});

describe('the memory of a replica', () => {
  const limited = (memoryLimit: string, clusters: number, nodes = 3) =>
    article((data) => {
      data.rancher.memoryLimit = memoryLimit;
      Object.assign(data.downstream, { atStart: clusters, nodesPerCluster: nodes });
    });
  const kills = (design: ReturnType<typeof limited>) => ran(design, [], 1, '10m').records.filter(({ event }) => event === 'kill').length;

  // The reading of facts 5.5: 109 MiB for a cluster of up to 10 nodes, in proportion beyond.
  it('kills it when its clusters, or their nodes, need more than its limit', () => {
    expect(kills(limited('4Gi', 30))).toBe(0);
    expect(kills(limited('512Mi', 30))).toBeGreaterThan(0);
    expect(kills(limited('4Gi', 30, 40))).toBeGreaterThan(0);
  });
});

// facts 5.4 per user: 1 namespace, made at the first stored preference, removed with the user.
describe('a user', () => {
  it('costs a namespace from the first login until removal, and can come back', () => {
    const timeline = [
      { at: '100s', operation: 'create-user', name: 'ann' },
      { at: '200s', operation: 'create-user', name: 'ann' },
      { at: '300s', operation: 'remove-user', name: 'ann' },
      { at: '310s', operation: 'remove-user', name: 'ann' },
      { at: '600s', operation: 'create-user', name: 'ann' },
    ];
    const taken = (n: number, duration: string) =>
      ran(article(), timeline.slice(0, n), 1, duration)
        .pools.map((pool) => pool.taken)
        .slice(0, 1);
    expect([taken(1, '150s'), taken(3, '500s'), taken(5, '700s')]).toEqual([[10], [9], [10]]);
    const notes = ran(article(), timeline).records.filter(({ kind }) => kind === 'note');
    expect(notes.map(({ event }) => event)).toEqual([
      'adds user-ann, who logs in',
      'cannot add user-ann: it exists',
      'removes user-ann',
      'cannot remove user-ann: there is none',
      'adds user-ann, who logs in',
    ]);
  });
});

// facts 5.5 HA sizing per node, by version; rancher/rancher#44649.
describe('a replica beyond the sizing table', () => {
  const sized = (workerMemory: string, clusters: number, version = '2.2.8', nodes = 3) =>
    article((data) => {
      data.versions = { rancher: version };
      data.rancher.beyondSizing = 'hangs';
      data.pks.plans[0].workerMemory = workerMemory;
      Object.assign(data.downstream, { atStart: clusters, nodesPerCluster: nodes });
    });
  const hangs = (design: ReturnType<typeof sized>) => ran(design, [], 1, '10m').records.filter(({ event }) => event === 'hang').length;

  it('is too slow for its probes, by clusters or by nodes, and by version', () => {
    expect(hangs(sized('32Gi', 30))).toBe(0);
    expect(hangs(sized('8Gi', 30))).toBeGreaterThan(0);
    expect(hangs(sized('8Gi', 30, '2.4.5'))).toBe(0);
    expect(hangs(sized('32Gi', 30, '2.2.8', 60))).toBeGreaterThan(0);
    // Below the smallest row the table states nothing.
    expect(hangs(sized('4Gi', 6))).toBeGreaterThan(0);
  });

  it('is well again after an upgrade to a version that states more', () => {
    const records = ran(sized('16Gi', 20), [{ at: '20m', operation: 'upgrade-rancher', version: '2.4.5' }], 1, '2h').records;
    const late = records.filter(({ event, at }) => event === 'hang' && at > 3_600_000_000);
    expect(records.some(({ event }) => event === 'hang')).toBe(true);
    expect(late).toEqual([]);
  });
});

// The chart sets no memory limit (facts 5.1 resources); what a worker keeps: 100Mi (kubelet's hard eviction threshold).
describe('a worker without memory for its replicas', () => {
  const crowded = (workerMemory: string, startOn?: string[]) =>
    article((data) => {
      Object.assign(data.rancher, { nodeMemory: true, ...(startOn ? { startOn } : {}) });
      data.pks.plans[0].workerMemory = workerMemory;
      data.downstream.atStart = 30;
    });
  const killed = (design: ReturnType<typeof crowded>) => ran(design, [], 1, '5m').records.filter(({ event }) => event.includes('is OOMKilled')).length;

  // 31 clusters x 109 MiB are 3.3 GiB: some 1.1 on each of three workers, all of it on one.
  it('has the largest of them killed, and none where each has a worker of its own', () => {
    expect(killed(crowded('2Gi'))).toBe(0);
    expect(killed(crowded('2Gi', ['worker-0', 'worker-0', 'worker-0']))).toBeGreaterThan(0);
    expect(killed(crowded('4Gi', ['worker-0', 'worker-0', 'worker-0']))).toBe(0);
  });
});
