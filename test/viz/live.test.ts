/** A run under way on the page: followed over its WebSocket, not asked for over and over; taken up again when the connection breaks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longScenario } from '../server/served.ts';
import { hasChromium } from './chromium.ts';
import { Stage } from './stage.ts';

describe.skipIf(!hasChromium)('a run under way', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.close());

  const send = async (name: string, duration: string): Promise<string> =>
    (await stage.served.ask('POST', '/scenarios', { text: longScenario(name, duration).replace('downstream.atStart: 1000', 'downstream.atStart: 20') })).body
      .id;

  /** A page that follows a run, with what it asked for and how often it connected. */
  async function following(scenario: string, cut: (connection: number) => boolean) {
    const page = await stage.browser.newPage({ viewport: { width: 1280, height: 800 } });
    const asked: string[] = [];
    let connections = 0;
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.routeWebSocket(/\/stream$/, (socket) => {
      connections++;
      if (cut(connections)) return socket.close({ code: 1011 });
      socket.connectToServer();
    });
    await page.goto(`${stage.base}/#scenario=${scenario}`);
    return { page, asked, connections: () => connections };
  }

  it('is streamed: how far it is and what happens in it; the page asks for the run once, at its end', async () => {
    const { page, asked, connections } = await following(await send('streamed', '200y'), () => false);
    await page.waitForSelector('.ticker li');
    await page.waitForFunction(() => /Simulating…[\s\S]*events/.test((document.querySelector('.notice') as HTMLElement).innerText));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForFunction(() => /run was cancelled/.test(document.body.innerText));
    expect(connections()).toBe(1);
    expect(asked.filter((one) => /^GET .*\/runs\/[\w-]+$/.test(one)).length).toBe(1);
    await page.close();
  });

  it('is taken up again after a broken connection, with a plain sentence meanwhile, and ends on the page as if nothing had been', async () => {
    const { page, connections } = await following(await send('broken', '80y'), (connection) => connection <= 2);
    await page.waitForFunction(() => /connection is lost; trying again/.test(document.body.innerText));
    await page.waitForSelector('main.watching', { timeout: 50_000 });
    expect(connections()).toBeGreaterThanOrEqual(2);
    expect(await page.evaluate(() => window.paddock.timeline.scenario)).toBe('broken');
    await page.close();
  });

  it('that is gone for good is told, with a way on', async () => {
    const { page } = await following(await send('gone', '60y'), () => true);
    await page.route('**/api/v1/runs/*', (route) => route.abort());
    await page.waitForFunction(() => /The connection is lost[\s\S]*no longer answers[\s\S]*Try again/.test(document.body.innerText), undefined, {
      timeout: 40_000,
    });
    await page.close();
    for (const { id } of (await stage.served.get('/runs')).body.runs) await stage.served.ask('POST', `/runs/${id}/cancel`);
  });
});
