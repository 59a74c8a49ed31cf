/** Wrong questions: each gets a clear 4xx that says what is wrong, and nothing breaks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Served, shortScenario, wrongProblem } from './served.ts';

let served: Served;
let done: string;

beforeAll(async () => {
  served = await Served.start();
  done = (await served.run({ scenario: 'etcd-leader-loss' })).id;
});
afterAll(() => served.close());

const send = (payload: string, type = 'application/json') => served.ask('POST', '/runs', payload, { 'content-type': type });

describe('bodies', () => {
  it.each([
    ['no JSON', '{"scenario": ', 400, 'bad-json'],
    ['no object', '[1, 2]', 400, 'bad-request'],
    ['nothing', '', 400, 'bad-json'],
    ['an unknown key', '{"scenario":"host-failure","sede":1}', 400, 'bad-request'],
    ['a seed that is a text', '{"scenario":"host-failure","seed":"1"}', 400, 'bad-request'],
    ['a seed below zero', '{"scenario":"host-failure","seed":-1}', 400, 'bad-request'],
    ['a seed beyond all numbers', '{"scenario":"host-failure","seed":1e999}', 400, 'bad-request'],
    ['an unknown engine', '{"scenario":"host-failure","engine":"steam"}', 400, 'bad-request'],
    ['an unknown scenario', '{"scenario":"nowhere"}', 404, 'not-found'],
    ['a path for a name', '{"scenario":"../../etc/passwd"}', 400, 'bad-request'],
    ['a prototype', '{"scenario":"host-failure","__proto__":{"seed":1}}', 400, 'bad-json'],
  ])('%s', async (_, body, status, code) => {
    const answer = await send(body);
    expect([answer.status, answer.body?.code, wrongProblem(answer)]).toEqual([status, code, '']);
  });

  it('a huge one, and one of another type', async () => {
    const huge = await send(`{"scenario":"${'x'.repeat(2_000_000)}"}`);
    expect([huge.status, huge.body.code]).toEqual([413, 'too-large']);
    const other = await send('scenario: host-failure', 'text/yaml');
    expect([other.status, other.body.code]).toEqual([415, 'wrong-media-type']);
  });
});

describe('scenarios that are sent', () => {
  const upload = (text: string) => served.ask('POST', '/scenarios', { text, name: 'mine.yaml' });

  it('a typo is answered with file, line, column and what was meant', async () => {
    const answer = await upload(shortScenario('typo').replace('power-loss', 'power-los'));
    expect(answer.status).toBe(422);
    expect(wrongProblem(answer)).toBe('');
    expect(answer.body.errors).toMatchObject([{ file: 'mine.yaml', line: 8, column: 23, found: 'power-los', nearest: 'power-loss' }]);
  });

  it.each([
    ['no YAML', 'a: [1, 2'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((key, i) => `${key}: &${key} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
    ['deep nesting', '['.repeat(20_000)],
    ['no scenario', 'hello'],
    ['a design for a scenario', 'kind: Design'],
    ['a file of the machine for a design', shortScenario('thief').replace('designs/article.yaml', '/etc/passwd')],
    ['a way out of the folder', shortScenario('thief').replace('designs/article.yaml', '../../../../etc/passwd')],
    ['a way out that comes back', shortScenario('thief').replace('designs/article.yaml', 'designs/../../package.json')],
  ])('%s', async (_, text) => {
    const answer = await upload(text);
    expect([answer.status, wrongProblem(answer)]).toEqual([422, '']);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(answer.text).not.toContain('root:');
  });

  it('a shipped one is not deleted', async () => {
    expect((await served.ask('DELETE', '/scenarios/host-failure')).body).toMatchObject({ status: 403, code: 'shipped' });
  });
});

it('changes of the design that are wrong are answered at their places', async () => {
  const answer = await served.ask('POST', '/runs', { scenario: 'host-failure', set: { 'vsphere.ha.enabld': true, 'downstream.atStart': -1 } });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([
    { file: '--set', nearest: 'enabled' },
    { file: '--set', expected: expect.any(String) },
  ]);
});

it.each([
  ['/runs/nobody', 404],
  ['/runs/nobody/timeline', 404],
  ['/runs/nobody/why?at=1&path=rancher-ui', 404],
  ['/runs/..%2f..%2fetc%2fpasswd', 400],
  ['/designs/..%2farticle', 400],
  ['/scenarios/%00', 400],
  ['/scenarios/%zz', 400],
  [`/runs/${'x'.repeat(5_000)}`, 404],
  ['/runs?limit=0', 400],
  ['/runs?limit=1e9', 400],
  ['/runs?cursor=abc', 400],
  ['/nothing', 404],
  ['/runs/DONE/state', 400],
  ['/runs/DONE/state?at=NaN', 400],
  ['/runs/DONE/state?at=-1', 400],
  ['/runs/DONE/state?at=1e300', 400],
  ['/runs/DONE/state?at=99999', 422],
  ['/runs/DONE/state?at=1&at=2', 400],
  ['/runs/DONE/why', 400],
  ['/runs/DONE/why?at=1&path=rancher-ui&actor=esx-01', 400],
  ['/runs/DONE/why?at=1&path=rancher-uy', 404],
  ['/runs/DONE/why?at=1&actor=__proto__', 404],
  ['/runs/DONE/why?record=99999999', 404],
  ['/runs/DONE/why?record=0.5', 400],
  ['/runs/DONE/trace?limit=1000000', 400],
  ['/runs/DONE/stream', 426],
])('GET %s is %d', async (path, status) => {
  const answer = await served.get(path.replace('DONE', done));
  expect([answer.status, wrongProblem(answer)]).toEqual([status, '']);
});

it('files of the machine are not to be had through the page', async () => {
  for (const path of ['/../package.json', '/..%2fpackage.json', '/%2e%2e/package.json', '//etc/passwd', '/assets/../../package.json']) {
    const { statusCode, payload } = await served.app.inject(path);
    expect(statusCode === 200 && payload.includes('dependencies')).toBe(false);
    expect(statusCode).toBeLessThan(500);
  }
});

it('the page, with nothing from elsewhere; where it is not built, a plain sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-page-'));
  const missing = await Served.start({ page: folder });
  expect(await missing.ask('GET', '/../../')).toMatchObject({ status: 404 });
  expect((await missing.app.inject('/')).payload).toContain('The page is not built');
  await missing.close();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Paddock</title>');
  writeFileSync(join(folder, 'assets', 'main-abc.js'), 'console.log(1)');
  const built = await Served.start({ page: folder });
  const page = await built.app.inject('/');
  expect([page.statusCode, page.headers['content-security-policy']]).toEqual([200, expect.stringContaining("default-src 'self'")]);
  expect((await built.app.inject('/assets/main-abc.js')).headers['cache-control']).toContain('immutable');
  await built.close();
  rmSync(folder, { recursive: true });
});

it('a page from elsewhere is turned away', async () => {
  const answer = await served.ask('POST', '/runs', { scenario: 'host-failure' }, { origin: 'http://evil.example' });
  expect([answer.status, answer.body.code]).toEqual([403, 'other-origin']);
});

it('a run that no fault of its scenario bites is failed, and says where', async () => {
  const text = shortScenario('toothless').replace('timeline:', 'timeline:\n  - { at: 5m, fault: power-loss, target: esx-02 }');
  const { body } = await served.ask('POST', '/scenarios', { text });
  const run = await served.run({ scenario: body.id });
  expect(run).toMatchObject({ status: 'failed', problem: { code: 'wrong-input', errors: [{ code: 'no-bite', line: 9 }] } });
  expect((await served.get(`/runs/${run.id}/timeline`)).body).toMatchObject({ status: 409, code: 'not-finished' });
});

describe('rubbish', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom('', '..', '../..', '%00', 'host-failure', 'NaN', '-1', '1e400', '0x10', '__proto__', '\u0000', '🦄'),
  );
  const key = fc.constantFrom('at', 'path', 'actor', 'record', 'from', 'limit', 'cursor', 'x');
  const query = fc.array(fc.tuple(key, text), { maxLength: 4 });
  const path = fc.constantFrom(
    '/designs',
    '/designs/:id',
    '/scenarios',
    '/scenarios/:id',
    '/runs',
    '/runs/:id',
    '/runs/:id/cancel',
    '/runs/:id/rerun',
    '/runs/:id/timeline',
    '/runs/:id/trace',
    '/runs/:id/trace.jsonl',
    '/runs/:id/summary.csv',
    '/runs/:id/state',
    '/runs/:id/why',
    '/runs/:id/story',
    '/runs/:id/properties',
    '/runs/:id/levels',
    '/runs/:id/pools',
    '/runs/:id/stream',
    '/openapi.json',
    '/asyncapi.json',
    '/:id',
  );
  const body = fc.oneof(
    fc.constant(undefined),
    fc.json(),
    fc.string({ maxLength: 200 }),
    fc.record({ text: fc.oneof(text, fc.json(), fc.constant(shortScenario('x'))), name: text }, { requiredKeys: [] }).map((one) => JSON.stringify(one)),
    fc
      .record(
        {
          scenario: text,
          design: text,
          seed: fc.anything(),
          set: fc.dictionary(text, fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null))),
          engine: text,
          reuse: fc.anything(),
        },
        { requiredKeys: [] },
      )
      .map((one) => JSON.stringify(one, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
  );
  const type = fc.constantFrom('application/json', 'application/json', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded', 'x');

  it('at any route is answered with something below 500, and 4xx are problems', async () => {
    const asked = fc.tuple(
      fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const),
      path,
      fc.oneof(text, fc.constant('DONE')),
      query,
      body,
      type,
    );
    await fc.assert(
      fc.asyncProperty(asked, async ([method, route, id, pairs, payload, contentType]) => {
        // What is there stays there for the others.
        if (method === 'DELETE' && id === 'DONE') return;
        const url = route.replace(':id', id === 'DONE' ? done : encodeURIComponent(id));
        const search = new URLSearchParams(pairs).toString();
        const headers = payload === undefined ? {} : { 'content-type': contentType };
        const answer: Answer = await served.ask(
          method,
          search ? `${url}?${search}` : url,
          method === 'GET' ? undefined : payload,
          method === 'GET' ? {} : headers,
        );
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(wrongProblem(answer)).toBe('');
      }),
      { numRuns: 600 },
    );
    expect((await served.get(`/runs/${done}`)).status).toBe(200);
  });
});
