/** The program from outside: exit codes, what goes where, the promised keys of `--json`, and calls that are wrong. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../api/load.ts';
import { shippedScenarios } from '../../api/package.ts';
import { compileScenario } from '../../models/index.ts';
import { simulate } from '../../sim/index.ts';
import { type Ended, folder, inProcess, json, paddock, small, write } from './program.ts';

const home = folder();
let right: string;
beforeAll(() => {
  right = write(home, small);
});

/** A copy of the right scenario whose expectation fails. */
function failing(): string {
  const file = join(home, 'failing.yaml');
  writeFileSync(file, small.replace('{ actor: etcd, state: led }', '{ count: { kind: etcd-member, state: up }, exactly: 3 }'));
  return file;
}

describe('paddock run', () => {
  it('tells the story, ends with the verdict, and exits with 0 when all holds', () => {
    const { code, stdout, stderr } = paddock(['run', right]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^small · design article · seed 3 · 20 m simulated in .+ · [0-9a-f]{4}…[0-9a-f]{2}\n/);
    expect(stdout).toMatch(/^ {2}05:00\.000 {2}✖ etcd-\d is killed +fault, lasts 2 m$/m);
    expect(stdout).toMatch(/^ {2}07:00\.\d{3} {2}✔ etcd on master-\d is back +3 of 3 members$/m);
    expect(stdout).toMatch(/^rancher-ui +100\.00 % +no outage$/m);
    expect(stdout).not.toMatch(/ $/m);
    expect(stdout).toMatch(/^✔ always +etcd keeps its leader$/m);
    expect(stdout).toMatch(/\npassed\n$/);
  });

  it('exits with 1 when an expectation fails, and prints its chain from the effect down to the fault', () => {
    const { code, stdout, stderr } = inProcess(['run', failing()]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [head, ...chain] = stdout.slice(stdout.indexOf('✖ always')).split('\n');
    expect(head).toContain('at 05:00.000');
    expect(chain[0]).toMatch(/^ {4}05:00\.000 {2}etcd on master-\d is killed$|^ {4}05:00\.000 {2}etcd-\d is killed \(fault\)$/);
    expect(stdout).toMatch(/← etcd-\d is killed \(fault\)\n/);
    expect(stdout).toMatch(/\nfailed: 1 of 3 expectations\n$/);
  });

  it('exits with 2 and runs nothing when the file is wrong', () => {
    const file = join(home, 'wrong.yaml');
    writeFileSync(file, small.replace('seed: 3', 'seeed: 3').replace('duration: 20m', 'duration: 90 sec'));
    const { code, stdout, stderr } = inProcess(['run', 'wrong.yaml'], { cwd: home });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      [
        'wrong.yaml:8:1: error: unknown key "seeed"',
        '  8 | seeed: 3',
        '    | ^^^^^',
        '  right: one of apiVersion, kind, name, system, title, source, design, set, seed, duration, failures, arrivals, timeline, expect, flip',
        '  did you mean seed?',
        '',
        'wrong.yaml:9:11: error: "90 sec" is no duration',
        '  9 | duration: 90 sec',
        '    |           ^^^^^^',
        '  right: a duration, as 90s or 1h30m',
        '  did you mean 90s?',
        '',
        '2 errors',
        '',
      ].join('\n'),
    );
  });

  it('calls a fault that bites nothing an error, at its line', () => {
    const file = join(home, 'toothless.yaml');
    writeFileSync(
      file,
      small.replace('operation: import-cluster', 'fault: power-loss\n    target: esx-02\n  - { at: 11m, fault: power-loss, target: esx-02 }'),
    );
    const { code, stdout } = paddock(['run', file, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).errors).toMatchObject([{ code: 'no-bite', file, line: 16, column: 23 }]);
  });

  it('gives the promised keys under --json, and nothing else on stdout', () => {
    const report = json(paddock(['run', failing(), '--json']));
    expect(report).toMatchObject({ scenario: 'small', design: 'article', seed: 3, engine: 'compiled', until: 1_200, verdict: 'failed' });
    expect(report.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(report.events).toBeGreaterThan(10);
    expect(report.properties.map(({ name, kind, verdict, at }: Record<string, unknown>) => ({ name, kind, verdict, at }))).toEqual([
      { name: 'etcd keeps its leader', kind: 'always', verdict: 'failed', at: 300 },
      { name: 'a member was down', kind: 'sometimes', verdict: 'passed', at: 300 },
      { name: 'the page never fails', kind: 'level', verdict: 'passed', at: null },
    ]);
    expect(report.properties[0].chain.at(-1)).toMatchObject({ at: 300, event: 'kill' });
    expect(report.paths.map(({ name }: { name: string }) => name)).toEqual(['rancher-ui', 'kube-api', 'agent-tunnel']);
    expect(report.paths[0]).toEqual({ name: 'rancher-ui', availability: 1, meanShare: 1, outages: [] });
    expect(report.pools).toContainEqual({ name: 'floating-ip-pool', capacity: 191, taken: 22, exhaustedAt: null });
  });

  it('gives outages and exhaustion in seconds', () => {
    const edge = json(paddock(['run', 'edge-failover', '--json']));
    const [outage] = edge.paths[0].outages;
    expect(outage).toMatchObject({ from: 600, share: 0, reason: expect.stringContaining('Tier-0') });
    expect(outage.to).toBeCloseTo(603.25, 0);
    const pool = json(paddock(['run', 'floating-pool-exhaustion', '--json'])).pools.find(({ name }: { name: string }) => name === 'floating-ip-pool');
    expect(pool).toMatchObject({ capacity: 191, taken: 191, exhaustedAt: expect.any(Number) });
  });

  it('gives one hash on a second run and from either engine, and another under another seed', () => {
    const hash = (...call: string[]) => json(paddock(['run', right, '--json', ...call])).hash;
    expect(hash()).toBe(hash());
    expect(hash('--engine', 'reference')).toBe(hash('--engine', 'compiled'));
    expect(hash('--seed', '4')).not.toBe(hash());
    expect(hash('--set', 'downstream.atStart=3')).not.toBe(hash());
  });

  it('gives the hash of an undivided run, though it stops for progress on the way', () => {
    for (const file of shippedScenarios()) {
      const { scenario, design } = loadScenario(file);
      expect(json(paddock(['run', file, '--json'])).hash).toBe(simulate(compileScenario(scenario, design)).hash);
    }
  });

  it('finds a shipped scenario by its name from anywhere', () => {
    expect(inProcess(['run', 'etcd-leader-loss'], { cwd: home }).code).toBe(0);
  });

  it('uses no colour in a pipe unless asked, and none under NO_COLOR', () => {
    expect(inProcess(['run', right]).stdout).not.toContain('\x1b');
    expect(inProcess(['run', right], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b');
    expect(inProcess(['run', right], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\x1b');
  });

  it('keeps to the width of a terminal', () => {
    for (const columns of [50, 80, 120]) {
      const { stdout } = paddock(['run', 'host-failure'], columns);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
      const widths = stdout.split('\n').map((line) => line.replace(/\x1b\[\d+m/g, '').length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    }
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${resolve('dist/api/main.js')}" list --coverage | head -n 1`]);
    let noise = '';
    child.stderr.on('data', (data) => (noise += data));
    await new Promise((done) => child.on('close', done));
    expect(noise).toBe('');
  });
});

describe('--trace', () => {
  it('writes every record as a line of JSON, with times in seconds and causes that point back', () => {
    const file = join(home, 'trace.jsonl');
    expect(paddock(['run', right, '--trace', file]).code).toBe(0);
    const records = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records[0]).toEqual({ index: 0, at: 0, kind: 'start', actor: 'start', event: 'start', from: '', to: '', cause: -1 });
    expect(records.find(({ kind }) => kind === 'fault')).toMatchObject({ at: 300, event: 'kill' });
    expect(records.every(({ cause, index }, i) => index === i && cause < index)).toBe(true);
  });

  it('replaces a file as a whole, follows a link, and writes to a device as it is', () => {
    const file = join(home, 'old.jsonl');
    writeFileSync(file, 'old');
    symlinkSync(file, join(home, 'link.jsonl'));
    expect(paddock(['run', right, '--trace', join(home, 'link.jsonl')]).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"index":0/);
    expect(paddock(['run', right, '--trace', '/dev/null']).code).toBe(0);
  });

  it('is an error when it cannot be written, and leaves nothing behind', () => {
    mkdirSync(join(home, 'out'));
    for (const file of [join(home, 'nowhere', 'trace.jsonl'), join(home, 'out'), '/dev/full']) {
      const { code, stdout, stderr } = paddock(['run', right, '--trace', file]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('error: the trace cannot be written: ');
    }
    expect(readdirSync(join(home, 'out'))).toEqual([]);
  });

  it('is not begun when the scenario is wrong', () => {
    const file = join(home, 'never.jsonl');
    expect(paddock(['run', 'nothing.yaml', '--trace', file]).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });
});

describe('paddock why', () => {
  it('gives the chain from the path to the fault, effect first', () => {
    const report = json(paddock(['why', 'host-failure', '--at', '10m0.5s', '--path', 'kube-api', '--json']));
    expect(report).toMatchObject({ scenario: 'host-failure', path: 'kube-api', at: 600.5, share: 0, since: 600 });
    expect(Object.keys(report.chain[0])).toEqual(['at', 'actor', 'event', 'from', 'to', 'text']);
    expect(report.chain[0]).toMatchObject({ actor: 'kube-api', text: expect.stringContaining('etcd has no leader') });
    expect(report.chain.at(-1)).toMatchObject({ at: 600, actor: 'esx-02', event: 'power-loss', text: 'esx-02 loses power' });
  });

  it('takes a moment as the story prints it, and says it in sentences', () => {
    const { code, stdout } = paddock(['why', 'host-failure', '--at', '10:00.500', '--path', 'kube-api']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^kube-api at 10:00\.500: every request fails: etcd has no leader/);
    expect(stdout).toMatch(/← esx-02 loses power \(fault\)\n$/);
  });

  it('says so when nothing has happened to the path', () => {
    const { code, stdout } = paddock(['why', 'host-failure', '--at', '1m', '--path', 'rancher-ui']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'rancher-ui at 01:00.000: every request succeeds, since the start\nnothing has changed it\n' });
  });
});

describe('the other commands', () => {
  it('list names every shipped scenario with its system and title', () => {
    const shipped = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
    const { scenarios } = json(paddock(['list', '--json']));
    expect(scenarios.map(({ file }: { file: string }) => file)).toEqual(shipped.map((name) => join('scenarios', name)));
    expect(scenarios[0]).toEqual({ file: expect.any(String), name: expect.any(String), system: expect.any(String), title: expect.any(String) });
    const { stdout } = paddock(['list']);
    for (const name of shipped) expect(stdout).toContain(`scenarios/${name}  `);
  });

  it('list --coverage says which transition fires in which scenario, and which never does', () => {
    const report = json(paddock(['list', '--coverage', '--json']));
    const host = report.machines.find(({ machine }: { machine: string }) => machine === 'host');
    const lost = host.transitions.find(({ event, state }: { event: string; state: string }) => event === 'powerLost' && state === 'up');
    expect(lost).toMatchObject({ target: 'down', guard: null, scenarios: expect.arrayContaining(['host-failure']) });
    const never = report.machines.flatMap(({ transitions }: { transitions: { scenarios: string[] }[] }) =>
      transitions.filter(({ scenarios }) => scenarios.length === 0),
    );
    expect(never).toHaveLength(report.never);
    expect(report.never).toBeLessThan(report.transitions);
    expect(paddock(['list', '--coverage']).stdout).toMatch(/\d+ of \d+ transitions fire\n$/);
  });

  it.each(['design', 'scenario'])('schema prints the JSON Schema of a %s', (kind) => {
    const schema = json(paddock(['schema', kind]));
    expect(schema).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object', additionalProperties: false });
    expect(schema.properties.apiVersion).toMatchObject({ const: 'paddock/v1' });
  });

  it('parameters gives every default with unit, value and source or assumption', () => {
    const { parameters } = json(paddock(['parameters', '--json']));
    expect(parameters.length).toBeGreaterThan(50);
    for (const { name, value, unit, source, assumption } of parameters) {
      expect({ name, isTold: value !== undefined && unit !== '' && (source === null) !== (assumption === null) }).toEqual({ name, isTold: true });
    }
    expect(parameters).toContainEqual(expect.objectContaining({ name: 'vsphere.ha.primaryLost', value: 35, unit: 's', assumption: null }));
    const timeout = parameters.find(({ name }: { name: string }) => name === 'etcd.electionTimeout');
    expect(timeout).toMatchObject({ value: { kind: 'ticks', min: 10, max: 19, tick: 0.1 }, text: '10 to 19 ticks of 100 ms' });
    const { stdout } = paddock(['parameters']);
    expect(stdout).toMatch(/^vsphere\.ha\.primaryLost +35 s +duration +\S/m);
    expect(stdout).toMatch(/\d+ parameters, \d+ of them assumptions\n$/);
  });
});

describe('a wrong call', () => {
  it.each<[call: string[], code: string, nearest: string | null]>([
    [[], 'bad-call', null],
    [['rum'], 'bad-call', 'run'],
    [['run'], 'bad-call', null],
    [['run', 'host-failure', 'more'], 'bad-call', null],
    [['run', 'host-failure', '--sed', '3'], 'bad-call', '--seed'],
    [['run', 'host-failure', '--seed'], 'bad-call', null],
    [['run', 'host-failure', '--seed', '-1'], 'bad-option', null],
    [['run', 'host-failure', '--seed', '1.5'], 'bad-option', null],
    [['run', 'host-failure', '--seed', '99999999999999999999'], 'bad-option', null],
    [['run', 'host-failure', '--engine', 'refrence'], 'bad-option', 'reference'],
    [['run', 'host-failur'], 'no-file', 'host-failure'],
    [['why', 'host-failure', '--path', 'rancher-ui'], 'bad-call', null],
    [['why', 'host-failure', '--at', 'soon', '--path', 'rancher-ui'], 'bad-option', null],
    [['why', 'host-failure', '--at', '3h', '--path', 'rancher-ui'], 'too-late', null],
    [['why', 'host-failure', '--at', '10m', '--path', 'rancher-iu'], 'unknown-name', 'rancher-ui'],
    [['schema', 'desing'], 'bad-option', 'design'],
    [['schema'], 'bad-call', null],
  ])('%j', (call, code, nearest) => {
    const told: Ended = paddock(call);
    expect({ code: told.code, stdout: told.stdout }).toEqual({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(/error: .+\n(.+\n)*\n1 error\n$/);
    const asJson = paddock([...call, '--json']);
    // `--seed --json` takes --json for the seed, as it should.
    if (call.at(-1) === '--seed') return;
    expect(asJson.code).toBe(2);
    expect(json(asJson).errors).toEqual(
      [
        {
          code,
          message: expect.any(String),
          file: expect.any(String),
          line: expect.anything(),
          column: expect.anything(),
          expected: expect.anything(),
          found: expect.anything(),
          nearest,
        },
      ].map((one) => (code === 'no-file' ? { ...one, line: null, column: null, expected: null } : one)),
    );
  });

  it('--help and --version are no errors', () => {
    expect(paddock(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(paddock(['run', '--help']).stdout).toContain('--trace <file>');
    expect(paddock(['--version'])).toMatchObject({ code: 0, stdout: `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n` });
  });
});
