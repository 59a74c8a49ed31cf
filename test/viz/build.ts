/** Builds the page once before any test, so that tests use what people use. */
import { execFileSync } from 'node:child_process';

export default function build(): void {
  execFileSync('node_modules/.bin/vite', ['build', '--config', 'viz/vite.config.ts', '--logLevel', 'warn'], { stdio: 'inherit' });
}
