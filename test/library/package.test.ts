/** The package as its users have it: packed, unpacked beside its dependencies in a folder of its own, and imported by name. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folder, inProcess } from '../api/program.ts';

const home = folder();

/** Everything installed here but the package itself, by links; the package from its own tarball. */
beforeAll(() => {
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, 'paddock'), { recursive: true });
  for (const name of readdirSync('node_modules')) if (name !== 'paddock') symlinkSync(resolve('node_modules', name), join(modules, name));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], { encoding: 'utf8' });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(home, filename), '-C', join(modules, 'paddock'), '--strip-components=1']);
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
}, 60_000);

const vitest = (file: string) =>
  spawnSync(process.execPath, [join(home, 'node_modules/vitest/vitest.mjs'), 'run', file, '--root', home], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });

describe('the packed package', () => {
  it('carries the test that search writes: it fails with the flaw and passes without', () => {
    const flaw = ['bosh.resurrector=true', 'dns.servers=[{ name: dns-01, address: 10.10.30.13 }]'];
    const out = join(home, 'found');
    const { code } = inProcess([
      'search',
      'article',
      '--faults',
      '1',
      '--of',
      'outage',
      '--seeds',
      '1',
      '--workers',
      '1',
      '--out',
      out,
      ...flaw.flatMap((set) => ['--set', set]),
    ]);
    expect(code).toBe(1);
    const [name = ''] = readdirSync(out).filter((file) => file.endsWith('.test.ts'));
    const failed = vitest(join(out, name));
    expect(failed.status, failed.stdout + failed.stderr).toBe(1);
    expect(failed.stdout + failed.stderr).toContain('rancher-ui does not come back');
    writeFileSync(join(home, 'mended.test.ts'), readFileSync(join(out, name), 'utf8').replace(/, 'dns.*?\]'/, ''));
    const passed = vitest(join(home, 'mended.test.ts'));
    expect(passed.status, passed.stdout + passed.stderr).toBe(0);
  }, 60_000);

  it('has types for what it exports', () => {
    const use = `import fc from 'fast-check';
import { asScenario, harmOf, loadDesign, trials, type Trial } from 'paddock';
export const text = (one: Trial): string => asScenario(one);
fc.assert(fc.property(trials(loadDesign('article'), { faults: 1 }), (trial) => harmOf(trial) === undefined));
// @ts-expect-error a design is no trial
harmOf(loadDesign('article'));
`;
    writeFileSync(join(home, 'use.ts'), use);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'ES2023', '--module', 'NodeNext', '--moduleResolution', 'NodeNext', 'use.ts'];
    const { status, stdout } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options], { cwd: home, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 60_000);
});
