/** Designs that are sent: taken in, named by scenarios, run on, replaced and deleted; what ran keeps what it ran on. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as protocol from '../../api/server/protocol.ts';
import { Served, shortScenario, wrongProblem, wrongWith } from './served.ts';

const article = readFileSync('scenarios/designs/article.yaml', 'utf8');
const mine = article.replace('name: article', 'name: mine');
const withoutHa = mine.replace('ha: { enabled: true,', 'ha: { enabled: false,');
const scenarioOn = (design: string) => shortScenario(`on ${design}`).replace('designs/article.yaml', `designs/${design}.yaml`);

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served.close());

const put = (id: string, text: string) => served.ask('PUT', `/designs/${id}`, { text });

describe('a design that is sent', () => {
  it('is taken in, listed, shown, and not taken twice under one name', async () => {
    const sent = await served.ask('POST', '/designs', { text: mine, name: 'mine.yaml' });
    expect([sent.status, wrongWith(protocol.DesignBody, sent.body)]).toEqual([201, '']);
    expect(sent.body).toMatchObject({ id: 'mine', name: 'mine', file: 'designs/mine.yaml', hosts: 4, isShipped: false, text: mine });
    expect((await served.get('/designs/mine')).body).toEqual(sent.body);
    const { body } = await served.get('/designs');
    expect(wrongWith(protocol.DesignList, body)).toBe('');
    expect(body.designs.map(({ id, isShipped }: protocol.DesignEntry) => [id, isShipped])).toEqual(
      expect.arrayContaining([
        ['article', true],
        ['mine', false],
      ]),
    );
    expect((await served.ask('POST', '/designs', { text: mine, name: 'mine' })).status).toBe(201);
    const other = await served.ask('POST', '/designs', { text: withoutHa, name: 'mine' });
    expect([other.status, other.body.code, wrongProblem(other)]).toEqual([409, 'exists', '']);
  });

  it('is named by a scenario and run on; replaced, the next run is on the new one, and the first goes on answering as it was', async () => {
    expect((await put('bench', mine)).status).toBe(201);
    const sent = await served.ask('POST', '/scenarios', { text: scenarioOn('bench') });
    expect(sent.body).toMatchObject({ design: 'bench' });
    const first = await served.run({ scenario: sent.body.id, seed: 7 });
    expect(first).toMatchObject({ status: 'finished', design: 'mine' });
    expect((await put('bench', withoutHa)).status).toBe(200);
    const reuse = await served.ask('POST', '/runs', { scenario: sent.body.id, seed: 7, reuse: true });
    expect(reuse.status).toBe(202);
    const second = await served.ended(reuse.body.id);
    const restarts = async (id: string) => (await served.get(`/runs/${id}/story`)).text.includes('vSphere HA restarts');
    expect([await restarts(first.id), await restarts(second.id)]).toEqual([true, false]);
    const again = await served.ask('POST', `/runs/${first.id}/rerun`);
    expect(await served.ended(again.body.id)).toMatchObject({ hash: first.hash });
    expect((await served.ask('DELETE', '/designs/bench')).status).toBe(204);
    expect((await served.get('/designs/bench')).status).toBe(404);
    expect((await served.get(`/runs/${first.id}/why?at=620&path=rancher-ui`)).status).toBe(200);
    const gone = await served.ask('POST', '/runs', { scenario: sent.body.id });
    expect([gone.status, wrongProblem(gone)]).toEqual([422, '']);
    expect(gone.body.errors).toMatchObject([{ code: 'unknown-name', found: 'designs/bench.yaml', line: 5, column: expect.any(Number) }]);
  });

  it('is run on in the place of the one that a shipped scenario names; so is a shipped one', async () => {
    await put('mine', withoutHa);
    const plain = await served.run({ scenario: 'host-failure', seed: 7 });
    const on = await served.run({ scenario: 'host-failure', design: 'mine', seed: 7 });
    const changed = await served.run({ scenario: 'host-failure', seed: 7, set: { 'vsphere.ha.enabled': false } });
    expect(on).toMatchObject({ status: 'finished', design: 'mine', request: { design: 'mine' }, events: changed.events, verdict: changed.verdict });
    expect(on.hash).not.toBe(plain.hash);
    expect((await served.get(`/runs/${on.id}/timeline`)).body).toMatchObject({ design: 'mine', hash: on.hash });
    const large = await served.run({ scenario: 'host-failure', design: 'article-large', seed: 7 });
    expect(large).toMatchObject({ status: 'finished', design: 'article-large' });
    expect((await served.get(`/runs/${large.id}/story`)).status).toBe(200);
  });

  it('that lacks what a scenario speaks of is answered in the scenario, with what is there', async () => {
    await put('other', mine.replaceAll('esx-02', 'esx-two'));
    const answer = await served.ask('POST', '/runs', { scenario: 'host-failure', design: 'other' });
    expect([answer.status, wrongProblem(answer)]).toEqual([422, '']);
    expect(answer.body.errors[0]).toMatchObject({ found: 'esx-02', line: expect.any(Number), file: expect.stringContaining('host-failure.yaml') });
  });
});

describe('a wrong one', () => {
  it('is answered with line, column and what was meant, and is not kept', async () => {
    const answer = await put('wrong', mine.replace('floatingPool:', 'floatingPol:'));
    expect([answer.status, wrongProblem(answer)]).toEqual([422, '']);
    const line = mine.split('\n').findIndex((one) => one.includes('floatingPool:')) + 1;
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ file: 'designs/wrong.yaml', line, column: 3, nearest: 'floatingPool' }));
    expect((await served.get('/designs/wrong')).status).toBe(404);
  });

  it.each([
    ['no YAML', 'a: [1, 2'],
    ['deep nesting', '['.repeat(20_000)],
    ['a scenario for a design', shortScenario('x')],
    ['an empty document', '---\n'],
    ['a list', '- 1'],
  ])('%s', async (_, text) => {
    const answer = await put('wrong', text);
    expect([answer.status, wrongProblem(answer)]).toEqual([422, '']);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it.each([
    '../../etc/passwd',
    '..',
    '.',
    'a/b.yaml',
    'a\\b',
    '/etc/passwd',
    'C:mine',
    'mine.json',
    'x'.repeat(70),
    '',
    'a b',
    'ä',
    'mine.yaml\u0000',
    '%2e%2e',
  ])('the name %j is refused', async (name) => {
    const answer = await served.ask('POST', '/designs', { text: mine, name });
    expect([answer.status, wrongProblem(answer)]).toEqual([400, '']);
    const address = await served.ask('PUT', `/designs/${encodeURIComponent(name)}`, { text: mine });
    expect(address.status).toBeGreaterThanOrEqual(400);
    expect(address.status).toBeLessThan(500);
  });

  it('a huge one, and one without a text', async () => {
    const huge = await put('huge', `${mine}#${'x'.repeat(300_000)}`);
    expect([huge.status, huge.body.code]).toEqual([400, 'bad-request']);
    const larger = await put('huge', 'x'.repeat(600_000));
    expect([larger.status, larger.body.code]).toEqual([413, 'too-large']);
    expect((await served.ask('PUT', '/designs/x', {})).status).toBe(400);
  });

  it('shipped ones are neither replaced nor deleted, whatever is sent', async () => {
    for (const answer of [await put('article', mine), await served.ask('POST', '/designs', { text: mine, name: 'article.yaml' })])
      expect([answer.status, answer.body.code]).toEqual([403, 'shipped']);
    expect((await served.ask('DELETE', '/designs/article')).body).toMatchObject({ status: 403, code: 'shipped' });
    expect((await served.ask('DELETE', '/designs/nobody')).body).toMatchObject({ status: 404 });
    expect((await served.get('/designs/article')).body.text).toBe(article);
  });

  it('a run on a design that is not there, or by a path', async () => {
    expect((await served.ask('POST', '/runs', { scenario: 'host-failure', design: 'nowhere' })).status).toBe(404);
    expect((await served.ask('POST', '/runs', { scenario: 'host-failure', design: '../../etc/passwd' })).status).toBe(400);
  });

  it('names that mean something to a program are names like others', async () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect((await put(id, mine)).status).toBe(201);
      expect((await served.get(`/designs/${id}`)).body).toMatchObject({ id, name: 'mine' });
      expect((await served.run({ scenario: 'etcd-leader-loss', design: id })).status).toBe('finished');
      expect((await served.ask('DELETE', `/designs/${id}`)).status).toBe(204);
    }
  });
});

it('after a restart the designs and what ran on them are there, also in a folder of an earlier Paddock', async () => {
  const data = mkdtempSync(join(tmpdir(), 'paddock-designs-'));
  const old = new Database(join(data, 'paddock.db'));
  old.exec(`CREATE TABLE run (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, spec TEXT NOT NULL, request TEXT NOT NULL,
    file TEXT NOT NULL, text TEXT, until REAL NOT NULL, createdAt TEXT NOT NULL, startedAt TEXT, endedAt TEXT, verdict TEXT, problem TEXT, result TEXT) STRICT;
    INSERT INTO run (id, status, spec, request, file, until, createdAt)
    VALUES ('earlier', 'running', 'x', '{"scenario":"host-failure","seed":7,"set":{},"engine":"compiled"}', 'host-failure.yaml', 7200, '2026-01-01T00:00:00Z')`);
  old.close();
  const first = await Served.start({ data });
  expect((await first.get('/runs/earlier')).body).toMatchObject({ status: 'interrupted' });
  expect((await first.ask('POST', '/runs/earlier/rerun')).status).toBe(202);
  await first.ask('PUT', '/designs/mine', { text: withoutHa });
  const run = await first.run({ scenario: 'host-failure', design: 'mine' });
  await first.ask('DELETE', '/designs/mine');
  await first.ask('PUT', '/designs/kept', { text: mine });
  await first.close();
  const second = await Served.start({ data });
  expect((await second.get('/designs/kept')).body).toMatchObject({ name: 'mine', isShipped: false });
  expect((await second.get(`/runs/${run.id}/timeline`)).body).toMatchObject({ hash: run.hash });
  await second.close();
  rmSync(data, { recursive: true });
});
