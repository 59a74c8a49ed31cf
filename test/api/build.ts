/** Builds the program once before any test, so that tests run what users run; types are checked by `npm run types`. */
import { execFileSync } from 'node:child_process';

export default function build(): void {
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--noCheck'], { stdio: 'inherit' });
}
