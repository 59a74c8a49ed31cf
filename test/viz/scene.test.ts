/** The scene is a function of run and time; what it shows is what the run did. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { lanesOf } from '../../viz/draw/lanes.ts';
import { layoutOf } from '../../viz/draw/layout.ts';
import { routesOf } from '../../viz/draw/route.ts';
import { incidentOf } from '../../viz/draw/ticks.ts';
import { headlinesOf } from '../../viz/scene/headline.ts';
import { poolAt, takenAt } from '../../viz/scene/pools.ts';
import { type Watched, watch } from './runs.ts';

let hostFailure: Watched;
let edgeFailover: Watched;
let exhaustion: Watched;
let workerLoss: Watched;
beforeAll(async () => {
  [hostFailure, edgeFailover, exhaustion, workerLoss] = (await watch('host-failure', 'edge-failover', 'namespace-exhaustion', 'worker-loss')) as [
    Watched,
    Watched,
    Watched,
    Watched,
  ];
});

describe('the scene at a time', () => {
  it('is the same forwards, backwards and by leaps', () => {
    const times = hostFailure.timeline.instants.at;
    const forwards = times.map((at) => JSON.stringify(hostFailure.at(at)));
    const backwards = times.toReversed().map((at) => JSON.stringify(hostFailure.at(at)));
    expect(backwards.toReversed()).toEqual(forwards);
    fc.assert(fc.property(fc.nat(times.length - 1), (i) => JSON.stringify(hostFailure.at(times[i] as number)) === forwards[i]));
  });

  it('is the same all through an instant', () => {
    const { at } = hostFailure.timeline.instants;
    for (const [i, time] of at.entries()) {
      const next = at[i + 1];
      if (next === undefined || next - time < 1e-5) continue;
      expect({ ...hostFailure.at((time + next) / 2), at: 0 }).toEqual({ ...hostFailure.at(time), at: 0 });
    }
  });

  it('shows the dead host, its ghosts, and the VMs where vSphere HA restarts them', () => {
    const before = hostFailure.at(599);
    expect(before.faults).toEqual([]);
    expect(before.ghosts).toEqual([]);
    const dead = hostFailure.at(612);
    expect(dead.hosts.find(({ id }) => id === 'esx-02')?.look).toEqual({ tone: 'bad', word: 'no power' });
    expect(dead.vms.find(({ id }) => id === 'worker-2')).toMatchObject({ host: 'esx-02', look: { word: 'lost' }, belief: 'K8s: unaware' });
    const restarted = hostFailure.at(620);
    expect(restarted.ghosts.map(({ vm, host }) => `${vm} ${host}`).sort()).toEqual(['master-1 esx-02', 'worker-2 esx-02']);
    expect(restarted.vms.find(({ id }) => id === 'worker-2')).toMatchObject({ host: 'esx-03', look: { word: 'booting' } });
    expect(hostFailure.at(7_000).ghosts).toEqual([]);
  });

  it('gives no two VMs of a host one slot, and no VM another slot while it stays', () => {
    const places = new Map<string, string>();
    for (const at of hostFailure.timeline.instants.at) {
      const { vms, ghosts } = hostFailure.at(at);
      const taken = [...vms, ...ghosts].map(({ host, slot }) => `${host} ${slot}`);
      expect(new Set(taken).size).toBe(taken.length);
      for (const { id, host, slot } of vms) {
        const before = places.get(id);
        if (before?.startsWith(`${host} `)) expect(before).toBe(`${host} ${slot}`);
        places.set(id, `${host} ${slot}`);
      }
    }
  });

  it("has etcd's leader and term, and the leader's star moves", () => {
    const leaderAt = (at: number) => hostFailure.at(at).etcd.members.find(({ look }) => look.leads)?.id;
    expect(leaderAt(599)).toBe('etcd-1');
    expect(leaderAt(600.5)).toBeUndefined();
    expect(leaderAt(602)).toBe('etcd-0');
    expect(hostFailure.at(602).etcd.term).toBe(hostFailure.at(599).etcd.term + 1);
  });

  it('counts the tunnels that the path counts', () => {
    const { counts } = hostFailure.at(600).sites;
    // The local cluster's agent is counted by the path and is no edge site.
    expect(counts.open + counts.quiet + counts.down).toBe(40);
    expect(hostFailure.at(700).sites.counts).toMatchObject({ open: 40, down: 0, quiet: 0 });
  });

  it('moves the active mark to the standby edge', () => {
    const active = (at: number) => edgeFailover.at(at).edges.find(({ isActive }) => isActive)?.label;
    expect([active(599), active(601), active(604)]).toEqual(['edge-01', undefined, 'edge-02']);
  });
});

describe('what a newcomer reads first', () => {
  const read = (watched: Watched, at: number) => headlinesOf(watched.history, watched.at(at)).map(({ sign, text }) => `${sign} ${text}`);

  it.each([
    [599, ['✔ Nothing yet', '○ –', '✔ Works for everybody', '✔ Works for everybody', '✔ All open']],
    [600.5, ['✖ esx-02 loses power', '◌ Nobody yet', '✖ Fails for everybody', '✖ Fails for everybody', '◐ 18 of 41 down']],
    [
      620,
      ['✖ esx-02 loses power', expect.stringMatching(/^● vSphere HA restarts .*worker-2/), '◐ Fails for 1 in 3', '✔ Works for everybody', '◐ 9 of 41 down'],
    ],
    [4_000, ['✔ Nothing any more', expect.stringMatching(/^● DRS moves /), '✔ Works for everybody', '✔ Works for everybody', '✔ All open']],
  ])('at %d s of the host failure', (at, lines) => {
    expect(read(hostFailure, at)).toEqual(lines);
  });

  it('holds a fault without a set end to be over when what it hit is well again', () => {
    expect(workerLoss.timeline.faults.map(({ until }) => until)).toEqual([null]);
    expect(read(workerLoss, 700)[0]).toBe('✖ worker-1 is powered off');
    expect(read(workerLoss, 1_500)[0]).toBe('✔ Nothing any more');
  });

  it('names the pool that ran out', () => {
    expect(read(exhaustion, 32_500)[0]).toBe('✖ pods-ip-block exhausted');
  });
});

describe('requests on their way', () => {
  const ends = (watched: Watched, at: number, path: string) => {
    const scene = watched.at(at);
    return routesOf(scene, layoutOf(scene))
      .ends.filter((end) => end.path === path)
      .map(({ isGood, isMild, text }) => `${isGood ? '●' : isMild ? '◐' : '✖'} ${text}`.trim());
  };

  it('end green at every replica while all is well', () => {
    expect(ends(hostFailure, 599, 'rancher-ui')).toEqual(['●', '●', '●']);
    expect(ends(hostFailure, 599, 'kube-api')).toEqual(['●', '●', '●']);
  });

  it('end at a named reason where they stop', () => {
    expect(ends(hostFailure, 600.5, 'rancher-ui')).toContain('✖ no login: Rancher cannot write to its API');
    expect(ends(hostFailure, 620, 'rancher-ui')).toEqual(['✖ does not answer', '●', '●', '◐ another is tried']);
    expect(ends(edgeFailover, 601, 'kube-api')).toEqual(['✖ the Tier-0 is active on no edge']);
  });
});

describe('pools and lanes', () => {
  it('a pool at a time is what its changes add up to', () => {
    const pool = exhaustion.timeline.pools.find(({ name }) => name === 'pods-ip-block');
    if (!pool) throw new Error('no pool');
    for (const at of [0, 700, 5_000, 28_000, 28_900, 40_000]) {
      const places = new Map<number, string>();
      for (const [time, place, owner] of pool.changes) {
        if (time > at || place < 0) continue;
        if (owner === null) places.delete(place);
        else places.set(place, owner);
      }
      const now = poolAt(pool, at);
      expect([...now.places].map(([place, { owner }]) => [place, owner])).toEqual([...places]);
      expect(takenAt(pool, at)).toBe(places.size);
    }
    expect(poolAt(pool, 40_000)).toMatchObject({ taken: 256, isRefusing: true });
  });

  it('lanes are these, rounded to seconds', () => {
    // Other parts come and go with the twin.
    const all = lanesOf(hostFailure.history).filter(({ id }) => id !== 'others');
    const lanes = all.map(({ id, blocks, marks }) => ({
      id,
      blocks: blocks.slice(0, 6).map(({ from, to, tone, text }) => `${Math.round(from)}–${Math.round(to)} ${tone} ${text}`),
      marks: marks.slice(0, 8).map(({ at, sign, text }) => `${Math.round(at)} ${sign} ${text}`),
    }));
    expect(lanes).toMatchSnapshot();
  });

  it('opens on the incident, and on the whole run when nothing happened', () => {
    const [from, to] = incidentOf(hostFailure.timeline);
    expect(from).toBeLessThan(600);
    expect(to).toBeGreaterThan(758);
    expect(to).toBeLessThan(1_200);
    expect(incidentOf({ ...hostFailure.timeline, faults: [], levels: [] })).toEqual([0, 7_200]);
  });
});
