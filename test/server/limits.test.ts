/** A run that asks for too much is ended with a reason, and the next one runs as if nothing had been. */
import { afterEach, expect, it } from 'vitest';
import type { Limits } from '../../api/server/job.ts';
import { longScenario, Served, shortScenario } from './served.ts';

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
