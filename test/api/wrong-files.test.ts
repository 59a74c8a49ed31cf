/** Wrong files: each mistake gets its code, its place, and the nearest right name; all of a file come at once. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaintJson, WrongInput } from '../../api/complaint.ts';
import { type LoadOptions, loadDesign, loadPlatform, loadScenario } from '../../api/load.ts';
import { article, folder, small, write } from './program.ts';

type Found = ReturnType<typeof complaintJson>;

const home = folder();

/** Everything that is complained of. */
function complaints(file: string, options: LoadOptions = {}): Found[] {
  try {
    loadScenario(file, options);
    return [];
  } catch (error) {
    if (error instanceof WrongInput) return error.complaints.map(complaintJson);
    throw error;
  }
}

/** A text with one part replaced. */
function spoil(text: string, right: string, wrong: string): string {
  if (!text.includes(right)) throw new Error(`the text does not hold ${right}`);
  return text.replace(right, wrong);
}

/** Line and column of the last part of a text that holds `around`, at `at` in it. */
function positionOf(text: string, around: string, at: string) {
  const index = text.indexOf(around) + around.indexOf(at);
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}

interface Mistake {
  /** What is right and stands there, and what is written in its place. */
  right: string;
  wrong: string;
  /** Where in what is written the caret points. */
  at?: string;
  code: string;
  nearest?: string;
  expected?: RegExp;
}

