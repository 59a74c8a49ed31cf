/**
 * Debian's Chromium for tests of the page. Where it is missing it is installed with apt, which takes a root that reaches
 * Debian's packages; where that is not allowed the tests are skipped, except on CI, where they fail.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

function install(): void {
  if (existsSync(executablePath) || process.getuid?.() !== 0) return;
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: 'ignore', timeout: 240_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
}

install();

/** Whether the tests of the page can run; on CI they have to. */
export const hasChromium: boolean = existsSync(executablePath) || process.env.CI !== undefined;

export function launch(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
}
