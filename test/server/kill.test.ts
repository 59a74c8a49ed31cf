/** Killed at any moment, Paddock knows afterwards which runs had finished and which had not; told to stop, it stops in order. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Listener } from './listener.ts';
import { longScenario, pause } from './served.ts';
import { Spawned } from './spawned.ts';

let folder: string;
let server: Spawned;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-kill-'));
  server = await Spawned.start(folder);
});
afterEach(async () => {
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const statuses = async () =>
  new Map<string, string>((await server.ask('GET', '/runs?limit=200')).body.runs.map((run: { id: string; status: string }) => [run.id, run.status]));

it.each([100, 700])(
  'killed after %d ms of 12 runs, it lists all: finished ones whole, the others interrupted, to be rerun; what was sent is there',
  async (delay) => {
    const { body: sent } = await server.ask('POST', '/scenarios', { text: longScenario('kept') });
    const text = readFileSync('scenarios/designs/article.yaml', 'utf8');
    expect((await server.ask('PUT', '/designs/mine', { text })).status).toBe(201);
    const started: string[] = [];
    for (let seed = 0; seed < 12; seed++) started.push((await server.ask('POST', '/runs', { scenario: 'host-failure', seed })).body.id);
    await pause(delay);
    const before = await statuses();
    await server.end('SIGKILL');
    server = await Spawned.start(folder);
    const after = await statuses();
    expect((await server.ask('GET', `/scenarios/${sent.id}`)).body).toMatchObject({ name: 'kept', isShipped: false });
    expect((await server.ask('GET', '/designs/mine')).body).toMatchObject({ text, isShipped: false });
    expect([...after.keys()].sort()).toEqual([...started].sort());
    for (const [id, status] of before) if (status === 'finished') expect(after.get(id)).toBe('finished');
    for (const [id, status] of after) {
      expect(['finished', 'interrupted']).toContain(status);
      const { body } = await server.ask('GET', `/runs/${id}`);
      expect('hash' in body).toBe(status === 'finished');
    }
    const interrupted = [...after].find(([, status]) => status === 'interrupted')?.[0];
    const again = interrupted ? await server.ask('POST', `/runs/${interrupted}/rerun`) : undefined;
    if (again) expect(again.status).toBe(202);
    const finished = [...after].find(([, status]) => status === 'finished')?.[0];
    if (finished) expect((await server.ask('GET', `/runs/${finished}/story`)).status).toBe(200);
  },
);

it('told to stop, it tells its readers, marks what is under way, and ends with 0', async () => {
  const { body: scenario } = await server.ask('POST', '/scenarios', { text: longScenario('long') });
  const { body: run } = await server.ask('POST', '/runs', { scenario: scenario.id });
  const listener = await Listener.open(server.sockets, run.id);
  await listener.next('progress');
  const start = performance.now();
  expect(await server.end('SIGTERM')).toBe(0);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect((await listener.closed).code).toBe(1001);
  server = await Spawned.start(folder);
  expect((await server.ask('GET', `/runs/${run.id}`)).body).toMatchObject({ status: 'interrupted' });
});
