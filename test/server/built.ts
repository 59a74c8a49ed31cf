/** The workers run what is built, so it is built before the tests when its sources are newer. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const newest = (folder: string): number =>
  Math.max(...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs));

export default function setup(): void {
  const built = 'dist/api/server/worker.js';
  const isFresh = existsSync(built) && ['sim', 'models', 'api'].every((folder) => newest(folder) <= statSync(built).mtimeMs);
  if (!isFresh) execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
}
