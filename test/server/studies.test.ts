/** Long questions to a design over HTTP: the command line's answers, progress, cancelling, going on, and wrong questions. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudyBody, StudyList } from '../../api/server/study-protocol.ts';
import { folder } from '../api/program.ts';
import { pause, Served, wrongProblem, wrongWith } from './served.ts';

const data = folder();
let served: Served;
beforeAll(async () => {
  served = await Served.start({ data });
});
afterAll(() => served.close());

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Body = any;

async function until(id: string, isRight: (body: Body) => boolean): Promise<Body> {
  for (;;) {
    const { body } = await served.get(`/studies/${id}`);
    if (isRight(body)) return body;
    await pause(50);
  }
}
const isOver = ({ status }: Body) => !['queued', 'running'].includes(status);

async function answered(request: object): Promise<Body> {
  const { status, body } = await served.ask('POST', '/studies', request);
  expect(status, JSON.stringify(body)).toBe(202);
  const study = await until(body.id, isOver);
  expect(wrongWith(StudyBody, study)).toBe('');
  return study;
}

const policyOf = (rule: string) => `apiVersion: paddock/v1\nkind: Policy\nname: ours\nrules: [{ name: one, ${rule} }]\n`;

/** Without how long it took, and on how many workers. */
const lasting = ({ took: _, workers: __, platformYearsPerSecond: ___, file: ____, ...rest }: Body) => rest;
const called = (...call: string[]) => {
  try {
    return JSON.parse(execFileSync('node', ['dist/api/main.js', ...call, '--json'], { encoding: 'utf8' }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
};

describe('a study', () => {
  it.each([
    [{ question: 'capacity', design: 'article', options: { until: '2y' } }, ['capacity', 'article', '--until', '2y']],
    [
      { question: 'capacity', design: 'article', options: { solve: 'edges', services: 100, ports: 12, 'pks-clusters': 2 } },
      ['capacity', 'article', '--solve', 'edges', '--services', '100', '--ports', '12', '--pks-clusters', '2'],
    ],
    [
      { question: 'search', design: 'article', options: { faults: 2, seeds: 1, of: 'crash' } },
      ['search', 'article', '--faults', '2', '--seeds', '1', '--of', 'crash'],
    ],
    [
      { question: 'availability', design: 'article', set: { 'vsphere.ha.enabled': false }, options: { years: 1, replications: 4, sensitivity: false } },
      ['availability', 'article', '--years', '1', '--replications', '4', '--no-sensitivity', '--set', 'vsphere.ha.enabled=false'],
    ],
    [{ question: 'compare', design: 'article', other: 'article', options: { replications: 2 } }, ['compare', 'article', 'article', '--replications', '2']],
    [{ question: 'fix', design: 'article', options: { faults: 1, edits: 1 } }, ['fix', 'article', '--faults', '1', '--edits', '1']],
    [
      { question: 'check', design: 'article', policy: readFileSync('scenarios/policies/production.yaml', 'utf8'), options: { replications: 2 } },
      ['check', 'article', '--policy', 'scenarios/policies/production.yaml', '--replications', '2'],
    ],
  ])(
    '%j answers what the command line answers',
    async (request, call) => {
      const study = await answered(request);
      expect(study.status).toBe('finished');
      expect(lasting(study.result)).toEqual(lasting(called(...call)));
      expect(study.progress).toBe(null);
    },
    120_000,
  );

  it('tells how far it is, is cancelled, and a search asked again goes on; runs are carried out meanwhile', async () => {
    const long = { question: 'search', design: 'article', options: { faults: 2, seeds: 8 } };
    const { body } = await served.ask('POST', '/studies', long);
    const half = await until(body.id, ({ progress }) => progress?.of > 1_000 && progress.done > 50);
    expect(half.status).toBe('running');
    expect(half.progress.left).toBeGreaterThan(0);
    expect((await served.run({ scenario: 'host-failure' })).status).toBe('finished');
    expect((await served.ask('DELETE', `/studies/${body.id}`)).status).toBe(409);
    expect((await served.ask('POST', `/studies/${body.id}/cancel`)).status).toBe(200);
    expect((await until(body.id, isOver)).status).toBe('cancelled');
    // What was found is kept, and the same question goes on from it (test/analysis/search-command.test.ts).
    const [kept = ''] = readdirSync(join(data, 'studies'));
    expect(readFileSync(join(data, 'studies', kept), 'utf8').split('\n').length).toBeGreaterThan(3);
    const again = await served.ask('POST', `/studies/${body.id}/rerun`);
    expect(again.status).toBe(202);
    await until(again.body.id, ({ progress }) => progress !== null);
    await served.ask('POST', `/studies/${again.body.id}/cancel`);
    await until(again.body.id, isOver);
  }, 120_000);

  it('is listed, persists across a restart, and is deleted', async () => {
    const study = await answered({ question: 'capacity', design: 'article' });
    await served.close();
    served = await Served.start({ data });
    expect((await served.get(`/studies/${study.id}`)).body).toEqual(study);
    const list = await served.get('/studies?limit=2');
    expect(wrongWith(StudyList, list.body)).toBe('');
    expect(list.body.studies[0].id).toBe(study.id);
    expect((await served.ask('DELETE', `/studies/${study.id}`)).status).toBe(204);
    expect((await served.get(`/studies/${study.id}`)).status).toBe(404);
  }, 60_000);

  const wrong: [object, object][] = [
    [
      { question: 'search', set: { 'vsphere.ha.enabld': true }, options: { faults: 1 } },
      { code: 'unknown-path', nearest: 'enabled' },
    ],
    [{ question: 'capacity', set: { 'nsx.floatingPool': 'none' } }, { code: 'wrong-format' }],
    [
      { question: 'search', options: { property: 'kube-apii' } },
      { code: 'unknown-name', nearest: 'kube-api' },
    ],
    [
      { question: 'search', options: { of: 'crash,stopp' } },
      { code: 'unknown-name', nearest: 'stop' },
    ],
    [{ question: 'search', options: { faults: 6 } }, { code: 'too-many' }],
    [{ question: 'search', options: { faults: 3, within: '10s' } }, { code: 'too-many' }],
    [
      { question: 'fix', options: { among: 'workerz' } },
      { code: 'unknown-name', nearest: 'workers' },
    ],
    [{ question: 'availability', options: { target: 'rancher=99' } }, { code: 'unknown-name' }],
    [
      { question: 'compare', other: 'article', options: { scenario: 'host-failur' } },
      { code: 'no-file', nearest: 'host-failure' },
    ],
    [
      { question: 'check', policy: policyOf('lasts: pods-ip-blok, for: 1y') },
      { code: 'unknown-name', nearest: 'pods-ip-block' },
    ],
    [{ question: 'check', policy: policyOf('survives: 1, of: outage, among: workers') }, { code: 'nothing-to-fail' }],
  ];
  it.each(wrong)('%j is refused with what is wrong, before any work', async (request, error) => {
    const answer = await served.ask('POST', '/studies', { design: 'article', ...request });
    expect(wrongProblem(answer)).toBe('');
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]).toMatchObject(error);
  });

  it.each([
    [{ question: 'guess', design: 'article' }],
    [{ question: 'search', design: 'nowhere' }],
    [{ question: 'search', design: 'article', options: { faults: 0 } }],
    [{ question: 'search', design: 'article', options: { color: 'red' } }],
    [{ question: 'check', design: 'article' }],
    [{}],
  ])('%j is refused', async (request) => {
    expect(wrongProblem(await served.ask('POST', '/studies', request))).toBe('');
  });
});
