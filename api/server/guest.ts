/**
 * Who may ask: programs and the page of this server, under the names it is reached by. A page of another site that had its
 * name point here (DNS rebinding) comes with that name as Host; a page of another site that asks across comes with its Origin.
 */

import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { App } from './app.ts';
import { Problem } from './problem.ts';

/** @param listens the name or address it was told to listen on. */
export function admitGuests(app: App, listens: string | undefined): void {
  const isEverywhere = listens !== undefined && /^(0\.0\.0\.0|::|\[::\]|0:0:0:0:0:0:0:0)$/.test(listens);
  const own = new Set(['localhost', ...(listens === undefined ? [] : [plain(listens)]), ...(isEverywhere ? [hostname().toLowerCase()] : [])]);
  const isKnown = (name: string) => own.has(name) || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name) || (isEverywhere && isIP(name) !== 0);
  app.addHook('onRequest', async ({ headers: { origin, host } }) => {
    if (!isKnown(nameOf(host))) {
      const detail = `this server is not called "${String(host ?? '').slice(0, 100)}"; ask localhost, or the --host that it was started with`;
      throw new Problem({ status: 421, code: 'other-host', detail });
    }
    if (origin !== undefined && !isOwn(origin, host))
      throw new Problem({ status: 403, code: 'other-origin', detail: 'only the page of this server may ask it' });
  });
}

const plain = (name: string): string => name.replace(/^\[|\]$/g, '').toLowerCase();

/** The name in a Host header, without its port; empty for what is none. */
function nameOf(host = ''): string {
  const [, name = ''] = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?$/.exec(host) ?? [];
  return plain(name);
}

function isOwn(origin: string, host: string | undefined): boolean {
  try {
    return new URL(origin).host === new URL(`http://${host}`).host;
  } catch {
    return false;
  }
}