const inScenario: Record<string, Mistake> = {
  'an unknown key': { right: 'seed: 3', wrong: 'seeed: 3', code: 'unknown-key', nearest: 'seed' },
  'an unknown key of a line': { right: 'for: 2m', wrong: 'fro: 2m', code: 'unknown-key', nearest: 'for' },
  'an unknown key of a condition': { right: 'state: down }', wrong: 'sate: down }', at: 'sate', code: 'unknown-key', nearest: 'state' },
  'a missing key': { right: 'title: An etcd follower is killed and nobody notices.\n', wrong: '', at: '', code: 'missing', expected: /^title: / },
  'a duration with words': { right: 'duration: 20m', wrong: 'duration: 90 sec', at: '90 sec', code: 'wrong-format', nearest: '90s', expected: /90s or 1h30m/ },
  'a duration without unit': { right: 'at: 10m', wrong: 'at: 10', at: '10', code: 'wrong-type', nearest: '10s' },
  'a seed below zero': { right: 'seed: 3', wrong: 'seed: -3', at: '-3', code: 'out-of-range', expected: /from 0|at least 0/ },
  'a seed in words': { right: 'seed: 3', wrong: 'seed: three', at: 'three', code: 'wrong-type', expected: /a whole number/ },
  'a choice that is none': { right: 'seed: 3', wrong: 'seed: 3\nfailures: drwan', at: 'drwan', code: 'wrong-value', nearest: 'drawn' },
  'another version': { right: 'paddock/v1', wrong: 'paddock/v2', code: 'wrong-value', expected: /paddock\/v1/ },
  'an unknown fault': { right: 'fault: kill', wrong: 'fault: kil', at: 'kil', code: 'unknown-name', nearest: 'kill' },
  'an unknown target': { right: 'one of etcd followers', wrong: 'one of etcd folowers', code: 'unknown-target', nearest: 'etcd followers' },
  'a fault of another kind': { right: 'one of etcd followers', wrong: 'esx-01', code: 'wrong-target', expected: /power-loss/ },
  'an unknown operation': { right: 'import-cluster', wrong: 'import-clusters', code: 'unknown-name', nearest: 'import-cluster' },
  'a line that does two things': { right: 'say: A follower goes.', wrong: 'say: A follower goes., operation: import-cluster', at: '', code: 'wrong-keys' },
  'a line after the end': { right: 'at: 10m', wrong: 'at: 30m', at: '30m', code: 'too-late' },
  'an unknown path': { right: 'level: rancher-ui', wrong: 'level: rancher-iu', at: 'rancher-iu', code: 'unknown-name', nearest: 'rancher-ui' },
  'an override that leads nowhere': { right: 'downstream.atStart: 2', wrong: 'downstrem.atStart: 2', code: 'unknown-path', nearest: 'downstream' },
  'an override of the wrong type': { right: 'downstream.atStart: 2', wrong: 'downstream.atStart: two', at: 'two', code: 'wrong-type' },
  'an override of an unknown item': { right: 'downstream.atStart: 2', wrong: 'nsx.edges.edge-1.host: esx-02', code: 'unknown-path', nearest: 'edge-01' },
  'an override with an unknown name': {
    right: 'downstream.atStart: 2',
    wrong: 'nsx.edges.edge-01.host: esx-9',
    at: 'esx-9',
    code: 'unknown-name',
    nearest: 'esx-01',
  },
  'a design that is not there': { right: 'design: design.yaml', wrong: 'design: desing.yaml', at: 'desing.yaml', code: 'no-file', nearest: 'design.yaml' },
  'a design that is a scenario': { right: 'design: design.yaml', wrong: 'design: scenario.yaml', code: 'wrong-kind', at: '' },
  'a design that is a folder': { right: 'design: design.yaml', wrong: 'design: .', at: '.', code: 'is-directory' },
  'a duplicate key': { right: 'seed: 3', wrong: 'seed: 3\nseed: 4', at: 'seed: 4', code: 'duplicate-key' },
  'a bracket left open': { right: 'for: 2m }', wrong: 'for: 2m', at: '', code: 'yaml' },
  'a key that is a list': { right: 'seed: 3', wrong: '[a, b]: 3', code: 'yaml', expected: /^$/ },
  'an unknown tag': { right: 'seed: 3', wrong: 'seed: !secret 3', at: '!secret', code: 'yaml' },
  'an alias without anchor': { right: 'seed: 3', wrong: 'seed: *three', at: '*three', code: 'yaml' },
  'a flip without reason': {
    right: 'expect:',
    wrong: 'flip: { set: {}, fails: the page never fails }\nexpect:',
    at: 'flip',
    code: 'missing',
    expected: /^because: /,
  },
  'a workload whose pods would be called like VMs': {
    right: 'timeline:\n',
    wrong: 'timeline:\n  - { at: 10s, operation: create-workload, name: worker }\n',
    at: 'worker }',
    code: 'duplicate-name',
  },
  'a PKS cluster called like a pod of a workload to come': {
    right: 'timeline:\n',
    wrong: 'timeline:\n  - { at: 10s, operation: create-pks-cluster, cluster: web-7 }\n  - { at: 20s, operation: create-workload, name: web }\n',
    at: 'web-7 }',
    code: 'duplicate-name',
  },
  'a PKS cluster called like an imported one': {
    right: 'timeline:\n',
    wrong: 'timeline:\n  - { at: 10s, operation: create-pks-cluster, cluster: c-00001 }\n',
    at: 'c-00001 }',
    code: 'duplicate-name',
  },
  'a flip of nothing expected': {
    right: 'expect:',
    wrong: 'flip: { set: { vsphere.ha.enabled: false }, fails: the page never fail, because: why }\nexpect:',
    at: 'the page never fail',
    code: 'unknown-name',
    nearest: 'the page never fails',
  },
  'a flip that leads nowhere': {
    right: 'expect:',
    wrong: 'flip: { set: { vsphere.ha.enabld: false }, fails: the page never fails, because: why }\nexpect:',
    at: 'vsphere.ha.enabld',
    code: 'unknown-path',
    nearest: 'enabled',
  },
};

