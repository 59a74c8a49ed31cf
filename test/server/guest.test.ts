/** Who may ask: names of this machine's own, and the page of this server; nobody whose name only points here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Served, wrongProblem } from './served.ts';

let served: Served;
let port: string;
beforeAll(async () => {
  served = await Served.start();
  port = new URL((await served.listen()).replace('ws', 'http')).port;
});
afterAll(() => served.close());

const as = (host: string, more: Record<string, string> = {}, by = served) => by.ask('GET', '/scenarios', undefined, { host, ...more });

describe('the Host that is asked for', () => {
  it.each(['localhost', 'localhost:8080', 'LOCALHOST:1', '127.0.0.1:8080', '127.8.9.10', '[::1]', '[::1]:8080'])('%s is this machine', async (host) => {
    expect((await as(host)).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.5',
    '[::2]',
    '0.0.0.0',
    'localhost:x',
    'x'.repeat(300),
  ])('%j is not', async (host) => {
    const answer = await as(host);
    expect([answer.status, answer.body.code, wrongProblem(answer)]).toEqual([421, 'other-host', '']);
  });

  it('counts for the page, for what is not there and for the documentation as well', async () => {
    for (const path of ['/', '/nothing', '/api/docs/', '/api/v1/openapi.json'])
      expect((await served.ask('GET', path, undefined, { host: 'evil.example' })).status).toBe(421);
  });

  it('also has the --host that was given, and where that is every address, addresses as such', async () => {
    const named = await Served.start({ host: 'paddock.lan' });
    expect([(await as('paddock.lan:8080', {}, named)).status, (await as('evil.example', {}, named)).status]).toEqual([200, 421]);
    expect((await as('localhost', {}, named)).status).toBe(200);
    await named.close();
    const everywhere = await Served.start({ host: '0.0.0.0' });
    expect([(await as('192.168.1.5:8080', {}, everywhere)).status, (await as('evil.example', {}, everywhere)).status]).toEqual([200, 421]);
    await everywhere.close();
  });
});

describe('the Origin that asks', () => {
  it('is the page of this server, or none', async () => {
    expect((await as('127.0.0.1:8080', { origin: 'http://127.0.0.1:8080' })).status).toBe(200);
    for (const origin of ['http://evil.example', 'http://127.0.0.1:9090', 'http://localhost:8080', 'null', 'x', 'https://127.0.0.1.evil.example:8080'])
      expect((await as('127.0.0.1:8080', { origin })).body).toMatchObject({ status: 403, code: 'other-origin' });
  });

  const open = (options: object) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/runs/nobody/stream`, options);
      socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
      socket.on('close', () => undefined);
    });

  it('counts for the WebSocket, and so does the Host', async () => {
    expect(await open({})).toBe('open');
    expect(await open({ origin: `http://127.0.0.1:${port}` })).toBe('open');
    expect(await open({ origin: 'http://evil.example' })).toContain('403');
    expect(await open({ origin: 'null' })).toContain('403');
    expect(await open({ headers: { host: `evil.example:${port}` }, origin: `http://evil.example:${port}` })).toContain('421');
  });
});
