/** Every route with a right question: its answer has the shape its schema says, and the numbers of the command line. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as protocol from '../../api/server/protocol.ts';
import { Timeline } from '../../api/server/timeline-protocol.ts';
import { longScenario, Served, shortScenario, wrongWith } from './served.ts';

let served: Served;
let run: protocol.RunBody;
const json = (...call: string[]) => JSON.parse(execFileSync('node', ['dist/api/main.js', ...call, '--json'], { encoding: 'utf8' }));

beforeAll(async () => {
  served = await Served.start();
  run = await served.run({ scenario: 'host-failure', seed: 7 });
});
afterAll(() => served.close());

describe('designs and scenarios', () => {
  it('lists the scenarios that are right when a shipped one is wrong, and says what is wrong with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paddock-shelf-'));
    const wrong = join(folder, 'wrong.yaml');
    const text = shortScenario('mended').replace('designs/article.yaml', resolve('scenarios/designs/article.yaml'));
    writeFileSync(wrong, text.replace('power-loss', 'power-los'));
    const files = ['scenarios/host-failure.yaml', wrong];
    const server = await Served.start({ scenarios: () => files });
    const { status, body } = await server.get('/scenarios');
    expect([status, wrongWith(protocol.ScenarioList, body)]).toEqual([200, '']);
    expect(body.scenarios.map(({ id }: protocol.ScenarioEntry) => id)).toEqual(['host-failure']);
    expect(body.wrong).toMatchObject([{ id: 'wrong', errors: [{ code: 'unknown-name', line: 8, found: 'power-los', nearest: 'power-loss' }] }]);
    expect((await server.get('/scenarios/wrong')).status).toBe(422);
    writeFileSync(wrong, text);
    expect((await server.get('/scenarios')).body).toMatchObject({ scenarios: [{ id: 'host-failure' }, { id: 'wrong', name: 'mended' }], wrong: [] });
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('lists and shows the shipped ones', async () => {
    const designs = await served.get('/designs');
    expect(wrongWith(protocol.DesignList, designs.body)).toBe('');
    expect(designs.body.designs.map(({ id }: { id: string }) => id)).toContain('article');
    expect(wrongWith(protocol.DesignBody, (await served.get('/designs/article')).body)).toBe('');
    const scenarios = await served.get('/scenarios');
    expect(wrongWith(protocol.ScenarioList, scenarios.body)).toBe('');
    expect(scenarios.body.scenarios).toContainEqual(
      expect.objectContaining({ id: 'host-failure', design: 'article', seed: 7, duration: 7200, isShipped: true }),
    );
    const one = await served.get('/scenarios/host-failure');
    expect(wrongWith(protocol.ScenarioBody, one.body)).toBe('');
    expect(one.body.text).toBe(readFileSync('scenarios/host-failure.yaml', 'utf8'));
  });

  it('takes one in, runs it, and deletes it; what ran goes on answering', async () => {
    const sent = await served.ask('POST', '/scenarios', { text: shortScenario('sent') });
    expect(sent.status).toBe(201);
    expect(wrongWith(protocol.ScenarioBody, sent.body)).toBe('');
    const again = await served.ask('POST', '/scenarios', { text: shortScenario('sent') });
    expect(again.body.id).toBe(sent.body.id);
    const ran = await served.run({ scenario: sent.body.id, seed: 3 });
    expect(ran).toMatchObject({ status: 'finished', scenario: 'sent', seed: 3 });
    expect((await served.ask('DELETE', `/scenarios/${sent.body.id}`)).status).toBe(204);
    expect((await served.get(`/scenarios/${sent.body.id}`)).status).toBe(404);
    expect((await served.get(`/runs/${ran.id}/story`)).status).toBe(200);
    expect((await served.ask('POST', `/runs/${ran.id}/rerun`)).status).toBe(202);
  });
});

describe('runs', () => {
  it('a finished one has exactly what `paddock run --json` prints', async () => {
    const printed = json('run', 'scenarios/host-failure.yaml', '--seed', '7');
    expect(run).toMatchObject(printed);
    const { id, status, request, progress, createdAt, startedAt, endedAt, problem, ...rest } = run;
    expect(rest).toEqual(printed);
    expect(wrongWith(protocol.RunBody, run)).toBe('');
  });

  it('changes to the design and the engine are those of the command line', async () => {
    const changed = await served.run({ scenario: 'host-failure', set: { 'downstream.atStart': 5, 'vsphere.ha.enabled': false }, engine: 'reference' });
    const { run: printed } = {
      run: json2(['run', 'host-failure', '--set', 'downstream.atStart=5', '--set', 'vsphere.ha.enabled=false', '--engine', 'reference']),
    };
    expect(changed).toMatchObject(printed);
    expect(changed).toMatchObject({ verdict: 'failed', engine: 'reference' });
  });

  it('`reuse` answers with the run of the same request', async () => {
    const same = await served.ask('POST', '/runs', { scenario: 'host-failure', seed: 7, reuse: true });
    expect([same.status, same.body.id]).toEqual([200, run.id]);
    const other = await served.ask('POST', '/runs', { scenario: 'host-failure', seed: 8, reuse: true });
    expect(other.status).toBe(202);
    await served.ended(other.body.id);
  });

  it('are listed page by page, newest first, deleted, and not cancelled when over', async () => {
    const extra = await served.run({ scenario: 'edge-failover' });
    const first = await served.get('/runs?limit=2');
    expect(wrongWith(protocol.RunList, first.body)).toBe('');
    expect(first.body.runs[0]).toMatchObject({ id: extra.id, verdict: 'passed' });
    const second = await served.get(`/runs?limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.runs, ...second.body.runs].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect((await served.ask('POST', `/runs/${extra.id}/cancel`)).status).toBe(409);
    expect((await served.ask('DELETE', `/runs/${extra.id}`)).status).toBe(204);
    expect((await served.get(`/runs/${extra.id}`)).status).toBe(404);
  });
});

describe('runs under way', () => {
  it('say how far they are; one is cancelled while it runs and one while it waits; neither is deleted before', async () => {
    const { body: scenario } = await served.ask('POST', '/scenarios', { text: longScenario('under way') });
    const [running, waiting] = await Promise.all([1, 2].map(async (seed) => (await served.ask('POST', '/runs', { scenario: scenario.id, seed })).body.id));
    let seen = await served.get(`/runs/${running}`);
    while (seen.body.progress.events === 0) seen = await served.get(`/runs/${running}`);
    expect(wrongWith(protocol.RunBody, seen.body)).toBe('');
    expect((await served.get(`/runs/${running}`)).body).toMatchObject({ status: 'running', progress: { until: 63_072_000 } });
    for (const id of [waiting, running]) {
      expect((await served.ask('DELETE', `/runs/${id}`)).body).toMatchObject({ status: 409, code: 'under-way' });
      expect((await served.get(`/runs/${id}/story`)).body).toMatchObject({ status: 409, code: 'not-finished' });
      expect((await served.ask('POST', `/runs/${id}/cancel`)).status).toBe(200);
      expect(await served.ended(id)).toMatchObject({ status: 'cancelled', problem: null });
      expect((await served.ask('DELETE', `/runs/${id}`)).status).toBe(204);
    }
  });
});

describe('questions to a finished run', () => {
  it('the reference interpreter draws the same picture', async () => {
    const reference = await served.run({ scenario: 'host-failure', seed: 7, engine: 'reference' });
    const [one, other] = await Promise.all([run.id, reference.id].map(async (id) => (await served.get(`/runs/${id}/timeline`)).body));
    expect({ ...other, run: run.id }).toEqual(one);
  });

  it('the timeline tells every moment, with the numbers of the run', async () => {
    const { body } = await served.get(`/runs/${run.id}/timeline`);
    expect(wrongWith(Timeline, body)).toBe('');
    const timeline = body as Timeline;
    expect(timeline).toMatchObject({ hash: run.hash, verdict: run.verdict, until: run.until, seed: 7 });
    expect(timeline.levels.map(({ name, availability, meanShare }) => ({ name, availability, meanShare }))).toEqual(
      run.paths?.map(({ name, availability, meanShare }) => ({ name, availability, meanShare })),
    );
    expect(timeline.faults).toMatchObject([{ at: 600, until: 3300, verb: 'power-loss', targets: ['esx-02'] }]);
    const at = (id: string, time: number) => timeline.actors.find((actor) => actor.id === id)?.changes.findLast(([from]) => from <= time);
    expect(at('esx-02', 599)?.[1]).toBe('up');
    expect(at('esx-02', 601)?.[1]).toBe('down');
    const leader = timeline.actors.find(({ id }) => id === 'etcd')?.changes[0]?.[3];
    expect(leader).toMatchObject({ leader: 'etcd-1', term: 1 });
    expect(timeline.pools.map(({ name, changes }) => [name, changes.filter(([, place, owner]) => place >= 0 && owner !== null).length > 0])).toContainEqual([
      'pods-ip-block',
      true,
    ]);
  });

  it('the state at a time is what the timeline says', async () => {
    const { body: timeline } = (await served.get(`/runs/${run.id}/timeline`)) as { body: Timeline };
    for (const at of [0, 600, 601.5, 700, 7200]) {
      const { body } = await served.get(`/runs/${run.id}/state?at=${at}`);
      expect(wrongWith(protocol.StateBody, body)).toBe('');
      const drawn = timeline.actors.flatMap(
        ({ id, changes }) =>
          changes
            .findLast(([from]) => from <= at)
            ?.slice(1, 2)
            .filter(Boolean)
            .map((state) => [id, state]) ?? [],
      );
      expect((body as protocol.StateBody).actors.map(({ id, state }) => [id, state])).toEqual(drawn);
    }
  });

  it('why: the chain of `paddock why`, from a path, an actor or a record', async () => {
    const printed = json2(['why', 'host-failure', '--at', '620s', '--path', 'rancher-ui']);
    const path = await served.get(`/runs/${run.id}/why?at=620&path=rancher-ui`);
    expect(wrongWith(protocol.WhyBody, path.body)).toBe('');
    expect(path.body.chain.map(({ record, kind, ...link }: { record: number; kind: string }) => link)).toEqual(printed.chain);
    expect(path.body.chain.at(-1)).toMatchObject({ kind: 'fault', text: 'esx-02 loses power' });
    const actor = await served.get(`/runs/${run.id}/why?at=601&actor=worker-2`);
    expect(actor.body.chain.at(-1)).toMatchObject({ kind: 'fault' });
    const record = await served.get(`/runs/${run.id}/why?record=${actor.body.record}`);
    expect(record.body.chain).toEqual(actor.body.chain);
    expect((await served.get(`/runs/${run.id}/why?at=1&actor=esx-01`)).body.chain).toEqual([]);
  });

  it.each([
    ['story', protocol.StoryBody],
    ['properties', protocol.PropertiesBody],
    ['levels', protocol.LevelsBody],
    ['pools?at=1000', protocol.PoolsBody],
    ['pools', protocol.PoolsBody],
    ['trace?from=100&limit=50', protocol.TracePage],
  ])('%s has its shape', async (path, schema) => {
    const { status, body } = await served.get(`/runs/${run.id}/${path}`);
    expect([status, wrongWith(schema, body)]).toEqual([200, '']);
  });

  it('the trace in pages is the trace as a file is the trace of the command line', async () => {
    const file = join(tmpdir(), `paddock-${process.pid}.jsonl`);
    json('run', 'scenarios/host-failure.yaml', '--seed', '7', '--trace', file);
    expect((await served.get(`/runs/${run.id}/trace.jsonl`)).text).toBe(readFileSync(file, 'utf8'));
    const pages: protocol.RecordBody[] = [];
    for (let next: number | null = 0; next !== null; ) {
      const { body }: { body: protocol.TracePage } = await served.get(`/runs/${run.id}/trace?from=${next}&limit=100`);
      pages.push(...body.records);
      next = body.next;
    }
    expect(pages.map(({ text, ...record }) => JSON.stringify(record)).join('\n')).toBe(readFileSync(file, 'utf8').trimEnd());
  });

  it('the summary is a table of properties, paths and pools', async () => {
    const { text, headers } = await served.get(`/runs/${run.id}/summary.csv`);
    expect(headers['content-type']).toContain('text/csv');
    expect(text.split('\r\n')[0]).toMatch(/^what,name,/);
    expect(text).toContain(`path,rancher-ui,,,,${run.paths?.[0]?.availability}`);
  });
});

it('is described, and the description can be tried without any other network', async () => {
  const { body } = await served.get('/openapi.json');
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/runs', '/api/v1/runs/{id}/timeline', '/api/v1/scenarios/{id}']));
  const { payload, headers } = await served.app.inject('/api/docs/');
  expect(payload).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
});

/** The command ends with 1 when an expectation fails. */
function json2(call: string[]) {
  try {
    return json(...call);
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}