const inDesign: Record<string, Mistake> = {
  'an unknown key': { right: 'drs:\n', wrong: 'dsr:\n', at: 'dsr', code: 'unknown-key', nearest: 'drs' },
  'four masters': { right: 'masters: 3', wrong: 'masters: 4', at: '4', code: 'wrong-value', expected: /1, 3, 5/ },
  'more workers than the plan allows': {
    right: 'workers: 3, allowPrivileged: true',
    wrong: 'workers: 3, maxWorkers: 2, allowPrivileged: true',
    at: '3, max',
    code: 'too-many',
    expected: /at most 2/,
  },
  'a zone with an unknown host': {
    right: 'pks:\n',
    wrong: 'pks:\n  availabilityZones: [{ name: AZ1, hosts: [esx-1] }]\n',
    at: 'esx-1]',
    code: 'unknown-name',
    nearest: 'esx-01',
  },
  'a VM outside its zone': {
    right: 'pks:\n',
    wrong: 'pks:\n  availabilityZones: [{ name: AZ1, hosts: [esx-01, esx-03] }, { name: AZ2, hosts: [esx-04] }]\n',
    at: '',
    code: 'out-of-zone',
    expected: /esx-04/,
  },
  'no privileged mode under a Rancher that is there': {
    right: 'allowPrivileged: true',
    wrong: 'allowPrivileged: false',
    at: 'false',
    code: 'not-privileged',
    expected: /installed: cluster/,
  },
  'memory in another unit': {
    right: 'name: esx-01, cpu: 32, memory: 256Gi',
    wrong: 'name: esx-01, cpu: 32, memory: 256 GB',
    at: '256 GB',
    code: 'wrong-format',
    nearest: '256Gi',
  },
  'a missing key of an item': { right: '{ name: esx-01, cpu: 32,', wrong: '{ name: esx-01,', at: '{ name', code: 'missing', expected: /^cpu: / },
  'an unknown host': { right: 'size: large, host: esx-01', wrong: 'size: large, host: esx-10', at: 'esx-10', code: 'unknown-name', nearest: 'esx-01' },
  'an unknown plan': { right: 'plan: rancher,', wrong: 'plan: ranchr,', at: 'ranchr', code: 'unknown-name', nearest: 'rancher' },
  'a host that is there already': { right: 'name: esx-02', wrong: 'name: "esx-01"', at: '"esx-01"', code: 'duplicate-name' },
  'an edge called like a host': { right: 'name: edge-02, size', wrong: 'name: esx-03, size', at: 'esx-03', code: 'duplicate-name' },
  'a host called like a VM': { right: 'name: esx-02', wrong: 'name: master-0', at: 'master-0', code: 'duplicate-name' },
  'a cluster called like Rancher': { right: 'name: czpksrancher05, host', wrong: 'name: rancher, host', at: 'rancher', code: 'duplicate-name' },
  'a host name that JavaScript knows': { right: 'hostname: czrancherblog.sovsystems.com', wrong: 'hostname: toString', code: 'no-record', at: '' },
  'a block with host bits': { right: 'nodes: 10.50.8.0/21', wrong: 'nodes: 10.50.8.1/21', at: '10.50.8.1/21', code: 'wrong-format', nearest: '10.50.8.0/21' },
  'a block that is none': { right: 'nodes: 10.50.8.0/21', wrong: 'nodes: 10.50.8.0/33', at: '10.50.8.0/33', code: 'wrong-format' },
  'ranges that overlap': { right: 'nodes: 10.50.8.0/21', wrong: 'nodes: 10.50.0.0/21', code: 'overlap', at: '' },
  'a range that runs backwards': {
    right: '10.50.0.64-10.50.0.254 # chosen',
    wrong: '10.50.0.254-10.50.0.64 # chosen',
    code: 'wrong-format',
    nearest: '10.50.0.64-10.50.0.254',
  },
  'an address outside its range': {
    right: 'czrancherblog.sovsystems.com: 10.50.0.79',
    wrong: 'czrancherblog.sovsystems.com: 10.50.1.79',
    at: '10.50.1.79',
    code: 'outside',
  },
  'an address that is none': { right: 'address: 10.10.30.14', wrong: 'address: 10.10.30.256', at: '10.10.30.256', code: 'wrong-format' },
  'yes for true': { right: 'privateCA: true', wrong: 'privateCA: yes', at: 'yes', code: 'wrong-type', nearest: 'true' },
  'a date without time': {
    right: 'start: 2019-09-08T18:00:00Z',
    wrong: 'start: 2019-09-08',
    at: '2019-09-08',
    code: 'wrong-format',
    nearest: '2019-09-08T00:00:00Z',
  },
  'an unknown parameter': {
    right: 'bosh: {',
    wrong: 'parameters: { vsphere.ha.secondaryLots: 20s }\nbosh: {',
    at: 'vsphere.ha.secondaryLots',
    code: 'unknown-parameter',
    nearest: 'vsphere.ha.secondaryLost',
  },
  'a parameter in the wrong unit': { right: 'bosh: {', wrong: 'parameters: { vsphere.ha.secondaryLost: 20 }\nbosh: {', at: '20 }', code: 'bad-parameter' },
};

