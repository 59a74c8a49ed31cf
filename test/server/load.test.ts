/** Many at once: 50 runs with the API answering meanwhile, 200 readers of one run with one that stalls. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Listener } from './listener.ts';
import { longScenario, pause } from './served.ts';
import { Spawned } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'paddock-load-'));
let server: Spawned;

beforeAll(async () => {
  server = await Spawned.start(folder);
});
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

const say = (what: string) => process.stdout.write(`    ${what}\n`);

it('50 runs started at once all finish, and the API answers meanwhile', async () => {
  const start = performance.now();
  const posted = await Promise.all(Array.from({ length: 50 }, (_, seed) => server.ask('POST', '/runs', { scenario: 'host-failure', seed })));
  expect(posted.map(({ status }) => status)).toEqual(Array(50).fill(202));
  const accepted = performance.now() - start;
  const left = new Set<string>(posted.map(({ body }) => body.id));
  const waits: number[] = [];
  const hashes = new Set<string>();
  while (left.size > 0) {
    for (const path of ['/runs?limit=100', '/scenarios', '/designs/article']) {
      const asked = performance.now();
      expect((await server.ask('GET', path)).status).toBe(200);
      waits.push(performance.now() - asked);
    }
    for (const id of left) {
      const { body } = await server.ask('GET', `/runs/${id}`);
      if (body.status === 'queued' || body.status === 'running') continue;
      expect(body).toMatchObject({ status: 'finished', events: expect.any(Number) });
      hashes.add(body.hash);
      left.delete(id);
    }
  }
  const worst = Math.max(...waits);
  say(
    `50 runs: accepted in ${Math.round(accepted)} ms, finished in ${Math.round(performance.now() - start)} ms; slowest answer meanwhile ${Math.round(worst)} ms`,
  );
  expect(hashes.size).toBe(50);
  expect(worst).toBeLessThan(5_000);
});

it('200 readers play one run, one of them stalls: the others are served, and memory stays bounded', async () => {
  const { body: scenario } = await server.ask('POST', '/scenarios', { text: longScenario('busy', '150d') });
  const { body: run } = await server.ask('POST', '/runs', { scenario: scenario.id });
  const stalled = await Listener.open(server.sockets, run.id);
  const { records: total, until } = await stalled.next('hello', 0, ({ status }) => status === 'finished');
  const before = server.memory;
  const start = performance.now();
  // The one that stalls asks for the whole run, over and over, and reads nothing.
  stalled.socket.pause();
  const shove = setInterval(() => {
    stalled.say({ type: 'seek', at: 0 });
    stalled.say({ type: 'play', speed: 1_000_000 });
  }, 250);
  const readers = await Promise.all(Array.from({ length: 199 }, () => Listener.open(server.sockets, run.id)));
  await Promise.all(readers.map((reader) => reader.next('clock')));
  const from = until - 86_400 * 3;
  for (const reader of readers) {
    reader.say({ type: 'seek', at: from });
    reader.say({ type: 'play', speed: 86_400 });
  }
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, server.memory)), 100);
  await Promise.all(readers.map((reader) => reader.next('end')));
  const took = performance.now() - start;
  clearInterval(shove);
  for (const reader of readers) {
    const { next } = await reader.next('clock', 1, ({ at }) => at === from);
    expect(reader.covered()).toEqual([{ from: next, to: total }]);
  }
  const frames = readers.reduce((sum, reader) => sum + reader.of('records').reduce((n, { records }) => n + records.length, 0), 0);
  // Once it reads again it is told what it missed.
  stalled.socket.resume();
  await stalled.next('gap');
  clearInterval(watch);
  say(
    `200 readers of ${total} records, one stalled: ${frames} records in ${Math.round(took)} ms; memory ${Math.round(before)} MiB before, ${Math.round(most)} MiB at most`,
  );
  expect(most - before).toBeLessThan(400);
  for (const reader of readers) reader.close();
  stalled.close();
  await pause(100);
  expect((await server.ask('GET', `/runs/${run.id}`)).status).toBe(200);
});

it('the timeline of a run with 1,000 sites', async () => {
  const { body: scenario } = await server.ask('POST', '/scenarios', {
    text: longScenario('many', '3h').replace('failures: drawn', 'timeline: [{ at: 10m, fault: power-loss, target: esx-02, for: 45m }]'),
  });
  const { body: run } = await server.ask('POST', '/runs', { scenario: scenario.id });
  while ((await server.ask('GET', `/runs/${run.id}`)).body.status !== 'finished') await pause(50);
  const start = performance.now();
  const first = await fetch(`${server.address}/api/v1/runs/${run.id}/timeline`, { headers: { 'accept-encoding': 'identity' } });
  const text = await first.text();
  const took = performance.now() - start;
  const again = performance.now();
  await (await fetch(`${server.address}/api/v1/runs/${run.id}/timeline`)).text();
  const parsed = performance.now();
  const { actors, instants } = JSON.parse(text);
  say(
    `timeline of 1,000 sites: ${Math.round(text.length / 1_024)} KiB, ${actors.length} actors, ${instants.at.length} instants; first ${Math.round(took)} ms, again ${Math.round(parsed - again)} ms, parsed in ${Math.round(performance.now() - parsed)} ms`,
  );
  expect(actors.length).toBeGreaterThan(5_000);
  const asked = performance.now();
  expect((await server.ask('GET', `/runs/${run.id}/state?at=700`)).body.actors.length).toBeGreaterThan(5_000);
  say(`its state at a time: ${Math.round(performance.now() - asked)} ms`);
});
