/** A run with a thousand edge sites on the page: seeking stays under 100 ms. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.ts';
import { Stage } from './stage.ts';

const thousandSites = `apiVersion: paddock/v1
kind: Scenario
name: thousand-sites
title: A host dies under a thousand sites.
design: designs/article-large.yaml
set: { downstream.atStart: 1000 }
seed: 7
duration: 2h
timeline:
  - { at: 10m, fault: power-loss, target: esx-02, for: 45m }
`;

describe.skipIf(!hasChromium)('a run with 1,000 downstream clusters', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.close());

  it('is sought in less than 100 ms, anywhere', { retry: 2 }, async () => {
    const { status, body } = await stage.served.ask('POST', '/scenarios', { text: thousandSites });
    expect(status, JSON.stringify(body)).toBe(201);
    const page = await stage.watching(`#scenario=${body.id}`);
    expect(await page.locator('.sites-title').innerText()).toContain('1,000 edge sites');
    // From the call to the next frame drawn with it; the median, since this machine has other work too.
    const took = await page.evaluate(async () => {
      const { clock, timeline } = window.paddock;
      const times: number[] = [];
      for (let i = 0; i < 31; i++) {
        const at = i % 2 ? (timeline.until * i) / 31 : 600 + i * 4.7;
        const start = performance.now();
        clock.seek(at);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b);
    });
    console.info(`seek: median ${took[15]?.toFixed(1)} ms, slowest ${took.at(-1)?.toFixed(1)} ms`);
    expect(took[15]).toBeLessThan(100);
    expect(stage.complaints).toEqual([]);
    await page.close();
  });
});