describe('one mistake in', () => {
  it.each(Object.entries(inScenario))('the scenario: %s', (_, { right, wrong, at = wrong, code, nearest, expected }) => {
    const text = spoil(small, right, wrong);
    const found = complaints(write(home, text));
    expect(found[0]).toMatchObject({ code, nearest: nearest ?? (found[0]?.nearest || null) });
    if (at !== '') expect(found[0]).toMatchObject({ file: join(home, 'scenario.yaml'), ...positionOf(text, wrong, at) });
    if (expected) expect(found[0]?.expected ?? '').toMatch(expected);
    if (code !== 'yaml') expect(found).toHaveLength(1);
  });

  it.each(Object.entries(inDesign))('the design: %s', (_, { right, wrong, at = wrong, code, nearest, expected }) => {
    const text = spoil(article, right, wrong);
    const found = complaints(write(home, small, text)).filter((one) => one.code === code);
    expect(found[0]).toMatchObject({ file: join(home, 'design.yaml'), nearest: nearest ?? (found[0]?.nearest || null) });
    if (at !== '') expect(found[0]).toMatchObject(positionOf(text, wrong, at));
    if (expected) expect(found[0]?.expected).toMatch(expected);
  });
});

// A study counts what follows from a platform that runs; one that is still to be installed would fail at once, for that reason alone.
it.each(['nothing', 'cluster'])('a study is refused where the design begins with %s', (installed) => {
  const file = 'scenarios/designs/article.yaml';
  const ask = () => loadPlatform(file, { set: [`installed=${installed}`] });
  expect(ask).toThrow(WrongInput);
  expect(ask).toThrow(/a study asks about a platform that is there/);
  expect(loadPlatform(file)).toEqual(loadDesign(file));
});

describe('a file', () => {
  const cases: [string, () => string, Partial<Found>][] = [
    ['that is not there', () => join(home, 'scenari.yaml'), { code: 'no-file', line: null, nearest: join(home, 'scenario.yaml') }],
    ['that is a folder', () => home, { code: 'is-directory', line: null }],
    ['below a file', () => join(write(home, small), 'x.yaml'), { code: 'no-file' }],
    ['that is empty', () => write(home, ''), { code: 'empty', line: 1, column: 1 }],
    ['that is one word', () => write(home, 'scenario\n'), { code: 'wrong-type', line: 1, column: 1 }],
    ['that is not UTF-8', () => write(home, Buffer.from('kind: Scenario\ntitle: \xe9\n', 'latin1')), { code: 'not-utf8', line: 2, column: 8 }],
    ['that is huge', () => write(home, `title: ${'x'.repeat(5_000_000)}`), { code: 'too-large', line: null }],
    ['that is nested without end', () => write(home, `title: ${'['.repeat(20_000)}`), { code: 'yaml' }],
    ['that grows when it is read', () => write(home, bomb), { code: 'yaml' }],
    ['that refers to itself', () => write(home, 'title: &a [*a]\n'), { code: 'yaml' }],
    ['that has two documents', () => write(home, `${small}---\n${small}`), { code: 'yaml', line: 23 }],
    ['that is a design', () => join(home, 'design.yaml'), { code: 'wrong-kind' }],
  ];

  it.each(cases)('%s', (_, make, expected) => {
    const file = make();
    expect(complaints(file)[0]).toMatchObject({ file, ...expected });
  });

  it('with Windows line ends and a byte order mark is read like any other', () => {
    expect(complaints(write(home, `\ufeff${small.replaceAll('\n', '\r\n')}`))).toEqual([]);
    const found = complaints(write(home, small.replace('seed:', 'seeed:').replaceAll('\n', '\r\n')));
    expect(found).toMatchObject([{ line: 8, column: 1, nearest: 'seed' }]);
  });

  it('may be named from a folder beside the design', () => {
    mkdirSync(join(home, 'below'), { recursive: true });
    write(home, small);
    writeFileSync(join(home, 'below', 'scenario.yaml'), small.replace('design.yaml', '../design.yaml'));
    expect(complaints(join(home, 'below', 'scenario.yaml'))).toEqual([]);
  });
});

