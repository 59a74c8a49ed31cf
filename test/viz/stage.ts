/** A server with the built page, a browser, and short ways to use the page as a person would. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ServerOptions } from '../../api/server/app.ts';
import type { Session } from '../../viz/play/session.ts';
import { Served } from '../server/served.ts';
import { launch } from './chromium.ts';

declare global {
  interface Window {
    /** The run on the page. */
    paddock: Session;
  }
}

export class Stage {
  /** What the page complained of. */
  readonly complaints: string[] = [];

  private constructor(
    readonly served: Served,
    readonly browser: Browser,
    readonly base: string,
  ) {}

  static async open(options: ServerOptions = {}): Promise<Stage> {
    const served = await Served.start({ data: mkdtempSync(join(tmpdir(), 'paddock-page-')), ...options });
    const base = (await served.listen()).replace('ws', 'http');
    return new Stage(served, await launch(), base);
  }

  /** Opens the page at a link and waits for its run. */
  async page(hash = '', options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on(
      'request',
      (request) => !request.url().startsWith(this.base) && !/^(data|blob):/.test(request.url()) && this.complaints.push(`asks ${request.url()}`),
    );
    await page.goto(`${this.base}/${hash}`);
    return page;
  }

  async watching(hash = '', options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await this.page(hash, options);
    await page.waitForSelector('main.watching');
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.served.close();
  }
}

/** Where the play head stands, in seconds. */
export const headOf = (page: Page): Promise<number> => page.evaluate(() => window.paddock.clock.at);

/** What the cutaway shows, or only what a selector names of it, with numbers rounded and in one order. */
export async function pictureOf(page: Page, selector = 'g[class^=layer]'): Promise<string> {
  await page.waitForTimeout(50);
  const html = await page
    .locator('svg.cutaway')
    .evaluate((svg, selected) => [...svg.querySelectorAll(selected)].map((one) => one.outerHTML).join(''), selector);
  return html.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number)))).replace(/(<(?:g|path|text|rect)\b)/g, '\n$1');
}
