/** The page in a real browser, against a real server: open, play, seek, step back, ask why, share. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.ts';
import { headOf, pictureOf, Stage } from './stage.ts';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

describe.skipIf(!hasChromium)('the page', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.close());
  afterEach(() => {
    expect(stage.complaints.splice(0)).toEqual([]);
  });

  const headlines = (page: Page) => page.locator('.headline .text').allInnerTexts();
  const select = (page: Page, id: string) => page.locator(`.thing[data-id="${id}"]`).first().click();

  it('opens on the host failure and says what failed, who noticed and whether users felt it', async () => {
    const page = await stage.watching();
    expect(await page.locator('.picker-button').innerText()).toContain('host-failure');
    expect(await headlines(page)).toEqual(['✖ esx-02 loses power', '◌ Nobody yet', '✖ Fails for everybody', '✖ Fails for everybody', '◐ 18 of 41 down']);
    await page.close();
  });

  it('agrees with the summary of the same run', async () => {
    const page = await stage.watching();
    await page.getByRole('tab', { name: /outcome/ }).click();
    const run = await stage.served.run({ scenario: 'host-failure' });
    const shown = await page.locator('.result').innerText();
    for (const { name, availability } of run.paths ?? []) expect(shown).toMatch(new RegExp(`${name}\\s+${(availability * 100).toFixed(2)} %`));
    for (const { name } of run.properties ?? []) expect(shown).toContain(name);
    expect(shown).toContain(run.hash);
    await page.close();
  });

  it('plays, pauses, and waits at narration', async () => {
    const page = await stage.watching('#scenario=host-failure&t=595');
    await page.keyboard.press('Space');
    await page.waitForFunction(() => window.paddock.clock.at === 600 && !window.paddock.clock.isPlaying);
    await page.keyboard.press('Space');
    await page.waitForFunction(() => window.paddock.clock.at > 602);
    await page.keyboard.press('Space');
    const stopped = await headOf(page);
    await page.waitForTimeout(200);
    expect(await headOf(page)).toBe(stopped);
    await page.close();
  });

  it('steps on and back by event and by what matters, to the same picture', async () => {
    const page = await stage.watching('#scenario=host-failure&t=600');
    const first = await pictureOf(page);
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
    expect(await headOf(page)).toBeGreaterThan(600);
    expect(await pictureOf(page)).not.toBe(first);
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
    expect(await headOf(page)).toBe(600);
    expect(await pictureOf(page)).toBe(first);
    await page.keyboard.press('Shift+ArrowRight');
    const next = await headOf(page);
    expect(await page.evaluate((at) => window.paddock.timeline.instants.matters.some((i) => window.paddock.timeline.instants.at[i] === at), next)).toBe(true);
    await page.keyboard.press('End');
    expect(await headOf(page)).toBe(7_200);
    await page.keyboard.press('Home');
    expect(await headOf(page)).toBe(0);
    await page.close();
  });

  it('draws the host failure at 620 s like this, rounded', async () => {
    const page = await stage.watching('#scenario=host-failure&t=620', { reducedMotion: 'reduce' });
    // What has a place of its own; the strip below the hosts, and with it their height, grows with the twin.
    const layers = ['starts', 'legs', 'pills', 'ends'].map((name) => `.layer-${name} > :not([data-members])`).join();
    await expect(await pictureOf(page, layers)).toMatchFileSnapshot('__snapshots__/host-failure-620.svg.txt');
    await page.close();
  });

  it('seeks by a click and a drag in the lanes', async () => {
    const page = await stage.watching('#scenario=host-failure&t=0');
    const box = await page.locator('.lane-box').boundingBox();
    if (!box) throw new Error('no lanes');
    const y = box.y + 12;
    await page.mouse.click(box.x + 100 + (box.width - 110) / 2, y);
    expect(await headOf(page)).toBeCloseTo(3_600, -2);
    await page.mouse.move(box.x + 400, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 700, y, { steps: 4 });
    const dragged = await headOf(page);
    await page.mouse.up();
    expect(dragged).toBeGreaterThan(4_800);
    await page.close();
  });

  it('answers why for an outage in a lane, a thing in the picture and a line of the story, back to the fault', async () => {
    const page = await stage.watching('#scenario=host-failure&t=620');
    const root = page.locator('.chain li.is-root');
    await select(page, 'rancher-2');
    await page.waitForSelector('.chain li.is-root');
    expect(await page.locator('.why h2').innerText()).toContain('rancher-2');
    expect(await root.innerText()).toMatch(/esx-02 loses power\s+the fault/);
    await page.keyboard.press('Escape');
    await page.locator('.story button', { hasText: 'worker-2 is marked NotReady' }).click();
    await page.waitForSelector('.chain li.is-root');
    expect(await headOf(page)).toBeCloseTo(642.593713, 6);
    const links = await page.locator('.chain button').count();
    await page
      .locator('.chain button')
      .nth(links - 1)
      .hover();
    expect(await page.locator('.thing.is-lit').count()).toBeGreaterThan(0);
    await page
      .locator('.chain button')
      .nth(links - 1)
      .click();
    expect(await headOf(page)).toBe(600);
    await page.keyboard.press('Escape');
    await page.locator('.lane .block.tone-part').first().click();
    await page.waitForSelector('.chain li.is-root');
    expect(await root.innerText()).toContain('esx-02 loses power');
    await page.close();
  });

  it('shows the pools filling, by whom, and what they refuse', async () => {
    const page = await stage.watching('#scenario=namespace-exhaustion&t=0');
    const pool = page.locator('.pool-list button').first();
    expect(await pool.innerText()).toContain('9 of 256');
    await page.evaluate(() => window.paddock.clock.seek(32_500));
    expect(await pool.innerText()).toMatch(/✖ 256 of 256/);
    expect(await page.locator('.pool-grid canvas').getAttribute('aria-label')).toMatch(/256 of 256 taken, by this cluster 9, downstream clusters 247/);
    await page.close();
  });

  it('shares a link that restores the same instant, selection and picture', async () => {
    const page = await stage.watching('#scenario=edge-failover&seed=3');
    await page.evaluate(() => window.paddock.clock.seek(601.25));
    await select(page, 'dataplane-edge-01');
    await page.getByRole('button', { name: 'share' }).click();
    const url = page.url();
    expect(url).toMatch(/scenario=edge-failover&seed=3&t=601\.25&sel=actor%3Adataplane-edge-01/);
    const other = await stage.watching(new URL(url).hash);
    expect(await headOf(other)).toBe(601.25);
    expect(await pictureOf(other)).toBe(await pictureOf(page));
    expect(await headlines(other)).toEqual(await headlines(page));
    await other.waitForSelector('.chain');
    await page.close();
    await other.close();
  });

  it('gives the picture as SVG and PNG, the trace and the summary', async () => {
    const page = await stage.watching('#scenario=host-failure&t=620');
    for (const [name, start] of [
      ['Picture, SVG', '<svg'],
      ['Picture, PNG', '\u0089PNG'],
      ['Trace, JSONL', '{"index":0'],
      ['Summary, CSV', ''],
    ] as const) {
      await page.locator('summary', { hasText: 'export' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(name).click()]);
      const file = readFileSync(await download.path(), 'latin1');
      expect(file.length, name).toBeGreaterThan(200);
      expect(file.startsWith(start), name).toBe(true);
    }
    await page.close();
  });

  it('says of a wrong file where it is wrong and what would be right', async () => {
    const page = await stage.watching();
    await page.keyboard.press('o');
    const text =
      'apiVersion: paddock/v1\nkind: Scenario\nname: wrong\ntitle: Wrong.\ndesign: designs/article.yaml\nduration: 1h\ntimeline:\n  - { at: 10m, fault: power-los, target: esx-02 }\n';
    await page.locator('input[type=file]').setInputFiles({ name: 'wrong.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
    const errors = await page.locator('.file-errors').innerText();
    expect(errors).toMatch(/wrong\.yaml:8:\d+/);
    expect(errors).toContain('power-los');
    expect(errors).toMatch(/Did you mean power-loss\?/);
    // The browser itself reports the refusal.
    expect(stage.complaints.splice(0).join()).toMatch(/422|^$/);
    await page.close();
  });

  it('runs a file of one’s own', async () => {
    const page = await stage.watching();
    await page.keyboard.press('o');
    const text =
      'apiVersion: paddock/v1\nkind: Scenario\nname: mine\ntitle: Mine.\ndesign: designs/article.yaml\nduration: 1h\ntimeline:\n  - { at: 10m, fault: power-loss, target: esx-03, for: 10m }\n';
    await page.locator('input[type=file]').setInputFiles({ name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
    await page.waitForFunction(() => document.querySelector('.picker-button')?.textContent?.includes('mine') && window.paddock?.timeline.scenario === 'mine');
    expect((await headlines(page))[0]).toBe('✖ esx-03 loses power');
    await page.close();
  });

  it('takes in a design of one’s own, says what is wrong with it, runs a scenario on it, and deletes it', async () => {
    const page = await stage.watching();
    await page.keyboard.press('o');
    const text = readFileSync('scenarios/designs/article.yaml', 'utf8').replace('name: article', 'name: ours');
    const file = (body: string) => ({ name: 'ours.yaml', mimeType: 'text/yaml', buffer: Buffer.from(body) });
    await page.locator('input[type=file]').setInputFiles(file(text.replace('floatingPool:', 'floatingPol:')));
    await page.waitForSelector('.file-errors');
    expect(await page.locator('.file-errors').innerText()).toMatch(/designs\/ours\.yaml:\d+:3[\s\S]*Did you mean floatingPool\?/);
    stage.complaints.splice(0);
    await page.locator('input[type=file]').setInputFiles(file(text));
    await page.waitForFunction(() => /Design ours is here/.test(document.querySelector('.uploaded')?.textContent ?? ''));
    expect(await page.locator('select.design').inputValue()).toBe('ours');
    await page.locator('.picker li button', { hasText: 'edge-failover' }).first().click();
    await page.waitForFunction(() => window.paddock?.timeline.design === 'ours');
    expect(page.url()).toContain('design=ours');
    const other = await stage.watching(new URL(page.url()).hash);
    expect(await other.evaluate(() => window.paddock.timeline.design)).toBe('ours');
    await other.keyboard.press('o');
    await other.locator('select.design').selectOption('ours');
    await other.getByRole('button', { name: 'Delete design ours' }).click();
    await other.waitForFunction(() => document.querySelectorAll('select.design option[value=ours]').length === 0);
    await page.close();
    await other.close();
  });

  it('has a sentence and a way on for a scenario that is not there and a lost connection', async () => {
    const page = await stage.page('#scenario=nothing-like-it');
    await page.waitForSelector('.notice[role=alert]');
    expect(await page.locator('.notice').innerText()).toMatch(/no such scenario[\s\S]*Choose another scenario/i);
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction(() => /connection is lost/.test(document.body.innerText));
    await page.unroute('**/api/v1/**');
    await page.getByRole('button', { name: 'Choose another scenario' }).click();
    await page.locator('.picker li button', { hasText: 'edge-failover' }).click();
    await page.waitForSelector('main.watching');
    stage.complaints.splice(0);
    await page.close();
  });

  it('is watched on while the server is away; what it must be asked waits, with a way on', async () => {
    const page = await stage.watching('#scenario=host-failure&t=620');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.keyboard.press('ArrowRight');
    expect(await headOf(page)).toBeGreaterThan(620);
    await select(page, 'nginx-ingress-2');
    await page.waitForSelector('.why .trouble');
    expect(await page.locator('.why .trouble').innerText()).toMatch(/does not answer/);
    await page.unroute('**/api/v1/**');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.waitForSelector('.chain li.is-root');
    stage.complaints.splice(0);
    await page.close();
  });

  it('is used by keyboard alone', async () => {
    const page = await stage.watching('#scenario=host-failure&t=620');
    await page.locator('.thing[data-id="esx-02"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.chain li.is-root');
    await page.keyboard.press('Escape');
    await page.locator('#tab-story').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#tab-why').getAttribute('aria-selected')).toBe('true');
    expect(await headOf(page)).toBe(620);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog.help[open]');
    expect(await page.locator('dialog.help').innerText()).toContain('play or pause');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog'));
    await page.keyboard.press(']');
    expect(await page.locator('.speed select').inputValue()).toBe('16');
    for (let i = 0; i < 30 && (await headOf(page)) < 643; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(() => document.querySelector('[aria-live=polite]')?.textContent !== '');
    await page.close();
  });

  it('says that a run was stopped at a limit', async () => {
    const small = await Stage.open({ limits: { events: 50 } });
    try {
      const page = await small.page('#scenario=host-failure');
      await page.waitForSelector('.notice[role=alert]');
      expect(await page.locator('.notice').innerText()).toMatch(/stopped at a limit[\s\S]*50 events[\s\S]*Choose another scenario/);
    } finally {
      await small.close();
    }
  });

  it.each(['light', 'dark'] as const)('has nothing serious for axe, %s', async (colorScheme) => {
    const page = await stage.watching('#scenario=host-failure&t=612&sel=path:rancher-ui', { colorScheme });
    await page.waitForSelector('.chain');
    const judge = async () => {
      await page.evaluate(axe);
      return page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
      });
    };
    expect(await judge()).toEqual([]);
    await page.getByRole('tab', { name: /outcome/ }).click();
    expect(await judge()).toEqual([]);
    await page.keyboard.press('o');
    expect(await judge()).toEqual([]);
    await page.close();
  });

  it('comes in one bundle of less than 400 kB compressed', async () => {
    const html = await (await fetch(`${stage.base}/`)).text();
    const files = [...html.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, file]) => file as string);
    expect(files.length).toBe(2);
    let size = gzipSync(html).length;
    for (const file of files) size += gzipSync(Buffer.from(await (await fetch(`${stage.base}/${file}`)).arrayBuffer())).length;
    expect(size).toBeLessThan(400_000);
  });
});
