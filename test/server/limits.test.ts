/** A run that asks for too much is ended with a reason, and the next one runs as if nothing had been. */
import { afterEach, expect, it } from 'vitest';
import type { Limits } from '../../api/server/job.ts';
import { longScenario, pause, Served, shortScenario } from './served.ts';

let served: Served;
afterEach(() => served.close());

async function endOf(limits: Partial<Limits>, text: string) {
  served = await Served.start({ limits });
  const { status, body } = await served.ask('POST', '/scenarios', { text });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return served.run({ scenario: body.id });
}

it('too many events', async () => {
  const run = await endOf({ events: 10_000 }, longScenario('endless'));
  expect(run).toMatchObject({
    status: 'failed',
    problem: { code: 'limit-reached', detail: expect.stringMatching(/limit of 10,000 events, at [\d.]+ s of the run/) },
  });
});

it('too long', async () => {
  const run = await endOf({ wall: 500 }, longScenario('endless'));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'limit-reached', detail: expect.stringContaining('0.5 s of computing') } });
});

it('too much memory, and the worker is none the worse', async () => {
  const run = await endOf({ memoryMiB: 60 }, longScenario('endless'));
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'limit-reached', detail: expect.stringContaining('60 MiB of memory') } });
  expect(await served.run({ scenario: 'etcd-leader-loss' })).toMatchObject({ status: 'finished' });
});

it('so much in one step that V8 itself ends the worker: the reason is said, and what waits in line goes on', async () => {
  // A heap of 50 MiB, under a limit of memory that is looked at in vain.
  served = await Served.start({ limits: { events: 1e9, memoryMiB: 2_000, spareMiB: -1_950 } });
  const { body } = await served.ask('POST', '/scenarios', { text: longScenario('endless', '60y') });
  const posted = await Promise.all([body.id, 'etcd-leader-loss', 'etcd-leader-loss'].map((scenario, seed) => served.ask('POST', '/runs', { scenario, seed })));
  const runs = await Promise.all(posted.map((answer) => served.ended(answer.body.id)));
  expect(runs.map(({ status }) => status)).toEqual(['failed', 'finished', 'finished']);
  expect(runs[0]?.problem).toMatchObject({ code: 'limit-reached', detail: expect.stringContaining('2000 MiB of memory') });
  expect((await served.get('/scenarios')).status).toBe(200);
});

it('a run that was cancelled with its worker holds up nobody in line', async () => {
  served = await Served.start({ limits: { events: 1e9 } });
  const { body } = await served.ask('POST', '/scenarios', { text: longScenario('endless', '90y') });
  const first = await served.ask('POST', '/runs', { scenario: body.id });
  const next = await served.ask('POST', '/runs', { scenario: 'etcd-leader-loss' });
  await served.ask('POST', `/runs/${first.body.id}/cancel`);
  expect(await served.ended(first.body.id)).toMatchObject({ status: 'cancelled' });
  expect(await served.ended(next.body.id)).toMatchObject({ status: 'finished' });
});

it('workers that are ended while they start take nobody with them', async () => {
  // A worker takes some 150 ms to start; each of these ends it a little later.
  for (let delay = 0; delay < 200; delay += 20) {
    served = await Served.start();
    await served.ask('POST', '/runs', { scenario: 'etcd-leader-loss' });
    await pause(delay);
    await served.close();
  }
  served = await Served.start();
  expect(await served.run({ scenario: 'etcd-leader-loss' })).toMatchObject({ status: 'finished' });
});

it('too much from the start', async () => {
  const text = shortScenario('crowd').replace('designs/article.yaml', 'designs/article-large.yaml\nset: { downstream.atStart: 10000 }');
  const run = await endOf({ memoryMiB: 10 }, text);
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'limit-reached', detail: expect.stringContaining('do not fit into the limit of 10 MiB') } });
  expect((await served.get('/runs')).status).toBe(200);
});

it('a thousand runs at once are more than are taken in', async () => {
  served = await Served.start();
  const { body } = await served.ask('POST', '/scenarios', { text: longScenario('long') });
  const answers = await Promise.all(Array.from({ length: 520 }, (_, seed) => served.ask('POST', '/runs', { scenario: body.id, seed })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 429]));
  expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ code: 'too-busy' });
});
