/** Runs of other platforms than the article's on the page: everything has its place, and nothing is asked of what is not there. */
import { beforeAll, describe, expect, it } from 'vitest';
import { lanesOf } from '../../viz/draw/lanes.ts';
import { frame, layoutOf } from '../../viz/draw/layout.ts';
import { routesOf } from '../../viz/draw/route.ts';
import { headlinesOf } from '../../viz/scene/headline.ts';
import { type Watched, watch } from './runs.ts';

describe.each([
  ['rke-node-loss', ['balancer', 'rke'], [0, 600, 630, 661, 700, 1_500]],
  ['docker-single-node', ['docker'], [0, 600, 690, 780, 3_600, 7_000]],
] as const)('%s', (name, own, times) => {
  let seen: Watched;
  beforeAll(async () => {
    seen = (await watch(name))[0] as Watched;
  });

  it('is drawn at every time within the frame, with its routes', () => {
    for (const time of times) {
      const scene = seen.at(time);
      const layout = layoutOf(scene);
      const outside = layout.pills.filter(({ x, y, width, height }) => x < 0 || y < 0 || x + width > frame.width || y + height > frame.height);
      expect(outside.map(({ key }) => key)).toEqual([]);
      expect(() => routesOf(scene, layout)).not.toThrow();
    }
  });

  it('shows what the platform has of its own, by its own words', () => {
    const { others } = seen.at(0);
    expect(layoutOf(seen.at(0)).labels.map(({ text }) => text)).not.toContain('NSX-T');
    expect(own.filter((id) => !others.some((other) => other.id === id && other.look.tone === 'good'))).toEqual([]);
  });

  it('has lanes and headlines', () => {
    expect(lanesOf(seen.history).length).toBeGreaterThan(0);
    expect(headlinesOf(seen.history, seen.at(600)).length).toBeGreaterThan(2);
  });
});
