/** Reading a run over a real socket: played, stepped, sought, watched as it goes, and spoken to in nonsense. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RecordBody, RunBody } from '../../api/server/protocol.ts';
import { ServerFrame } from '../../api/server/stream-protocol.ts';
import { Listener } from './listener.ts';
import { longScenario, Served, wrongWith } from './served.ts';

let served: Served;
let base: string;
let run: RunBody;
let records: RecordBody[];

beforeAll(async () => {
  served = await Served.start();
  base = await served.listen();
  run = await served.run({ scenario: 'host-failure' });
  records = (await served.get(`/runs/${run.id}/trace?limit=5000`)).body.records;
});
afterAll(() => served.close());

describe('a finished run', () => {
  it('is played to its end, every record in order', async () => {
    const listener = await Listener.open(base, run.id);
    expect(await listener.next('hello')).toMatchObject({ status: 'finished', until: 7200, records: records.length });
    listener.say({ type: 'play', speed: 20_000 });
    expect(await listener.next('end')).toMatchObject({ at: 7200 });
    expect(listener.of('gap')).toEqual([]);
    expect(listener.of('records').flatMap((frame) => frame.records)).toEqual(records);
    for (const frame of listener.frames) expect(wrongWith(ServerFrame, frame)).toBe('');
    listener.close();
  });

  it('is stepped forwards and back by instants, and sought', async () => {
    const listener = await Listener.open(base, run.id);
    await listener.next('clock');
    const times = [...new Set(records.map(({ at }) => at))];
    expect(await listener.after({ type: 'step', by: 1 })).toMatchObject({ at: 0, next: records.filter(({ at }) => at === 0).length });
    expect(await listener.after({ type: 'step', by: 3 })).toMatchObject({ at: times[3] });
    expect(await listener.after({ type: 'step', by: -1 })).toMatchObject({ at: times[2] });
    expect(await listener.after({ type: 'seek', at: 601 })).toMatchObject({ at: 601, next: records.findIndex(({ at }) => at > 601), isPlaying: false });
    const before = times.findLast((at) => at <= 601) as number;
    expect(await listener.after({ type: 'step', by: -1 })).toMatchObject({ at: before });
    expect(await listener.after({ type: 'seek', at: 1e9 })).toMatchObject({ at: 7200, next: records.length });
    expect(await listener.after({ type: 'step', by: -100_000 })).toMatchObject({ at: 0, next: 0 });
    listener.close();
  });

  it('is paused, and each reader has a pace of its own', async () => {
    const [one, other] = await Promise.all([Listener.open(base, run.id), Listener.open(base, run.id)]);
    await Promise.all([one.next('clock'), other.next('clock')]);
    await one.after({ type: 'seek', at: 600 });
    one.say({ type: 'play', speed: 10 });
    other.say({ type: 'play', speed: 30_000 });
    await other.next('end');
    const { at } = await one.after({ type: 'pause' });
    expect(at).toBeGreaterThanOrEqual(600);
    expect(at).toBeLessThan(700);
    expect(await one.after({ type: 'seek', at })).toMatchObject({ at });
    one.close();
    other.close();
  });

  it('at a speed too high for sending everything, what is left out is named', async () => {
    const listener = await Listener.open(base, run.id);
    await listener.next('clock');
    listener.say({ type: 'play', speed: 1_000_000 });
    await listener.next('end');
    expect(listener.covered()).toEqual([{ from: 0, to: records.length }]);
    listener.close();
  });
});

describe('a run under way', () => {
  it('is watched: progress and records as they come, and how it ended', async () => {
    const { body: scenario } = await served.ask('POST', '/scenarios', { text: longScenario('long', '200d') });
    const { body } = await served.ask('POST', '/runs', { scenario: scenario.id });
    const listener = await Listener.open(base, body.id);
    expect(['queued', 'running']).toContain((await listener.next('hello')).status);
    await listener.next('records');
    expect(await listener.next('progress')).toMatchObject({ at: expect.any(Number) });
    listener.say({ type: 'play' });
    expect(await listener.next('error')).toMatchObject({ code: 'not-finished' });
    const hello = await listener.next('hello', 1);
    expect(hello.status).toBe('finished');
    await listener.next('end');
    // Nothing is lost without a word.
    expect(listener.covered()).toEqual([{ from: 0, to: hello.records }]);
    expect(await listener.after({ type: 'seek', at: 0 })).toMatchObject({ at: 0 });
    listener.close();
  });

  it('is cancelled, and its readers are told', async () => {
    const { body: scenario } = await served.ask('POST', '/scenarios', { text: longScenario('longer') });
    const { body } = await served.ask('POST', '/runs', { scenario: scenario.id });
    const listener = await Listener.open(base, body.id);
    await listener.next('progress');
    expect((await served.ask('POST', `/runs/${body.id}/cancel`)).status).toBe(200);
    expect(await listener.next('hello', 1)).toMatchObject({ status: 'cancelled', records: null });
    expect((await served.ended(body.id)).status).toBe('cancelled');
    listener.close();
  });
});

describe('nonsense', () => {
  it.each<[string, string | Buffer, number]>([
    ['no JSON', 'play!', 1007],
    ['an unknown word', '{"type":"fly"}', 1008],
    ['a speed of nothing', '{"type":"play","speed":0}', 1008],
    ['a time that is a text', '{"type":"seek","at":"1"}', 1008],
    ['half a step', '{"type":"step","by":0.5}', 1008],
    ['null', 'null', 1008],
    ['an unknown key', '{"type":"pause","now":true}', 1008],
    ['bytes', Buffer.from([1, 2, 3]), 1003],
    ['a novel', JSON.stringify({ type: 'x'.repeat(10_000) }), 1009],
  ])('%s closes the socket', async (_, message, code) => {
    const listener = await Listener.open(base, run.id);
    listener.socket.send(message);
    expect((await listener.closed).code).toBe(code);
  });

  it('whatever is said, the socket goes on or is closed with a code that says why', async () => {
    const frame = fc.record(
      { type: fc.oneof(fc.constantFrom('play', 'pause', 'step', 'seek'), fc.string()), speed: fc.anything(), by: fc.anything(), at: fc.anything() },
      { requiredKeys: [] },
    );
    const said = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array({ maxLength: 50 }),
      frame.map((one) => JSON.stringify(one, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (messages) => {
        const listener = await Listener.open(base, run.id);
        await listener.next('clock');
        for (const message of messages) listener.socket.send(message);
        listener.socket.close(1000);
        expect([1000, 1003, 1007, 1008, 1009]).toContain((await listener.closed).code);
      }),
      { numRuns: 100 },
    );
  });

  it('a page from elsewhere is turned away, and so is who asks where there is no stream', async () => {
    const refused = (path: string, options: object, status: string) => {
      const socket = new WebSocket(`${base}${path}`, options);
      return expect(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))).rejects.toThrow(status);
    };
    await refused(`/api/v1/runs/${run.id}/stream`, { origin: 'http://evil.example' }, '403');
    await refused('/api/v1/runs/%zz/stream', {}, '400');
    for (const path of ['/api/v1/nothing', '/api/v1/designs']) {
      const socket = new WebSocket(`${base}${path}`).on('error', () => undefined);
      await new Promise((resolve) => socket.on('close', resolve));
    }
  });

  it('a flood closes the socket', async () => {
    const listener = await Listener.open(base, run.id);
    for (let i = 0; i < 1_000; i++) listener.say({ type: 'pause' });
    expect(await listener.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('too fast') });
  });

  it('an unknown run, and a name that is none', async () => {
    expect(await (await Listener.open(base, 'nobody')).closed).toMatchObject({ code: 4404 });
    await expect(Listener.open(base, '..%2f..')).rejects.toThrow('400');
  });

  it('others are served all the while', async () => {
    const listener = await Listener.open(base, run.id);
    expect(await listener.next('hello')).toMatchObject({ status: 'finished' });
    listener.close();
  });
});