/** Nine lists, each nine times the one before: 387 million items. */
const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`).join('\n')}\n`;

it('all mistakes come at once, in both files, in reading order', () => {
  const scenario = ['seed: 3 -> seeed: 3', 'fault: kill -> fault: kil', 'for: 2m -> fro: 2m', 'at: 10m -> at: 10', 'level: rancher-ui -> level: rancher-iu'];
  const design = ['masters: 3 -> masters: 4', 'host: esx-04 -> host: esx-09', 'memory: 256Gi -> memory: much'];
  const change = (text: string, changes: string[]) => changes.reduce((so, one) => spoil(so, ...(one.split(' -> ') as [string, string])), text);
  const found = complaints(write(home, change(small, scenario)));
  expect(found.map(({ line, nearest }) => [line, nearest])).toEqual([
    [8, 'seed'],
    [12, 'kill'],
    [12, 'for'],
    [13, '10s'],
    [21, 'rancher-ui'],
  ]);
  const both = complaints(write(home, change(small, scenario.slice(0, 1)), change(article, design)));
  expect(both.map(({ file, code }) => `${file.endsWith('design.yaml') ? 'design' : 'scenario'} ${code}`)).toEqual([
    'design wrong-format',
    'design unknown-name',
    'design wrong-value',
    'scenario unknown-key',
  ]);
});

describe('--set', () => {
  const set = (...changes: string[]) => complaints(write(home, small), { set: changes });

  it('changes what it names: by key, by an item’s name or index, by a name with dots, and what is not there yet', () => {
    const file = write(home, small);
    const changes = ['vsphere.ha.enabled=false', 'nsx.edges.edge-01.host=esx-02', 'vsphere.hosts.1.cpu=64', 'parameters.vsphere.ha.secondaryLost=20s'];
    const { design } = loadScenario(file, { set: [...changes, 'nsx.floatingPool.takenByOthers=7', 'reliability.host={ mtbf: 1y, mttr: 2h }'] });
    expect(design).toMatchObject({
      vsphere: { ha: { enabled: false }, hosts: [{}, { cpu: 64 }, {}, {}] },
      nsx: { edges: [{ host: 'esx-02' }, {}], floatingPool: { range: '10.50.0.64-10.50.0.254', takenByOthers: 7 } },
      parameters: { 'vsphere.ha.secondaryLost': '20s' },
      reliability: { host: { mtbf: '1y' } },
      downstream: { atStart: 2 },
    });
  });

  it.each([
    ['vsphere.ha.enbled=false', { code: 'unknown-path', column: 1, nearest: 'enabled' }],
    ['rancher.replicas=many', { code: 'wrong-type', column: 18 }],
    ['rancher.replicas.x=1', { code: 'unknown-path', column: 1 }],
    ['vsphere.ha={ enabled: true, x: 1 }', { code: 'unknown-key', column: 29 }],
    ['nsx.edges.edge-01.host=esx-1', { code: 'unknown-name', column: 24, nearest: 'esx-01' }],
    ['vsphere.hosts=[', { code: 'yaml' }],
    ['vsphere.ha.enabled', { code: 'bad-option' }],
    ['=3', { code: 'bad-option' }],
    ['__proto__.x=3', { code: 'unknown-path' }],
    ['parameters.__proto__=3', { code: 'unknown-path' }],
  ])('%s', (change, expected) => {
    expect(set(change)[0]).toMatchObject({ file: '--set', line: 1, ...expected });
  });

  it('complains of each', () => {
    expect(set('x=1', 'y', 'rancher.replicas=x').map(({ line, code }) => [line, code])).toEqual([
      [1, 'unknown-path'],
      [2, 'bad-option'],
      [3, 'wrong-type'],
    ]);
  });
});
