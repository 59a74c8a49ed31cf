/** Kinds that the page has never heard of: read by their own words, drawn in a strip or in their VM, never in the way. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActorChange, Timeline } from '../../api/server/timeline-protocol.ts';
import { lanesOf } from '../../viz/draw/lanes.ts';
import { frame, layoutOf } from '../../viz/draw/layout.ts';
import { routesOf } from '../../viz/draw/route.ts';
import { headlinesOf } from '../../viz/scene/headline.ts';
import { type History, historyOf } from '../../viz/scene/history.ts';
import { othersOf } from '../../viz/scene/others.ts';
import { type Scene, sceneAt } from '../../viz/scene/scene.ts';
import { lookOf } from '../../viz/scene/signs.ts';
import { slotsOf } from '../../viz/scene/slots.ts';
import { watch } from './runs.ts';

let timeline: Timeline;
beforeAll(async () => {
  const { timeline: whole } = (await watch('host-failure'))[0] as { timeline: Timeline };
  // What the twin itself has of such kinds is left out, since it grows.
  const own = new Set(othersOf(historyOf(whole)).map(({ id }) => id));
  timeline = { ...whole, actors: whole.actors.filter(({ id }) => !own.has(id)) };
});

type Actor = Timeline['actors'][number];
const actor = (id: string, kind: string, ...changes: ActorChange[]): Actor => ({ id, kind, name: id, changes });

function seen(actors: readonly Actor[]): { history: History; at(time: number): Scene } {
  const history = historyOf({ ...timeline, actors: [...timeline.actors, ...actors] });
  const slots = slotsOf(history);
  return { history, at: (time) => sceneAt(history, slots, time) };
}

describe('a state of an unknown kind is read by its own words', () => {
  it.each([
    ['available', 'good', 'available'],
    ['unavailable', 'bad', 'unavailable'],
    ['mounted', 'good', 'mounted'],
    ['valid', 'good', 'valid'],
    ['expiring', 'part', 'expiring'],
    ['expired', 'bad', 'expired'],
    ['up.notReady', 'good', 'up'],
    ['health.degraded power.on', 'part', 'degraded'],
    ['restoring', 'wait', 'restoring'],
    ['recreatingVm', 'idle', 'recreating vm'],
    ['allPathsDown', 'bad', 'all paths down'],
    ['wobbly', 'idle', 'wobbly'],
    ['', 'idle', ''],
  ])('%j is %s: %s', (state, tone, word) => {
    expect(lookOf({ kind: 'flux-capacitor', state })).toMatchObject({ tone, word });
  });

  it('what a known kind says beyond what is known of it counts where it is worse', () => {
    expect(lookOf({ kind: 'host', state: 'up' })).toMatchObject({ tone: 'good', word: 'up' });
    expect(lookOf({ kind: 'host', state: 'up.isolated' })).toMatchObject({ tone: 'bad', word: 'isolated' });
    expect(lookOf({ kind: 'host', state: 'up.maintenance' })).toMatchObject({ tone: 'part', word: 'maintenance' });
    expect(lookOf({ kind: 'host', state: 'up.connected' })).toMatchObject({ tone: 'good', word: 'up' });
    expect(lookOf({ kind: '__proto__', state: 'up' })).toMatchObject({ tone: 'good' });
  });
});

describe('unknown kinds in the picture', () => {
  it('a few stand in the strip, each with its name, sign and word; the hosts make room', () => {
    const { at } = seen([
      actor('datastore-01', 'datastore', [0, 'accessible', -1], [600, 'inaccessible', 3]),
      actor('tls-rancher-ingress', 'certificate', [0, 'valid', -1]),
    ]);
    const scene = at(620);
    expect(scene.others.map(({ label, look: { tone, word } }) => `${label} ${tone} ${word}`)).toEqual([
      'datastore-01 bad inaccessible',
      'tls-rancher-ingress good valid',
    ]);
    const layout = layoutOf(scene);
    const strip = layout.pills.filter(({ key }) => key.startsWith('other'));
    expect(strip.length).toBe(2);
    const lowest = Math.max(...layout.hosts.map(({ y, height }) => y + height));
    for (const { y, height, x, width } of strip) {
      expect(y).toBeGreaterThan(lowest);
      expect([x >= 0, x + width <= frame.width, y + height <= frame.height]).toEqual([true, true, true]);
    }
    expect(layoutOf(at(0)).hosts).toEqual(layout.hosts.map((box) => ({ ...box, host: expect.anything() })));
  });

  it('many are shown by kind, with how many are in trouble; a click goes to the one that is worst off', () => {
    const volumes = Array.from({ length: 12 }, (_, i) =>
      i < 3 ? actor(`vol-${i}`, 'volume', [0, 'bound', -1], [600, 'lost', 7 + i]) : actor(`vol-${i}`, 'volume', [0, 'bound', -1]),
    );
    const [group] = seen(volumes).at(620).others;
    expect(group).toMatchObject({ id: 'vol-0', label: '12 volumes', record: 7, look: { tone: 'bad', word: '3 lost' } });
    expect(group?.members.length).toBe(12);
  });

  it('one that lives in a VM is drawn inside it', () => {
    const scene = seen([actor('rke-node-1', 'rke-node', [0, 'ready', -1, { vm: 'worker-1' }])]).at(0);
    expect(scene.others).toEqual([]);
    expect(scene.vms.find(({ id }) => id === 'worker-1')?.inside.map(({ id }) => id)).toContain('rke-node-1');
  });

  it('have a lane once one of them is not well', () => {
    const lanes = (actors: Actor[]) => lanesOf(seen(actors).history).find(({ id }) => id === 'others')?.blocks;
    expect(lanes([actor('a', 'alert', [0, 'clear', -1])])).toBeUndefined();
    expect(lanes([actor('a', 'alert', [0, 'clear', -1], [10, 'firing', 5], [20, 'clear', 9])])).toMatchObject([{ from: 10, to: 20, tone: 'bad', record: 5 }]);
  });

  it('whatever they are, everything is drawn within the frame and nothing breaks', () => {
    const state = fc.oneof(
      fc.constantFrom('', 'gone', 'up', 'up.isolated', 'unavailable', 'a b.c', 'creating', '__proto__', 'constructor'),
      fc.string({ maxLength: 20 }),
    );
    const change = fc
      .tuple(fc.nat(7_200), state, fc.integer({ min: -1, max: 50 }), fc.option(fc.record({ vm: fc.constantFrom('worker-1', 'nowhere', '__proto__', null, 3) })))
      .map(([at, name, record, facets]): ActorChange => (facets ? [at, name, record, facets] : [at, name, record]));
    const kinds = fc.oneof(fc.constantFrom('datastore', 'volume', '__proto__', 'toString', 'host', 'vm', 'pod', 'cluster'), fc.string({ maxLength: 12 }));
    const made = fc.record({ kind: kinds, changes: fc.array(change, { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 30 }), fc.nat(7_300), (all, time) => {
        const actors = all.map(({ kind, changes }, i) => actor(`x-${i}`, kind, ...changes.toSorted((a, b) => a[0] - b[0])));
        const { history, at } = seen(actors);
        const scene = at(time);
        const layout = layoutOf(scene);
        for (const { x, y, width, height } of [...layout.pills, ...layout.hosts, ...layout.vms, ...layout.bars])
          expect([x, y, x + width <= frame.width + 1, y + height <= frame.height + 1].map((one) => (typeof one === 'number' ? one >= 0 : one))).not.toContain(
            false,
          );
        routesOf(scene, layout);
        headlinesOf(history, scene);
        lanesOf(history);
      }),
      { numRuns: 200 },
    );
  });
});
