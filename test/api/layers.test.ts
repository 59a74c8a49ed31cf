/** The check that keeps imports running downwards and sim/ and models/ free of Node, wall clock and host randomness bites. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const imports = 'lint/style/noRestrictedImports';
const node = 'lint/correctness/noNodejsModules';
const globals = 'lint/style/noRestrictedGlobals';
const properties = 'lint/nursery/noJsRestrictedProperties';

/** Where a snippet stands, the snippet, and the rule it breaks. */
const snippets: readonly [folder: string, code: string, rule: string | undefined][] = [
  ['sim', "import { checkDesign } from '../models/index.ts';\nexport const a = checkDesign;\n", imports],
  ['sim/machine', "import type { Design } from '../../models/design.ts';\nexport type A = Design;\n", imports],
  ['sim', "export * from '../api/load.ts';\n", imports],
  ['sim', "export const a = () => import('../api/load.ts');\n", imports],
  ['models', "import { loadScenario } from '../api/load.ts';\nexport const a = loadScenario;\n", imports],
  ['models/etcd', "import type { Screen } from '../../api/screen.ts';\nexport type A = Screen;\n", imports],
  ['models', "export * from '../viz/page.ts';\n", imports],
  ['api', "export * from '../viz/page.ts';\n", imports],
  ...['sim', 'models/dns'].flatMap((folder): [string, string, string][] => [
    [folder, "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n", node],
    [folder, "import fs from 'fs';\nexport const a = fs;\n", node],
    [folder, 'export const a = () => Date.now();\n', globals],
    [folder, 'export const a = () => new Date();\n', globals],
    [folder, 'export const a = () => performance.now();\n', globals],
    [folder, 'export const a = () => setTimeout(() => undefined, 1);\n', globals],
    [folder, 'export const a = () => setInterval(() => undefined, 1);\n', globals],
    [folder, 'export const a = () => globalThis.Date;\n', globals],
    [folder, 'export const a = () => Math.random();\n', properties],
    [folder, "export const a = () => Math['random']();\n", properties],
    [folder, 'export const { random } = Math;\n', properties],
  ]),
  ['models', "import { s } from '../sim/index.ts';\nexport const a = s(1);\n", undefined],
  ['sim', "import { randomUniform } from 'd3-random';\nexport const a = randomUniform;\n", undefined],
  [
    'api',
    "import { readFileSync } from 'node:fs';\nimport { checkDesign } from '../models/index.ts';\nexport const a = [readFileSync, checkDesign, Date.now()];\n",
    undefined,
  ],
];

interface Report {
  diagnostics: { category: string; location: { path: string | { file: string } } }[];
}

describe('the layering check of `npm run check`', () => {
  const root = mkdtempSync(join(tmpdir(), 'paddock-layers-'));
  const pathOf = (i: number) => `${snippets[i]?.[0]}/snippet-${i}.ts`;
  let found: Report;

  beforeAll(() => {
    for (const file of ['biome.json', '.gitignore']) cpSync(file, join(root, file));
    for (const [i, [, code]] of snippets.entries()) {
      mkdirSync(dirname(join(root, pathOf(i))), { recursive: true });
      writeFileSync(join(root, pathOf(i)), code);
    }
    const { stdout } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', '--reporter=json', '--max-diagnostics=none'], { cwd: root, encoding: 'utf8' });
    found = JSON.parse(stdout) as Report;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(snippets.map((snippet, i) => [...snippet, i] as const))('in %s judges %j', (_, __, rule, i) => {
    const rules = found.diagnostics
      .filter(({ location: { path } }) => (typeof path === 'string' ? path : path.file) === pathOf(i))
      .map(({ category }) => category);
    if (rule === undefined) expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  });
});
