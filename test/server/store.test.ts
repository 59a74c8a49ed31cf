/** What persists between two lives of the server on one data folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Store } from '../../api/server/store.ts';
import { Served } from './served.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'paddock-store-'));
});
afterEach(() => rmSync(data, { recursive: true }));

it('a finished run is the same after a restart, and its trace is carried out again', async () => {
  const first = await Served.start({ data });
  const run = await first.run({ scenario: 'edge-failover' });
  const timeline = await first.get(`/runs/${run.id}/timeline`);
  await first.close();
  const second = await Served.start({ data });
  expect((await second.get(`/runs/${run.id}`)).body).toEqual(run);
  expect((await second.get(`/runs/${run.id}/timeline`)).text).toBe(timeline.text);
  await second.close();
});

it('a run that comes out differently now is not passed off as what it was', async () => {
  const first = await Served.start({ data });
  const run = await first.run({ scenario: 'edge-failover' });
  await first.close();
  const store = new Store(data);
  const { result } = store.run(run.id) ?? {};
  if (!result) throw new Error('no result');
  store.ended(run.id, 'finished', String(run.endedAt), null, { ...result, hash: '0123456789abcdef' });
  store.close();
  const second = await Served.start({ data });
  expect((await second.get(`/runs/${run.id}`)).body.verdict).toBe(run.verdict);
  expect((await second.get(`/runs/${run.id}/timeline`)).body).toMatchObject({ status: 409, code: 'stale' });
  expect((await second.ask('POST', `/runs/${run.id}/rerun`)).status).toBe(202);
  await second.close();
});

it('two servers do not share a folder', async () => {
  const first = await Served.start({ data });
  await expect(Served.start({ data })).rejects.toThrow('locked');
  await first.close();
});
